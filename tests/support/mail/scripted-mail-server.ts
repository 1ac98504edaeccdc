import { createServer, type Server, type Socket } from 'node:net';
import { type Conversation, linesOf } from './smtp-lines.ts';

/** Where a conversation stands when the server has yet to act: after a connection or command came, before its reply. */
export type Moment = {
  /** `body`: the first bytes of the message are read. `dot`: the whole of it is. */
  at: 'greeting' | 'hello' | 'login' | 'sender' | 'recipient' | 'data' | 'body' | 'dot';
  /** Null before the server was told. */
  to: string | null;
  /** 1 for the first message to this address. */
  attempt: number;
};

/** Another reply than the usual one, or the end of the connection: in good order, or by a reset. */
export type Act = { reply: string } | 'fin' | 'reset';

/** What to do at a moment; nothing is read or said before it is known. Null: as a good server does. */
export type Behaviour = (moment: Moment) => Act | null | Promise<Act | null>;

/** One message as the server saw it, from MAIL FROM on. Instants in milliseconds. */
export type SeenMail = {
  to: string | null;
  messageId: string;
  begunAt: number;
  /** When its final dot was read. */
  wholeAt: number | null;
  /** The reply after the final dot; null when none was given. */
  answer: string | null;
  answeredAt: number | null;
};

export type ScriptedMailServer = {
  url: string;
  mails: SeenMail[];
  behave: Behaviour;
  /** Behaves well from now on. */
  recover(): void;
  /** Whole messages that were not refused: each may be in a mailbox. */
  taken(): SeenMail[];
  /** Ends every connection by a reset, and takes no new ones until `open`, on the same port. */
  shut(): Promise<void>;
  open(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const wellBehaved: Behaviour = () => null;

/** A real SMTP server on a free port of this machine, whose every reply a test decides. */
export async function startScriptedMailServer(): Promise<ScriptedMailServer> {
  const sockets = new Set<Socket>();
  const attempts = new Map<string, number>();
  let listener: Server | null = null;
  let port = 0;

  const server: ScriptedMailServer = {
    url: '',
    mails: [],
    behave: wellBehaved,
    recover() {
      server.behave = wellBehaved;
    },
    taken: () =>
      server.mails.filter(({ wholeAt, answer }) => wholeAt !== null && !/^[45]/.test(answer ?? '')),
    async shut() {
      const closed = new Promise<void>((resolve) => listener?.close(() => resolve()));
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
    [Symbol.asyncDispose]: () => server.shut(),
    async open() {
      listener = createServer((socket) => {
        sockets.add(socket);
        socket.setNoDelay(true);
        // A client that is killed resets its connections: part of the tests.
        socket.on('error', () => undefined);
        socket.once('close', () => sockets.delete(socket));
        void converse(server, linesOf(socket), attempts).catch(() => socket.destroy());
      });
      await new Promise<void>((resolve) => listener?.listen(port, '127.0.0.1', resolve));
      const address = listener.address();
      if (typeof address !== 'object' || address === null) throw new Error('no port');
      port = address.port;
      server.url = `smtp://127.0.0.1:${port}`;
    },
  };
  await server.open();
  return server;
}

async function converse(
  server: ScriptedMailServer,
  client: Conversation,
  attempts: Map<string, number>,
): Promise<void> {
  let mail: SeenMail | null = null;
  let attempt = 1;
  /** Replies as `behave` decides, or with `usual`; false when the client is not to go on. */
  async function act(at: Moment['at'], usual: string | null): Promise<boolean> {
    const decided = await server.behave({ at, to: mail?.to ?? null, attempt });
    if (decided === 'fin' || decided === 'reset') {
      client.end(decided);
      return false;
    }
    const reply = decided?.reply ?? usual;
    if (reply === null) return true;
    if (at === 'dot' && mail !== null) Object.assign(mail, { answer: reply, answeredAt: Date.now() });
    client.say(reply);
    return decided === null;
  }

  if (!(await act('greeting', '220 ready'))) return;
  for (let line = await client.line(); line !== null; line = await client.line()) {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') {
      mail = { to: null, messageId: '', begunAt: Date.now(), wholeAt: null, answer: null, answeredAt: null };
      server.mails.push(mail);
      await act('sender', '250 2.1.0 ok');
    } else if (verb === 'RCPT' && mail !== null) {
      mail.to = (/<(.*?)>/.exec(line)?.[1] ?? '').toLowerCase();
      attempt = (attempts.get(mail.to) ?? 0) + 1;
      attempts.set(mail.to, attempt);
      await act('recipient', '250 2.1.5 ok');
    } else if (verb === 'DATA' && mail !== null) {
      if (!(await act('data', '354 go on'))) continue;
      await client.someMore();
      if (!(await act('body', null))) continue;
      const message = await client.message();
      if (message === null) return;
      mail.messageId = /^Message-ID: (.*)$/im.exec(message)?.[1]?.trim() ?? '';
      mail.wholeAt = Date.now();
      await act('dot', '250 2.0.0 queued');
    } else if (verb === 'QUIT') {
      client.say('221 2.0.0 bye');
      client.end('fin');
      return;
    } else if (verb === 'EHLO' || verb === 'HELO') await act('hello', '250 scripted.example');
    else if (verb === 'AUTH') await act('login', '235 2.7.0 welcome');
    else client.say('250 2.0.0 ok');
  }
}
