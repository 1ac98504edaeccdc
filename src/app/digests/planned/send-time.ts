import type { FieldError } from '../../../domain/errors.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { dayText, planningMoment, wrongSendOn } from '../../../domain/time/own-hour.ts';
import { wrongSendAt } from '../../../domain/time/send-moment.ts';
import type { Needs } from '../../deps.ts';

/** When something goes out; nothing of it: at once. Of the first two only one is given. */
export type SendTimeInput = {
  /** The moment, or when the next digests of the schedule go out. */
  sendAt?: Date | 'next-slot' | undefined;
  /** A day, as its midnight in UTC, on which each reader gets it at their own hour. */
  sendOn?: Date | undefined;
  /** The time zone in which `sendAt` was said. */
  sendZone?: string | undefined;
};

export type SendTime = { sendAt: Date | null; sendZone: string | null; sendOn: Date | null };

/** The moment for which a send is planned, and each wrong field. `cadence`: whose next digests count; null: any. */
export async function readSendTime(
  { stores }: Needs<never, 'dueTimes'>,
  { sendAt, sendOn, sendZone }: SendTimeInput,
  cadence: Cadence | null,
  now: Date,
): Promise<SendTime & { errors: FieldError[] }> {
  const zone = sendZone ?? null;
  if (sendOn !== undefined) {
    const errors = wrongSendOn(sendOn, now);
    if (sendAt !== undefined)
      errors.push({ field: 'sendOn', message: 'cannot be asked for together with sendAt' });
    return { sendAt: planningMoment(sendOn, now), sendZone: null, sendOn, errors };
  }
  if (sendAt === undefined) return { sendAt: null, sendZone: zone, sendOn: null, errors: [] };
  if (sendAt !== 'next-slot')
    return { sendAt, sendZone: zone, sendOn: null, errors: wrongSendAt(sendAt, now) };
  const next = await stores.dueTimes.nextSlotOf(cadence, now);
  const errors =
    next === null ? [{ field: 'sendAt', message: 'no digest is due: nobody of these gets any' }] : [];
  return { sendAt: next, sendZone: zone, sendOn: null, errors };
}

/** When it goes out, for the audit. */
export function sendTimeDetail({ sendAt, sendOn }: Pick<SendTime, 'sendAt' | 'sendOn'>): {
  sendAt?: string;
  sendOn?: string;
} {
  if (sendOn !== null) return { sendOn: dayText(sendOn) };
  return sendAt === null ? {} : { sendAt: sendAt.toISOString() };
}
