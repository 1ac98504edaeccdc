import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What a client that means harm is told of the service. */
export type Target = {
  port: number;
  smtpPort: number;
  /** Return paths of digests that it got. */
  returnPaths: string[];
  slugs: string[];
};
/** One attempt, the `count`th of the client `who`; resolves with what it was answered. */
export type Weapon = (target: Target, who: number, count: number) => Promise<string>;

/** Nobody waits longer for an answer. */
const patienceMs = 20_000;
/** A network of its own for each client, of those that RFC 5737 keeps for documentation. */
const clientOf = (who: number) => `203.0.113.${who}`;

type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer };

function ask({ port }: Target, from: string, { method, path, headers, body }: Sent): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const sent = request(
    {
      port,
      host: '127.0.0.1',
      agent: false,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      path,
      headers: { 'x-forwarded-for': from, ...headers },
      signal: AbortSignal.timeout(patienceMs),
    },
    (answer) => {
      answer.resume();
      answer.once('close', () => resolve(String(answer.statusCode)));
    },
  );
  sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
  sent.end(body);
  return promise;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json' };

function posting(path: string, headers: Record<string, string>, body: string): Weapon {
  return (target, who) => ask(target, clientOf(who), { path, headers, body });
}

/** An address of another /64 each time, of a whole /48. */
const manyNetworks = (who: number, count: number) =>
  `2001:db8:${who.toString(16)}:${(count % 65_536).toString(16)}::1`;

const authors = Array.from('jmsyxlhcda').flatMap((a, i, all) =>
  all.slice(i + 1).map((b) => `author:"${a} ${b}"`),
);

const signIn: Weapon = async (target, who, count) => {
  const from = manyNetworks(who, count);
  const { port } = target;
  const page = await fetch(`http://127.0.0.1:${port}/admin/login`, {
    headers: { 'x-forwarded-for': from },
    signal: AbortSignal.timeout(patienceMs),
  });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  const body = new URLSearchParams({
    csrf,
    email: `owner${count % 7}@example.org`,
    password: `wrong password ${count}`,
  });
  return await ask(target, from, {
    path: '/admin/login',
    headers: { ...form, cookie },
    body: body.toString(),
  });
};

