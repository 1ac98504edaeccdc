import Type from 'typebox';
import type { SendTimeInput } from '../../../app/digests/planned/send-time.ts';
import { invalid } from '../../../domain/errors.ts';
import { dayIn } from '../../../domain/time/own-hour.ts';
import { instantFor } from '../../schemas/common.ts';

/** When something goes out, as fields of a body. */
export const sendTimeFields = {
  sendAt: Type.Optional(instantFor('when it goes out, at most a year ahead; without any of these at once')),
  sendOn: Type.Optional(
    Type.String({
      format: 'date',
      description: 'the day on which each reader gets it at their own hour, in their time zone',
    }),
  ),
  withNextSlot: Type.Optional(
    Type.Literal(true, { description: 'when the next digests of the schedule go out' }),
  ),
};

/** What such fields ask for. Throws `invalid` with the wrong field: of the three, one can be asked for. */
export function readSendTimeFields(body: {
  sendAt?: string;
  sendOn?: string;
  withNextSlot?: true;
}): SendTimeInput {
  const { sendAt, sendOn, withNextSlot } = body;
  const asked = Object.entries({ sendAt, sendOn, withNextSlot }).filter(([, value]) => value !== undefined);
  const [, second] = asked;
  if (second !== undefined)
    throw invalid([{ field: second[0], message: `cannot be asked for together with ${asked[0]?.[0]}` }]);
  if (withNextSlot === true) return { sendAt: 'next-slot' };
  if (sendOn !== undefined) {
    const day = dayIn(sendOn);
    if (day === null) throw invalid([{ field: 'sendOn', message: 'is not a date' }]);
    return { sendOn: day };
  }
  return sendAt === undefined ? {} : { sendAt: new Date(sendAt) };
}
