import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBounceReader } from '../../../src/adapters/apart/bounce-reader.ts';
import { createReturnPaths } from '../../../src/adapters/crypto/return-paths.ts';
import { recordBounceMail } from '../../../src/app/bounces/record-bounce.ts';
import { eraseSubscriber } from '../../../src/app/subscribers/erase-subscriber.ts';
import { bounceFixture } from '../../support/mail/bounce-fixtures.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { quietLog } from '../../support/quiet-log.ts';

let sending: Sending;
let digestId: number;
let delivery: { id: string; messageId: string | null };
let adaId: number;

beforeAll(async () => {
  sending = await openSending({ BOUNCE_DOMAIN: 'bounce.example.org' });
});
afterAll(() => sending.close());
beforeEach(async () => {
  await emptyTables(sending.service.databaseUrl, ['bounce_event'], { numbers: 'go on' });
  await sending.reset();
  digestId = await sending.planFor('ada');
  await sending.send(digestId);
  delivery = (await listed())[0]!;
  adaId = (await ada()).id;
});

const listed = () =>
  sending.deps.stores.deliveries.deliveriesOfDigest({ digestId, state: 'sent', after: '0', limit: 10 });
const ada = async () => (await sending.deps.stores.subscribers.byEmail('ada@example.org'))!;
const events = () =>
  sending.deps.stores.bounces.list({ kind: null, matched: null, before: null, limit: 100 });
const suppressions = () => sending.deps.stores.suppressions.list({ after: 0, limit: 10 });
const returnPath = () => sending.server.received.at(-1)!.from;
const record = (raw: string | Uint8Array, sentTo: string[] = []) =>
  recordBounceMail(sending.deps, { origin: 'smtp', raw: Buffer.from(raw), sentTo });
const bounceTo = (to: string, more: Partial<Parameters<typeof returnedMail>[0]> = {}) =>
  returnedMail({ to, recipient: 'ada@example.org', ...more });