async function smtp({
  smtpPort,
}: Target): Promise<{ socket: Socket; say(line: string | Buffer): Promise<string> }> {
  const socket = connect({ port: smtpPort, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.setTimeout(patienceMs, () => socket.destroy());
  let heard: (words: string) => void = () => undefined;
  socket.on('data', (chunk) => heard(chunk.toString('latin1')));
  socket.on('close', () => heard('closed'));
  const reply = () => new Promise<string>((resolve) => (heard = resolve));
  await reply();
  return {
    socket,
    say: async (line) => {
      if (socket.destroyed) return 'closed';
      const answer = reply();
      socket.write(line);
      return await answer;
    },
  };
}

/** A report in HTML that is nothing but spaces, to a return path that is real. */
const bounce: Weapon = async (target, _who, count) => {
  const { socket, say } = await smtp(target);
  const path = target.returnPaths[count % target.returnPaths.length] ?? '';
  for (const line of ['EHLO x\r\n', 'MAIL FROM:<>\r\n', `RCPT TO:<${path}>\r\n`, 'DATA\r\n']) {
    const reply = await say(line);
    if (!/^[23]/.test(reply)) {
      socket.destroy();
      return reply.slice(0, 3);
    }
  }
  const filler = ['<p '.padEnd(2_000), ' '.repeat(900), '<style '][count % 3] ?? ' ';
  const text = `${filler}\r\n`.repeat(Math.floor(900_000 / (filler.length + 2)));
  const head = 'From: MAILER-DAEMON@x.org\r\nSubject: Undelivered Mail\r\nContent-Type: text/html\r\n\r\n';
  const answer = await say(`${head}${text}\r\n.\r\n`);
  socket.destroy();
  return answer.slice(0, 3);
};

/** A session that does nothing but stay. */
const idleSession: Weapon = async (target) => {
  const { socket, say } = await smtp(target);
  let reply = await say('EHLO x\r\n');
  for (let times = 0; times < 200 && reply.startsWith('2'); times++) {
    await wait(20);
    reply = await say('NOOP\r\n');
  }
  socket.destroy();
  return reply.slice(0, 3);
};

/** Thirty forms whose bodies never end. */
const stalled: Weapon = async ({ port }, who) => {
  const sockets = Array.from({ length: 30 }, () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.write(
      `POST /subscribe HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${clientOf(who)}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9000\r\n\r\nemail=`,
    );
    return socket;
  });
  await wait(5_000);
  for (const socket of sockets) socket.destroy();
  return 'left';
};

const flood: Weapon = (target, who, count) => {
  const body = new URLSearchParams({ email: `victim+${who}.${count}@gmail.com`, cadence: 'daily' });
  return ask(target, clientOf(who), { path: '/subscribe', headers: form, body: body.toString() });
};

const notification = JSON.stringify({
  Type: 'Notification',
  MessageId: 'x',
  TopicArn: 'arn:aws:sns:eu-west-1:1:x',
  Message: '{}',
  Timestamp: '2026-11-28T00:00:00Z',
  SignatureVersion: '2',
  Signature: 'AAAA',
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
});

/** Twenty clients, each with its weapon, as they were found to stop or to slow services like this one. */
export const weapons: readonly { name: string; attempt: Weapon }[] = [
  {
    name: 'long search in a form',
    attempt: posting('/subscribe', form, `email=a@example.org&query=${'cat:"a"'.repeat(35_714)}`),
  },
  { name: 'long address in a form', attempt: posting('/subscribe', form, `email=a${'+'.repeat(250_000)}b`) },
  {
    name: 'long fields to the console',
    attempt: posting('/admin/forgotten', form, `csrf=x&email=a${'%C2%AD'.repeat(40_000)}b`),
  },
  {
    name: 'list of a million faults',
    attempt: posting(
      '/api/v1/subscriptions',
      json,
      `{"email":"a@example.org","topics":[${'{},'.repeat(333_000)}{}]}`,
    ),
  },
  { name: 'deep JSON', attempt: posting('/api/v1/subscriptions', json, `{"email":${'['.repeat(60_000)}`) },
  { name: 'bounces in HTML', attempt: bounce },
  { name: 'bounces in HTML', attempt: bounce },
  { name: 'sign-ins', attempt: signIn },
  { name: 'sign-ins', attempt: signIn },
  { name: 'sign-ins', attempt: signIn },
  {
    name: 'searches for authors',
    attempt: (target, who, count) =>
      ask(target, clientOf(who), {
        path: `/api/v1/papers?q=${encodeURIComponent(
          authors
            .slice(count % 20, (count % 20) + 30)
            .join(' ')
            .slice(0, 490),
        )}`,
      }),
  },
  {
    name: 'searches for common words',
    attempt: (target, who, count) =>
      ask(target, clientOf(who), {
        path: `/?q=${encodeURIComponent(`the OR models OR data OR "we show" ${count}`)}`,
      }),
  },
  {
    name: 'searches for common words',
    attempt: (target, who, count) =>
      ask(target, clientOf(who), { path: `/?q=${encodeURIComponent(`learn* policies OR noisy -${count}`)}` }),
  },
  { name: 'bodies that stall', attempt: stalled },
  {
    name: 'feeds',
    attempt: (target, who, count) =>
      ask(target, clientOf(who), {
        path: `/topics/${target.slugs[count % target.slugs.length]}/feed.xml?${count}`,
      }),
  },
  { name: 'sessions that stay', attempt: idleSession },
  { name: 'sessions that stay', attempt: idleSession },
  { name: 'subscriptions of one inbox', attempt: flood },
  {
    name: 'webhooks that are not signed',
    attempt: posting('/webhooks/ses', { 'content-type': 'text/plain' }, notification),
  },
  {
    name: 'links that are made up',
    attempt: (target, who, count) =>
      ask(target, clientOf(who), {
        path: `/${['view', 'preferences', 'unsubscribe', 'confirm', 'feedback'][count % 5]}/${'A'.repeat(1 + (count % 2_000))}`,
      }),
  },
];
