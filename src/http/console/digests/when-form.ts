import type { FieldError } from '../../../domain/errors.ts';
import { invalid } from '../../../domain/errors.ts';
import { momentIn } from '../../../domain/time/send-moment.ts';
import { isTimeZone, localTime } from '../../../domain/time/zone.ts';
import { zoneNames } from '../../../domain/time/zone-names.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import { type OptionGroup, zoneOptions } from '../../forms/form-options.ts';
import { momentOf } from '../../forms/words.ts';

/** The moment of a send as it is typed: a clock's reading, empty for at once, and where that clock is. */
export type WhenValues = { sendAt: string; sendZone: string };

/** The fields of a send's moment. */
export type WhenFields = {
  label: string;
  sendAt: string;
  zones: OptionGroup[];
  /** The browser's zone may take the place of the one that is chosen. */
  guessZone: boolean;
  errors: { sendAt: string | null; sendZone: string | null };
};

export function readWhen(body: unknown): WhenValues {
  return { sendAt: field(body, 'sendAt'), sendZone: field(body, 'sendZone') };
}

/** What the fields ask for; nothing typed is at once. Throws `invalid` with the wrong field. */
export function whenAsked({ sendAt, sendZone }: WhenValues): { sendAt?: Date; sendZone?: string } {
  if (sendAt === '') return {};
  const zone = sendZone === '' ? 'UTC' : sendZone;
  if (!isTimeZone(zone)) throw invalid([{ field: 'sendZone', message: 'is no time zone of the list' }]);
  const moment = momentIn(sendAt, zone);
  if (moment === null) throw invalid([{ field: 'sendAt', message: 'is not a date and time' }]);
  return { sendAt: moment, sendZone: zone };
}

export function whenFields(
  values: Partial<WhenValues>,
  errors: readonly FieldError[],
  now: Date,
  label = 'Send at (empty: at once)',
): WhenFields {
  const { sendAt = '', sendZone = '' } = values;
  const { sendAt: wrongSendAt, sendZone: wrongSendZone } = messagesFor(['sendAt', 'sendZone'], errors);
  return {
    label,
    sendAt,
    zones: zoneOptions(zoneNames(), sendZone === '' ? 'UTC' : sendZone, now),
    guessZone: sendZone === '',
    errors: { sendAt: wrongSendAt, sendZone: wrongSendZone },
  };
}

const two = (number: number) => String(number).padStart(2, '0');

/** A planned moment as the fields have it. */
export function whenValues(sendAt: Date, sendZone: string | null): WhenValues {
  const zone = sendZone ?? 'UTC';
  const { year, month, day, hour, minute } = localTime(sendAt, zone);
  return {
    sendAt: `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`,
    sendZone: zone,
  };
}

/** "24 Nov 2026, 18:00 Europe/Berlin"; null: at once. Of what is asked for rightly. */
export function whenInWords(values: WhenValues): string | null {
  const { sendAt, sendZone } = whenAsked(values);
  return sendAt === undefined ? null : momentOf(sendAt, sendZone).text;
}

/** Errors that stand beside neither field. */
export function withoutWhen(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field: name }) => name !== 'sendAt' && name !== 'sendZone');
}
