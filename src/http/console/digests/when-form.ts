import type { SendTimeInput } from '../../../app/digests/planned/send-time.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { invalid } from '../../../domain/errors.ts';
import { dayIn, dayText } from '../../../domain/time/own-hour.ts';
import { momentIn } from '../../../domain/time/send-moment.ts';
import { isTimeZone, localTime } from '../../../domain/time/zone.ts';
import { zoneNames } from '../../../domain/time/zone-names.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import { type Option, type OptionGroup, zoneOptions } from '../../forms/form-options.ts';
import { dateOf, momentOf } from '../../forms/words.ts';

/** How a send's time is said; empty: by a clock's reading, or, without one, at once. */
const ways = ['', 'own-hour', 'next-slot'] as const;

/**
 * The time of a send as it is typed: a clock's reading, empty for at once, and where that clock is; or a day, for each
 * reader's own hour of it.
 */
export type WhenValues = { when: string; sendAt: string; sendZone: string; sendOn: string };

const names = ['when', 'sendAt', 'sendZone', 'sendOn'] as const;

/** The fields of a send's time. */
export type WhenFields = {
  label: string;
  ways: Option[];
  sendAt: string;
  sendOn: string;
  zones: OptionGroup[];
  /** The browser's zone may take the place of the one that is chosen. */
  guessZone: boolean;
  errors: Record<(typeof names)[number], string | null>;
};

export function readWhen(body: unknown): WhenValues {
  return {
    when: field(body, 'when'),
    sendAt: field(body, 'sendAt'),
    sendZone: field(body, 'sendZone'),
    sendOn: field(body, 'sendOn'),
  };
}

/** What the fields ask for; nothing typed is at once. Throws `invalid` with the wrong field. */
export function whenAsked({ when, sendAt, sendZone, sendOn }: WhenValues): SendTimeInput {
  const zone = sendZone === '' ? 'UTC' : sendZone;
  if (!isTimeZone(zone)) throw invalid([{ field: 'sendZone', message: 'is no time zone of the list' }]);
  switch (ways.find((way) => way === when)) {
    case 'own-hour': {
      const day = dayIn(sendOn);
      if (day === null) throw invalid([{ field: 'sendOn', message: 'is not a date' }]);
      return { sendOn: day };
    }
    case 'next-slot':
      return { sendAt: 'next-slot', sendZone: zone };
    case '': {
      if (sendAt === '') return {};
      const moment = momentIn(sendAt, zone);
      if (moment === null) throw invalid([{ field: 'sendAt', message: 'is not a date and time' }]);
      return { sendAt: moment, sendZone: zone };
    }
    case undefined:
      throw invalid([{ field: 'when', message: 'is none of the list' }]);
  }
}

/**
 * `nextSlot`: when the next digests of the schedule go out; null: none is due. `zone`: that of who is asked; null: not
 * known, and the browser's may be proposed.
 */
export function whenFields(
  values: Partial<WhenValues>,
  errors: readonly FieldError[],
  { now, nextSlot, zone: own }: { now: Date; nextSlot: Date | null; zone: string | null },
  planned = false,
): WhenFields {
  const { when = '', sendAt = '', sendZone = '', sendOn = '' } = values;
  const zone = sendZone === '' ? (own ?? 'UTC') : sendZone;
  const next = nextSlot === null ? '' : `: ${momentOf(nextSlot, isTimeZone(zone) ? zone : 'UTC').text}`;
  const texts: Record<(typeof ways)[number], string> = {
    '': planned ? 'At a moment' : 'Now, or at a moment',
    'own-hour': 'On a day, at each reader’s own hour',
    'next-slot': `With the next digests of the schedule${next}`,
  };
  return {
    label: planned ? 'Goes out at' : 'Send at (empty: at once)',
    ways: ways.map((way) => ({ value: way, text: texts[way], selected: way === when })),
    sendAt,
    sendOn,
    zones: zoneOptions(zoneNames(), zone, now),
    guessZone: sendZone === '' && own === null,
    errors: messagesFor(names, errors),
  };
}

const two = (number: number) => String(number).padStart(2, '0');

/** The time of a planned send as the fields have it. */
export function whenValues(sendAt: Date, sendZone: string | null, sendOn: Date | null): WhenValues {
  const zone = sendZone ?? 'UTC';
  const { year, month, day, hour, minute } = localTime(sendAt, zone);
  return {
    when: sendOn === null ? '' : 'own-hour',
    sendAt: sendOn === null ? `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}` : '',
    sendZone: sendOn === null ? zone : '',
    sendOn: sendOn === null ? '' : dayText(sendOn),
  };
}

/** "24 Nov 2026, each reader at their own hour". */
export function ownHourInWords(sendOn: Date): string {
  return `${dateOf(sendOn).text}, each reader at their own hour`;
}

/** "24 Nov 2026, 18:00 Europe/Berlin"; null: at once. Of what is asked for rightly. */
export function whenInWords(values: WhenValues): string | null {
  const { sendAt, sendZone, sendOn } = whenAsked(values);
  if (sendOn !== undefined) return ownHourInWords(sendOn);
  if (sendAt === undefined) return null;
  return sendAt === 'next-slot' ? 'when the next digests go out' : momentOf(sendAt, sendZone).text;
}

/** Errors that stand beside none of the fields. */
export function withoutWhen(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field: name }) => !names.some((one) => one === name));
}