describe('a bounce', () => {
  test('is recorded against its delivery by the envelope sender, whatever address it names', async () => {
    const raw = bounceTo('somebody@bounce.example.org');
    expect(await record(raw, [returnPath()])).toMatchObject([
      { matchedBy: 'return-path', subscriberId: adaId, barred: true },
    ]);
    const event = {
      status: '5.1.1',
      subscriberId: adaId,
      deliveryId: delivery.id,
      matchedBy: 'return-path',
      kept: false,
    };
    expect(await events()).toMatchObject([{ ...event, kind: 'hard', reason: 'unknown-user' }]);
  });

  test('of the address that the reader had before is soft: the new one is not gone', async () => {
    await sending.deps.stores.subscribers.changeAddress(adaId, 'ada@new.example');
    const raw = bounceTo('somebody@bounce.example.org');
    expect(await record(raw, [returnPath()])).toMatchObject([{ subscriberId: adaId, barred: false }]);
    expect((await sending.deps.stores.subscribers.byId(adaId))?.status).toBe('active');
    expect(await suppressions()).toEqual([]);
  });

  test('of an address that the reader forwards to is soft: theirs is not gone', async () => {
    const raw = bounceTo('somebody@bounce.example.org', { recipient: 'ada@forwarded.example' });
    expect(await record(raw, [returnPath()])).toMatchObject([
      { matchedBy: 'return-path', subscriberId: adaId, kind: 'soft', reason: 'forwarded', barred: false },
    ]);
    expect(await events()).toMatchObject([
      { kind: 'soft', reason: 'forwarded', status: '5.1.1', subscriberId: adaId, deliveryId: delivery.id },
    ]);
    expect(await ada()).toMatchObject({ status: 'active' });
    expect(await suppressions()).toEqual([]);
  });

  test('that names the reader’s own address as the first one is theirs, wherever it went from there', async () => {
    const raw = bounceTo(returnPath(), { recipient: 'ada@inner.example' }).replace(
      'Final-Recipient:',
      'Original-Recipient: rfc822;Ada@Example.org\r\nFinal-Recipient:',
    );
    expect(await record(raw)).toMatchObject([{ kind: 'hard', reason: 'unknown-user', barred: true }]);
  });

  test('is matched by the To of a message that was piped in', async () => {
    expect(await record(bounceTo(returnPath().toUpperCase()))).toMatchObject([{ matchedBy: 'return-path' }]);
  });

  test('is matched by the Message-ID that came back, which must be the one that was sent', async () => {
    const [, start = '', mac = '', end = ''] = /^(<digest-.*\.)(\w{13})(@.*)$/.exec(delivery.messageId!)!;
    const made = [
      `${start.slice(0, -1)}${end}`,
      `${start}${'a'.repeat(13)}${end}`,
      `${start.replace(`.${delivery.id}.`, `.${Number(delivery.id) + 1}.`)}${mac}${end}`,
      delivery.messageId!.replace('@', '@elsewhere.'),
    ];
    for (const [id, messageId] of made.entries()) {
      const raw = bounceTo('a@b.example', { recipient: 'x@y.example', messageId, id: String(id) });
      expect(await record(raw), messageId).toMatchObject([{ matchedBy: null, barred: false }]);
    }
    expect(await ada()).toMatchObject({ status: 'active' });
    const raw = bounceTo('a@b.example', { recipient: 'x@y.example', messageId: delivery.messageId! });
    expect(await record(raw)).toMatchObject([{ matchedBy: 'message-id', subscriberId: adaId }]);
  });

  test.each([
    `<request.${'-'.repeat(36)}@localhost.localdomain>`,
    '<request.01234567-0123-0123-0123-0123456789ab@localhost.localdomain>',
    '<digest-1.999999999999999999@localhost.localdomain>',
    '<digest-1.999999999999999999.abcdefghijklm@localhost.localdomain>',
    '<welcome.1@localhost.localdomain>',
  ])('with a Message-ID that nothing has is kept: %s', async (messageId) => {
    const raw = bounceTo('a@b.example', { recipient: 'x@y.example', messageId });
    expect(await record(raw)).toMatchObject([{ matchedBy: null, recorded: true }]);
  });

  test('names nobody by the address alone, which anybody can write, and is kept', async () => {
    expect(await record(bounceTo('a@b.example', { recipient: 'Ada@Example.org' }))).toMatchObject([
      { matchedBy: null, barred: false },
    ]);
    expect(await events()).toMatchObject([{ kind: 'hard', kept: true }]);
    expect(await ada()).toMatchObject({ status: 'active' });
  });

  test('without a bounce domain is matched by the address, as a soft one of the last delivery to it', async () => {
    const { messageIds } = sending.deps;
    const returnPaths = createReturnPaths({ domain: null, secretKey: 'k'.repeat(32) });
    const input = {
      origin: 'command',
      raw: Buffer.from(bounceTo('a@b.example', { recipient: 'Ada@Example.org' })),
    } as const;
    expect(await recordBounceMail({ ...sending.deps, messageIds, returnPaths }, input)).toMatchObject([
      { matchedBy: 'address', subscriberId: adaId, kind: 'soft', reason: 'unknown-user', barred: false },
    ]);
    expect((await events())[0]?.deliveryId).toBe(delivery.id);
    expect(await ada()).toMatchObject({ status: 'active' });
  });

  test.each(['X-Original-To', 'Delivered-To'])(
    'that was sent to the bounce domain, and to no address that is signed, is kept: %s',
    async (name) => {
      for (const [id, messageId] of [delivery.messageId!, '<x@y.example>'].entries()) {
        const raw = bounceTo('a@b.example', { recipient: 'ada@example.org', messageId, id: String(id) });
        const piped = `${name}: anything@Bounce.example.org\r\n${raw}`;
        expect(await record(piped)).toMatchObject([{ kind: 'hard', matchedBy: null, barred: false }]);
      }
      expect(await ada()).toMatchObject({ status: 'active' });
      const signed = `${name}: ${returnPath()}\r\n${bounceTo('a@b.example', { recipient: 'ada@example.org' })}`;
      expect(await record(signed)).toMatchObject([{ matchedBy: 'return-path', barred: true }]);
    },
  );

  test('that is hard bars the subscriber at once, and leaves the delivery sent', async () => {
    await record(bounceTo(returnPath()));
    expect(await ada()).toMatchObject({ status: 'bounced', nextDueAt: null });
    expect(await suppressions()).toMatchObject([
      { email: 'ada@example.org', reason: 'bounce', note: '5.1.1 unknown-user' },
    ]);
    expect(await listed()).toMatchObject([{ id: delivery.id, state: 'sent' }]);
    expect(await sending.counts(digestId)).toMatchObject({ audience: 1, sent: 1 });
    expect(await sending.deps.stores.subscribers.events(adaId)).toContainEqual(
      expect.objectContaining({
        kind: 'bounced',
        actor: 'smtp',
        detail: { reason: 'unknown-user', status: '5.1.1' },
      }),
    );
  });

  test('is taken once, however often and however it comes', async () => {
    const raw = bounceTo(returnPath());
    await record(raw);
    const again = await recordBounceMail(sending.deps, { origin: 'command', raw: Buffer.from(raw) });
    expect(again).toMatchObject([{ recorded: false, barred: false }]);
    const [one, two] = await Promise.all([
      record(bounceTo(returnPath(), { id: 'at-once' })),
      record(bounceTo(returnPath(), { id: 'at-once' })),
    ]);
    expect([one[0]?.recorded, two[0]?.recorded].toSorted()).toEqual([false, true]);
    expect(await events()).toHaveLength(2);
    expect(await suppressions()).toHaveLength(1);
  });

  test('of somebody erased since is kept as a number', async () => {
    const path = returnPath();
    await eraseSubscriber(sending.deps, adaId);
    expect(await record(bounceTo(path))).toMatchObject([
      { matchedBy: 'return-path', subscriberId: null, barred: false },
    ]);
  });

  test('before the erasure is forgotten with the person, but for the suppression’s hash', async () => {
    await record(bounceTo(returnPath()));
    await eraseSubscriber(sending.deps, adaId);
    expect((await events())[0]).toMatchObject({ subscriberId: null, deliveryId: delivery.id });
    expect(await suppressions()).toMatchObject([{ email: null, reason: 'bounce' }]);
    expect(await sending.deps.stores.suppressions.isSuppressed('ada@example.org')).toBe(true);
  });
});

