import { vi } from 'vitest';
import type { MailTransport } from '../../../src/app/mail.ts';
import type { Stage } from '../../../src/domain/bounces/bounce-reason.ts';
import type { Handover } from '../../../src/domain/sending/outcome.ts';

/** Makes the next message, or with `times` so many, end with this answer instead of going anywhere. */
export function answerMessages(transport: MailTransport, handover: Handover, times = 1): void {
  const reserve = vi.spyOn(transport, 'reserve');
  const place = { server: handover.server, send: async () => handover, release: () => undefined };
  for (let time = 0; time < times; time++) reserve.mockResolvedValueOnce(place);
}

/** What the transport sees of a message that a server refuses at this step. */
export function refusal(stage: Stage, reply: string): Handover {
  const bodyGiven = stage === 'data';
  return { reply, stage, accepted: false, bodyGiven, error: null, server: 'mail.example.org:587' };
}

/** What it sees when the connection is lost after the whole message was given. */
export const lostReply: Handover = {
  reply: null,
  stage: null,
  accepted: false,
  bodyGiven: true,
  error: 'the connection was lost',
  server: 'mail.example.org:587',
};
