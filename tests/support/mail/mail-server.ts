import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What the server does with one attempt: a reply at a stage of the conversation, or silence. */
export type Step =
  | { at: 'rcpt' | 'data'; reply: string }
  /** Closes the connection instead of replying. */
  | { at: 'rcpt' | 'data'; close: true }
  /** Replies only when this is resolved. */
  | { at: 'rcpt' | 'data'; after: Promise<unknown>; reply?: string }
  /** Ends the connection in good order, or resets it, or says nothing for good, instead of replying. */
  | { at: 'rcpt' | 'data'; instead: 'fin' | 'rst' | 'silence' }
  /** Reads nothing of the message, and cuts the connection when this is resolved. `onBegin`: DATA has come. */
  | { at: 'body'; cutWhen: Promise<unknown>; onBegin?: () => void };

export type ReceivedMail = {
  from: string;
  to: string;
  raw: string;
  bytes: Buffer;
  messageId: string;
  accepted: boolean;
  /** It came over TLS. */
  secure: boolean;
  /** The name in EHLO. */
  greeting: string;
};

export type MailServerOptions = {
  /** A free one unless given. */
  port?: number;
  /**
   * With smtp-server's own self-signed certificate, unless one is given: from the first byte, or offered by STARTTLS.
   */
  tls?: 'implicit' | 'starttls';
  certificate?: { key: string; cert: string };
  /** Mail is taken only after a login with these. */
  login?: { user: string; pass: string };
  /** More connections than these are refused with 421. */
  mostConnections?: number;
  /** Whether commands may come without waiting for replies (RFC 2920). */
  pipelining?: boolean;
};

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
  /** Called at each MAIL FROM: 'close' ends the connection without a reply, other words are the reply. */
  onSender: (() => string | null) | null;
  /** Connections that are open, and the most that were open at once since the last reset. */
  connections(): number;
  mostConnections(): number;
  /** Connections opened since the last reset. */
  opened(): number;
  /** Logins that were tried. */
  logins(): number;
  reset(): void;
  close(): Promise<void>;
};

/** A real SMTP server on a free port of this machine, with what goes wrong on demand. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { tls, login, pipelining = true } = options;
  const count = { open: 0, most: 0, opened: 0, logins: 0 };
  const scripts = new Map<string, Step[]>();
  let inFlight = 0;
  const take = (address: string, at: Step['at']): Step | undefined => {
    const steps = scripts.get(address.toLowerCase());
    return steps?.[0]?.at === at ? steps.shift() : undefined;
  };
  const onSocket = (session: SMTPServerSession, act: (socket: Socket) => void) => {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) act(connection._socket);
    }
  };
  const hangUp = (session: SMTPServerSession) => onSocket(session, (socket) => socket.destroy());
  const end = (session: SMTPServerSession, how: 'fin' | 'rst' | 'silence') => {
    if (how === 'fin') onSocket(session, (socket) => socket.end());
    if (how === 'rst') onSocket(session, (socket) => socket.resetAndDestroy());
  };
  const server = new SMTPServer({
    // No warning about the certificate that everybody knows.
    logger: false,
    secure: tls === 'implicit',
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    hidePIPELINING: !pipelining,
    ...options.certificate,
    ...(options.mostConnections === undefined ? {} : { maxClients: options.mostConnections }),
    onAuth({ username, password }, _session, reply) {
      count.logins++;
      if (username === login?.user && password === login?.pass) return reply(null, { user: username });
      reply(refusal('535 5.7.8 wrong user or password'));
    },
    onConnect(_session, reply) {
      count.opened++;
      count.most = Math.max(count.most, ++count.open);
      reply();
    },
    onClose: () => void count.open--,
    onMailFrom(_address, session, reply) {
      const answer = mailServer.onSender?.() ?? null;
      if (answer === 'close') return hangUp(session);
      if (answer === null) reply();
      else reply(refusal(answer));
    },
    onRcptTo({ address }, session, reply) {
      const step = take(address, 'rcpt');
      if (step === undefined) return reply();
      if ('close' in step) return hangUp(session);
      if ('instead' in step) return end(session, step.instead);
      const words = 'reply' in step ? step.reply : undefined;
      const answer = () => reply(words === undefined ? null : refusal(words));
      if ('after' in step) void step.after.then(answer);
      else answer();
    },
    onData(stream, session, reply) {
      const cut = take(session.envelope.rcptTo[0]?.address ?? '', 'body');
      if (cut !== undefined && 'cutWhen' in cut) {
        onSocket(session, (socket) => socket.unpipe().pause());
        cut.onBegin?.();
        void cut.cutWhen.then(() => hangUp(session));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.once('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const bytes = Buffer.concat(chunks);
        const raw = bytes.toString();
        const messageId = /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
        const from = session.envelope.mailFrom === false ? '' : (session.envelope.mailFrom?.address ?? '');
        const mail: ReceivedMail = {
          from,
          to,
          raw,
          bytes,
          messageId,
          accepted: false,
          secure: session.secure,
          greeting: session.hostNameAppearsAs,
        };
        mailServer.received.push(mail);
        inFlight++;
        void (async () => {
          await mailServer.onMessage?.(mail);
          const step = take(to, 'data');
          if (step !== undefined && 'after' in step) await step.after;
          inFlight--;
          if (step !== undefined && 'close' in step) return hangUp(session);
          if (step !== undefined && 'instead' in step) return end(session, step.instead);
          if (step !== undefined && 'reply' in step && step.reply !== undefined)
            return reply(refusal(step.reply));
          mail.accepted = true;
          reply(null, '2.0.0 queued');
        })();
      });
    },
  });
  // A client that was killed resets its connection; that is part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  const mailServer: MailServer = {
    url: `${tls === 'implicit' ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
    received: [],
    onMessage: null,
    onSender: null,
    connections: () => count.open,
    mostConnections: () => count.most,
    opened: () => count.opened,
    logins: () => count.logins,
    inFlight: () => inFlight,
    script: (address, ...steps) => void scripts.set(address.toLowerCase(), steps),
    accepted: () => mailServer.received.filter((mail) => mail.accepted).map(({ to }) => to),
    reset() {
      scripts.clear();
      mailServer.received = [];
      mailServer.onMessage = null;
      mailServer.onSender = null;
      count.most = count.open;
      count.opened = 0;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return mailServer;
}

function refusal(reply: string): Error {
  const responseCode = Number(reply.slice(0, 3));
  return Object.assign(new Error(reply.slice(4)), { responseCode });
}

/** A server that accepts connections and never says a word. */
export async function startSilentServer(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