describe('a soft bounce', () => {
  /** A digest sent on the given day of December, which bounces softly at once unless it gets through. */
  async function day(date: number, how: 'bounces' | 'gets through'): Promise<void> {
    const now = new Date(Date.UTC(2026, 11, date, 9));
    sending.service.clock.now = now;
    const [{ id } = {}] = await sending.run(
      `INSERT INTO digest (origin, as_of, status) VALUES ('test', $1, 'finished') RETURNING id`,
      [now],
    );
    const [sent] = await sending.run(
      `INSERT INTO delivery (digest_id, subscriber_id, state, sent_at) VALUES ($1, $2, 'sent', $3) RETURNING id::text`,
      [id, adaId, now],
    );
    if (how === 'gets through') return;
    const to = sending.deps.returnPaths.of({ kind: 'digest', deliveryId: String(sent?.['id']) })!;
    await record(bounceTo(to, { status: '5.2.2', reply: '552 5.2.2 Over quota', id: String(date) }));
  }

  test('bars nobody until there were some on five days in more than a week', async () => {
    for (const date of [1, 2, 3, 4, 5, 6, 7]) await day(date, 'bounces');
    expect(await ada()).toMatchObject({ status: 'active' });
    await day(8, 'bounces');
    expect(await ada()).toMatchObject({ status: 'bounced' });
    expect(await suppressions()).toMatchObject([
      { reason: 'bounce', note: '8 soft bounces, the last one: 5.2.2 mailbox-full' },
    ]);
  });

  test('counts from the last message that got through', async () => {
    for (const date of [1, 2, 3, 4, 5, 6]) await day(date, 'bounces');
    await day(7, 'gets through');
    for (const date of [8, 9, 10, 11]) await day(date, 'bounces');
    expect(await ada()).toMatchObject({ status: 'active' });
    expect(await sending.deps.stores.bounces.softSince(adaId)).toHaveLength(4);
  });

  test('is not counted for a delay, nor for an automatic answer', async () => {
    await record(
      bounceTo(returnPath(), { action: 'delayed', status: '4.2.2', reply: '452 4.2.2 Mailbox full' }),
    );
    await record(bounceFixture('out-of-office'), [returnPath()]);
    expect(await events()).toEqual([]);
    expect(await ada()).toMatchObject({ status: 'active' });
  });
});

