import type { CaughtMailStore } from '../../app/deliveries/caught-mail.ts';
import type { MailTransport } from '../../app/mail.ts';
import { notGiven } from './server.ts';

/** Mails kept for the mailbox page. */
const keep = 2_000;
const pruneEvery = 200;
/** What `Links.admin` makes. */
const accountLink = /\/admin\/(?:invitation|reset)\//;

/** Takes the place of a mail server while none is configured: what would be sent is shown at /mailbox. */
export function createCatcher(
  store: CaughtMailStore,
  read: (raw: Buffer) => Promise<{ subject: string; text: string }>,
): MailTransport {
  let caught = 0;
  const send: MailTransport['send'] = async ({ envelopeFrom, envelopeTo, raw }) => {
    try {
      const { subject, text } = await read(raw);
      await store.add({ envelopeFrom, envelopeTo, subject, aboutAccount: accountLink.test(text), raw });
      if (++caught % pruneEvery === 0) await store.prune(keep);
      const reply = '250 2.0.0 caught in the mailbox';
      return { reply, stage: 'data', accepted: true, bodyGiven: true, error: null, server: null };
    } catch (error) {
      return notGiven(String(error));
    }
  };
  return {
    send,
    async reserve(signal) {
      signal?.throwIfAborted();
      return { server: null, send, release: () => undefined };
    },
    outage: () => null,
    look: () => undefined,
    close: async () => undefined,
  };
}
