import { createTransport } from 'nodemailer';
import type { Log, MailTransport } from '../../app/ports.ts';
import type { Handover } from '../../domain/outcome.ts';

/** Milliseconds; together well below the lease of a delivery (app/send-deliveries.ts). */
const timeouts = {
  connectionTimeout: 20_000,
  greetingTimeout: 20_000,
  dnsTimeout: 10_000,
  socketTimeout: 120_000,
};

/** Commands whose reply speaks of this message. A refusal at any other (AUTH, EHLO, the greeting) speaks of us. */
const aboutMessage = /^(MAIL FROM|RCPT TO|DATA)/;

type Failure = { reply: string | null; error: string };

function readFailure(error: unknown): Failure {
  const { message, response, command } =
    error instanceof Error
      ? (error as Error & { response?: unknown; command?: unknown })
      : { message: String(error) };
  const about = typeof command === 'string' && aboutMessage.test(command);
  return { reply: typeof response === 'string' && about ? response : null, error: message };
}

/**
 * Sends over a pool of connections to each server. Servers take turns; when one cannot be reached the next is
 * tried, as long as the message was not given to any.
 */
export function createSmtpTransport(options: {
  urls: readonly string[];
  connections?: number;
  log: Log;
}): MailTransport {
  /** The envelopes of messages that were read to their end. */
  const given = new WeakSet<object>();
  const servers = options.urls.map((url) => {
    const pool = createTransport({
      url,
      pool: true,
      maxConnections: options.connections ?? 20,
      maxMessages: 1_000,
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // The end of the very stream that the conversation reads from: what comes before it is buffered in streams that
    // end while the server has not seen a byte.
    pool.use('stream', ({ data, message }, done) => {
      message?.processFunc((body) => {
        body.once('end', () => given.add(data.envelope ?? {}));
        return body;
      });
      done();
    });
    return { host: new URL(url).host, pool };
  });
  let turn = 0;

  async function hand(
    server: (typeof servers)[number],
    mail: Parameters<MailTransport['send']>[0],
  ): Promise<Handover> {
    // A buffer, not a stream: the pool may hand it over anew when an idle connection turns out to be closed.
    const { envelopeFrom: from, envelopeTo, raw } = mail;
    const envelope = { from, to: [envelopeTo] };
    try {
      const info = await server.pool.sendMail({ envelope, raw });
      return { reply: info.response, accepted: true, bodyGiven: true, error: null };
    } catch (error) {
      return { accepted: false, bodyGiven: given.has(envelope), ...readFailure(error) };
    }
  }

  const send: MailTransport['send'] = async (mail) => {
    const first = turn++ % servers.length;
    let handover: Handover = {
      reply: null,
      accepted: false,
      bodyGiven: false,
      error: 'no SMTP server is configured',
    };
    for (let step = 0; step < servers.length; step++) {
      const server = servers[(first + step) % servers.length];
      if (server === undefined) break;
      handover = await hand(server, mail);
      if (handover.accepted || handover.reply !== null || handover.bodyGiven) break;
      options.log.warn({ server: server.host, reason: handover.error }, 'an SMTP server could not be used');
    }
    return handover;
  };
  return {
    send,
    reserve: async () => ({ send, release: () => undefined }),
    outage: () => null,
    async close() {
      for (const { pool } of servers) pool.close();
    },
  };
}
