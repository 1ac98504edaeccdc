import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BounceReceiver, startBounceReceiver } from '../../../src/adapters/smtp/bounce-receiver.ts';
import { bounceFixture } from '../../support/mail/bounce-fixtures.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { smtpEndless, smtpGarbage, smtpSend, smtpTalk } from '../../support/mail/smtp-client.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { freePort } from '../../support/postgres/postgres-server.ts';
import { startServe } from '../../support/processes/serve-process.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';

const BOUNCE_DOMAIN = 'bounce.example.org';
let sending: Sending;
let receiver: BounceReceiver;
let returnPath: string;

beforeAll(async () => {
  sending = await openSending({ BOUNCE_DOMAIN, BOUNCE_PORT: '0' });
  receiver = (await sending.service.receiveBounces())!;
});
afterAll(async () => {
  await receiver.close();
  await sending.close();
});
beforeEach(async () => {
  await emptyTables(sending.service.databaseUrl, ['bounce_event'], { numbers: 'go on' });
  await sending.reset();
  const id = await sending.planFor('ada');
  await sending.send(id);
  returnPath = sending.server.received.at(-1)!.from;
});

const ada = async () => (await sending.deps.stores.subscribers.byEmail('ada@example.org'))!;
const events = () =>
  sending.deps.stores.bounces.list({ kind: null, matched: null, before: null, limit: 100 });
const bounce = (id = '1') => returnedMail({ to: returnPath, recipient: 'ada@example.org', id });

describe('the bounce receiver', () => {
  test('takes a report to a return path, and has recorded it when it says so', async () => {
    const { rcpt, end } = await smtpSend(receiver.port, [returnPath.toUpperCase()], bounce());
    expect(rcpt).toEqual([expect.stringMatching(/^250/)]);
    expect(end).toMatch(/^250 2\.6\.0 recorded/);
    expect(await events()).toMatchObject([{ origin: 'smtp', kind: 'hard', matchedBy: 'return-path' }]);
    expect(await ada()).toMatchObject({ status: 'bounced' });
  });

  test('takes a message again, and records it once', async () => {
    await smtpSend(receiver.port, [returnPath], bounce());
    expect((await smtpSend(receiver.port, [returnPath], bounce())).end).toMatch(/^250/);
    expect(await events()).toHaveLength(1);
  });

  test('takes an automatic answer, and nothing follows', async () => {
    const answer = bounceFixture('out-of-office').toString();
    expect((await smtpSend(receiver.port, [returnPath], answer)).end).toMatch(/^250/);
    expect(await events()).toEqual([]);
  });

  test.each(['postmaster@bounce.example.org', 'Postmaster@Bounce.Example.org', 'postmaster'])(
    'takes mail to %s and keeps it, whatever it says of whom',
    async (postmaster) => {
      const forged = returnedMail({ to: postmaster, recipient: 'ada@example.org' });
      const { rcpt, end } = await smtpSend(receiver.port, [postmaster], forged);
      expect([rcpt[0], end]).toEqual([expect.stringMatching(/^250/), expect.stringMatching(/^250 2\.6\.0/)]);
      expect(await events()).toMatchObject([
        { kind: 'none', reason: 'unreadable', subscriberId: null, kept: true },
      ]);
      expect(await ada()).toMatchObject({ status: 'active' });
    },
  );

  test('reads a report to a return path, although the postmaster gets it too', async () => {
    await smtpSend(receiver.port, ['postmaster@bounce.example.org', returnPath], bounce());
    expect(await ada()).toMatchObject({ status: 'bounced' });
  });

  test.each([
    'postmaster@example.org',
    'b+d1-aaaaaaaaaaaaaaaaaaaaaaaaaa@bounce.example.org',
    'ada@example.org',
  ])('takes nothing to %s', async (address) => {
    expect((await smtpSend(receiver.port, [address], bounce())).rcpt).toEqual([
      expect.stringMatching(/^550 5\.1\.1/),
    ]);
    expect(await events()).toEqual([]);
  });

  test('keeps what it cannot read', async () => {
    expect((await smtpSend(receiver.port, [returnPath], 'what is this?\r\n')).end).toMatch(/^250/);
    expect(await events()).toMatchObject([{ kind: 'none', reason: 'unreadable', kept: true }]);
  });

  test('refuses a message that is too large, as soon as its size is told or when it is', async () => {
    const told = await smtpTalk(receiver.port, ['EHLO c.example', 'MAIL FROM:<> SIZE=2000000']);
    expect(told.at(-1)).toMatch(/^552/);
    const line = `${'x'.repeat(70)}\r\n`;
    const { end } = await smtpSend(receiver.port, [returnPath], `${bounce()}${line.repeat(20_000)}`);
    expect(end).toMatch(/^552 5\.3\.4/);
    expect(await events()).toEqual([]);
  });

  test('offers no login and no way past its own addresses', async () => {
    const replies = await smtpTalk(receiver.port, [
      'EHLO c.example',
      'AUTH PLAIN AHgAeQ==',
      'VRFY ada@example.org',
    ]);
    expect(replies[1]).not.toMatch(/AUTH|STARTTLS/);
    expect(replies[2]).toMatch(/^5/);
    expect(replies[3]).not.toMatch(/^250/);
  });

  test('survives garbage', async () => {
    const random = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919 + (at >> 3)) % 256);
    const pieces = [
      random,
      Buffer.from('x'.repeat(1_000_000)),
      Buffer.from('EHLO a\r\n'.repeat(5_000)),
      Buffer.from(`EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<${returnPath}>\r\nDATA\r\nhalf of it`),
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01]),
    ];
    for (const piece of pieces) await smtpGarbage(receiver.port, piece);
    expect((await smtpSend(receiver.port, [returnPath], bounce())).end).toMatch(/^250/);
    expect(await events()).toHaveLength(1);
  });
});

