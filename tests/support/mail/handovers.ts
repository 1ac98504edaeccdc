import { vi } from 'vitest';
import type { MailTransport } from '../../../src/app/mail.ts';
import type { Handover } from '../../../src/domain/sending/outcome.ts';

/** Makes the next message, or with `times` so many, end with this answer instead of going anywhere. */
export function answerMessages(transport: MailTransport, handover: Handover, times = 1): void {
  const reserve = vi.spyOn(transport, 'reserve');
  const place = { send: async () => handover, release: () => undefined };
  for (let time = 0; time < times; time++) reserve.mockResolvedValueOnce(place);
}