describe('a complaint', () => {
  const complaint = (type: string) =>
    bounceFixture('arf-redacted')
      .toString()
      .replace('Feedback-Type: abuse', `Feedback-Type: ${type}`)
      .replaceAll('b+k7f3q2m4@bounce.example.org', returnPath());

  test('bars the subscriber at once, though it names nobody', async () => {
    expect(await record(complaint('abuse'))).toMatchObject([
      { kind: 'complaint', matchedBy: 'return-path', barred: true },
    ]);
    expect(await ada()).toMatchObject({ status: 'complained' });
    expect(await suppressions()).toMatchObject([{ reason: 'complaint', note: 'abuse' }]);
    await record(bounceTo(returnPath()));
    expect(await ada()).toMatchObject({ status: 'complained' });
  });

  test('about our signatures is recorded, and bars nobody', async () => {
    expect(await record(complaint('auth-failure'))).toMatchObject([{ recorded: true, barred: false }]);
    expect(await ada()).toMatchObject({ status: 'active' });
  });
});

describe('what cannot be matched', () => {
  test('is kept with its message', async () => {
    const raw = bounceTo('a@b.example', { recipient: 'stranger@x.example' });
    await record(raw);
    const [event] = await events();
    expect(event).toMatchObject({ matchedBy: null, subscriberId: null, kept: true, kind: 'hard' });
    expect(Buffer.from((await sending.deps.stores.bounces.raw(event!.id))!).toString()).toBe(raw);
  });

  test('is kept when it cannot be read, too, but not all of it if it is large', async () => {
    await record(`Subject: ?\r\n\r\n${'x'.repeat(200_000)}`, [returnPath()]);
    const [event] = await events();
    expect(event).toMatchObject({ kind: 'none', reason: 'unreadable', kept: true });
    expect((await sending.deps.stores.bounces.raw(event!.id))!.length).toBe(64 * 1024);
  });

  test('is kept when it takes too long to be read, and everything else goes on', async () => {
    const endless = new URL(
      "data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{for(;;);})",
    );
    const bounceReader = openBounceReader(quietLog, { script: endless, limit: 200 });
    const deps = { ...sending.deps, bounceReader };
    const raw = Buffer.from(bounceTo(returnPath()));
    let passed = 0;
    const passing = setInterval(() => {
      passed += 1;
    }, 5);
    const recorded = await recordBounceMail(deps, { origin: 'smtp', raw, sentTo: [returnPath()] });
    clearInterval(passing);
    await bounceReader.close();
    expect(recorded).toMatchObject([{ reason: 'unreadable', barred: false }]);
    expect(passed).toBeGreaterThan(3);
    expect(await events()).toMatchObject([{ kind: 'none', reason: 'unreadable', kept: true }]);
    expect(await ada()).toMatchObject({ status: 'active' });
  });

  test('goes after thirty days, and when there is too much of it', async () => {
    await record(bounceTo('a@b.example', { recipient: 'old@x.example', id: 'old' }));
    sending.later(31 * 86_400);
    await record(bounceTo('a@b.example', { recipient: 'new@x.example', id: 'new' }));
    expect(await events()).toHaveLength(1);
    await sending.run(
      `INSERT INTO bounce_event (event_hash, origin, kind, reason, status, raw, at)
       SELECT sha256(n::text::bytea), 'smtp', 'hard', 'unknown-user', '', 'x', $1 FROM generate_series(1, 1200) n`,
      [sending.deps.now()],
    );
    await record(bounceTo('a@b.example', { recipient: 'new@x.example', id: 'newest' }));
    const [{ count } = {}] = await sending.run('SELECT count(*)::int AS count FROM bounce_event');
    expect(count).toBe(1_000);
  });
});

test('a line is logged for each event, and no address in any', async () => {
  const lines: string[] = [];
  const log = {
    info: (fields: object, words: string) => void lines.push(JSON.stringify(fields) + words),
    warn: () => undefined,
    error: () => undefined,
  };
  await recordBounceMail(
    { ...sending.deps, log },
    { origin: 'smtp', raw: Buffer.from(bounceTo(returnPath())) },
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/@|ada/);
  expect(lines[0]).toContain('a message came back');
});