describe('a bounce receiver with limits', () => {
  const start = (limits: object, receive = async (): Promise<void> => {}) =>
    startBounceReceiver({
      host: '127.0.0.1',
      port: 0,
      name: BOUNCE_DOMAIN,
      tls: null,
      isOurs: () => true,
      receive,
      log: quietLog,
      limits,
    });

  test('says that it has too many connections of one network', async () => {
    const limited = await start({ connectionsAMinute: 3 });
    const greetings = [];
    for (let at = 0; at < 5; at++) greetings.push((await smtpTalk(limited.port, []))[0]);
    expect(greetings.map((greeting) => greeting?.slice(0, 3))).toEqual(['220', '220', '220', '421', '421']);
    await limited.close();
  });

  test('says that a message has too many recipients', async () => {
    const limited = await start({ recipients: 2 });
    const { rcpt } = await smtpSend(limited.port, ['a@b.example', 'b@b.example', 'c@b.example'], bounce());
    expect(rcpt.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '452']);
    await limited.close();
  });

  test.each([
    ['NOOP', '250'],
    ['RCPT TO:<a@b.example>', '503'],
    ['FROBNICATE', '500'],
    ['EHLO c.example', '250'],
  ])('ends a session of many commands and no message: %s', async (line, code) => {
    const limited = await start({ replies: 8 });
    const replies = await smtpTalk(limited.port, Array<string>(30).fill(line));
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['220', ...Array<string>(7).fill(code), '421']);
    await limited.close();
  });

  test('takes many messages in one session', async () => {
    const limited = await start({ replies: 8 });
    const message = ['MAIL FROM:<>', 'RCPT TO:<a@b.example>', 'DATA', 'Subject: x\r\n\r\nx\r\n.'];
    const replies = await smtpTalk(limited.port, [
      'EHLO c.example',
      ...Array.from({ length: 10 }, () => message).flat(),
    ]);
    expect(replies.filter((reply) => reply.startsWith('250 2.6.0'))).toHaveLength(10);
    await limited.close();
  });

  test('ends a session that takes too long, whether it talks or waits in the middle of a message', async () => {
    const limited = await start({ sessionMs: 300, replies: 1_000_000 });
    const words = Array<string>(1_000_000).fill('NOOP');
    const begun = performance.now();
    const half = ['EHLO c.example', 'MAIL FROM:<>', 'RCPT TO:<a@b.example>', 'DATA', 'Subject: half of it'];
    const ends = await Promise.all([words, half].map((lines) => smtpTalk(limited.port, lines)));
    expect(ends.map((replies) => replies.at(-1))).toEqual(
      Array<string>(2).fill('421 4.4.2 the session took too long'),
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
    await limited.close();
  });

  test('cuts off a message without an end, soon after it is larger than may be', async () => {
    let recorded = 0;
    const limited = await start({ octets: 100_000 }, async () => {
      recorded += 1;
    });
    const { taken, replies } = await smtpEndless(limited.port);
    expect(replies.at(-1)).toMatch(/^552 5\.3\.4/);
    // What the machine holds in its buffers comes on top.
    expect(taken).toBeLessThan(20_000_000);
    expect(recorded).toBe(0);
    await limited.close();
  });

  test('has the sender come again when it could not record', async () => {
    const broken = await start({}, async () => {
      throw new Error('the database is away');
    });
    expect((await smtpSend(broken.port, ['a@b.example'], bounce())).end).toMatch(/^451 4\.3\.0/);
    await broken.close();
  });
});

describe('serve', () => {
  const env = (port: number) => ({
    BOUNCE_DOMAIN,
    BOUNCE_PORT: String(port),
    SAMPLE_PAPERS: 'off',
    SECRET_KEY: sending.service.secretKey,
  });

  test('as a worker receives bounces, also with more processes, and stops when it is told to', async () => {
    const port = await freePort();
    const { databaseUrl } = sending.service;
    const worker = await startServe({
      databaseUrl,
      args: ['--role', 'worker', '--workers', '2'],
      env: env(port),
    });
    try {
      await until(async () => (await smtpTalk(port, []))[0]?.startsWith('220') === true);
      expect((await smtpSend(port, [returnPath], bounce('by-worker'))).end).toMatch(/^250/);
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      expect(await smtpTalk(port, [])).toEqual([]);
    } finally {
      await worker.stop();
    }
    expect(await events()).toHaveLength(1);
  });

  test('as the web role leaves the port alone', async () => {
    const port = await freePort();
    const web = await startServe({
      databaseUrl: sending.service.databaseUrl,
      args: ['--role', 'web'],
      env: env(port),
    });
    try {
      expect(await smtpTalk(port, [])).toEqual([]);
    } finally {
      await web.stop();
    }
  });
});
