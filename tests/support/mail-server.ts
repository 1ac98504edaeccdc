import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What the server does with one attempt: a reply at a stage of the conversation, or silence. */
export type Step =
  | { at: 'rcpt' | 'data'; reply: string }
  /** Closes the connection instead of replying. */
  | { at: 'rcpt' | 'data'; close: true }
  /** Replies only when this is resolved. */
  | { at: 'data'; after: Promise<unknown>; reply?: string };

export type ReceivedMail = { to: string; raw: string; messageId: string; accepted: boolean };

export type MailServer = {
  url: string;
  /** Every message that was given whole, whatever came of it. */
  received: ReceivedMail[];
  /** Messages given whole that have no reply yet. */
  inFlight(): number;
  /** What to do with the attempts for an address, in turn; afterwards, and for others, everything is accepted. */
  script(address: string, ...steps: Step[]): void;
  /** Called before each reply to a message; the reply waits for it. */
  onMessage: ((mail: ReceivedMail) => Promise<void> | void) | null;
  accepted(): string[];
  reset(): void;
  close(): Promise<void>;
};

/** A real SMTP server on a free port of this machine, with what goes wrong on demand. */
export async function startMailServer(): Promise<MailServer> {
  const scripts = new Map<string, Step[]>();
  let inFlight = 0;
  const take = (address: string, at: Step['at']): Step | undefined => {
    const steps = scripts.get(address.toLowerCase());
    return steps?.[0]?.at === at ? steps.shift() : undefined;
  };
  const hangUp = (session: SMTPServerSession) => {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy();
    }
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo({ address }, session, reply) {
      const step = take(address, 'rcpt');
      if (step === undefined) return reply();
      if ('close' in step) return hangUp(session);
      reply(refusal(step.reply ?? ''));
    },
    onData(stream, session, reply) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.once('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const raw = Buffer.concat(chunks).toString();
        const messageId = /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
        const mail: ReceivedMail = { to, raw, messageId, accepted: false };
        mailServer.received.push(mail);
        inFlight++;
        void (async () => {
          await mailServer.onMessage?.(mail);
          const step = take(to, 'data');
          if (step !== undefined && 'after' in step) await step.after;
          inFlight--;
          if (step !== undefined && 'close' in step) return hangUp(session);
          if (step?.reply !== undefined) return reply(refusal(step.reply));
          mail.accepted = true;
          reply(null, '2.0.0 queued');
        })();
      });
    },
  });
  // A client that was killed resets its connection; that is part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    onMessage: null,
    inFlight: () => inFlight,
    script: (address, ...steps) => void scripts.set(address.toLowerCase(), steps),
    accepted: () => mailServer.received.filter((mail) => mail.accepted).map(({ to }) => to),
    reset() {
      scripts.clear();
      mailServer.received = [];
      mailServer.onMessage = null;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return mailServer;
}

function refusal(reply: string): Error {
  const responseCode = Number(reply.slice(0, 3));
  return Object.assign(new Error(reply.slice(4)), { responseCode });
}
