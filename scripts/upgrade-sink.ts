import { createServer, type Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { type Conversation, linesOf } from '../tests/support/mail/smtp-lines.ts';

/** A mail as the sink took it: its envelope, the first link of each kind in it, and the numbers of its papers. */
export type TakenMail = { to: string; from: string; links: Record<string, string>; papers: number[] };

/** What a link can be for: the first step of its path. */
const kinds = ['confirm', 'unsubscribe', 'preferences', 'view', 'feedback'];

/** What to do with a mail to an address: `lost` takes it and answers nothing, `held` never answers either, nor ends. */
export type Answer = { recipient: string } | { dot: string } | 'lost' | 'held' | null;

/** An SMTP server on a free port of this machine that keeps what it takes, and answers as it is told. */
export async function startUpgradeSink(publicUrl: string) {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const sink = { url: '', mails, answer: (_to: string): Answer => null, close: async () => {} };

  async function converse(client: Conversation): Promise<void> {
    let from = '';
    let to = '';
    client.say('220 sink.example.org ready');
    for (let line = await client.line(); line !== null; line = await client.line()) {
      const verb = line.slice(0, 4).toUpperCase();
      const address = (/<(.*?)>/.exec(line)?.[1] ?? '').toLowerCase();
      const answer = sink.answer(verb === 'RCPT' ? address : to);
      if (verb === 'EHLO') client.say('250 sink.example.org');
      else if (verb === 'MAIL') from = address;
      if (verb === 'RCPT') to = address;
      if (verb === 'RCPT' && answer !== null && typeof answer === 'object' && 'recipient' in answer)
        client.say(answer.recipient);
      else if (verb === 'DATA') {
        client.say('354 go on');
        const text = await client.message();
        if (text === null) return;
        if (answer !== null && typeof answer === 'object' && 'dot' in answer) {
          client.say(answer.dot);
          continue;
        }
        const { text: words = '' } = await simpleParser(text.replace(/^\.\./gm, '.'));
        const links = kinds.flatMap((kind) => {
          const link = new RegExp(`${publicUrl}/${kind}/[\\w.?=&%~-]+`).exec(words)?.[0];
          return link === undefined ? [] : [[kind, link] as const];
        });
        const papers = [...words.matchAll(/Made up paper (\d+) of/g)].map(([, number]) => Number(number));
        mails.push({ to, from, links: Object.fromEntries(links), papers });
        if (answer === 'lost') return client.end('reset');
        if (answer === 'held') return;
        client.say('250 2.0.0 taken');
      } else if (verb === 'QUIT') {
        client.say('221 2.0.0 bye');
        return client.end('fin');
      } else if (verb !== 'EHLO') client.say('250 2.0.0 ok');
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    void converse(linesOf(socket)).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  sink.url = `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  sink.close = async () => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return sink;
}
