import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveUnknown } from '../../../src/app/deliveries/resolve-delivery.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { tryServer } from '../../../src/app/deliveries/try-server.ts';
import { type MailServer, startMailServer } from '../../support/mail/mail-server.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { testService } from '../../support/test-service.ts';

// A mail server that refuses us is held: one message now and then, until one is taken.

let sending: Sending;
const names = Array.from({ length: 12 }, (_, index) => `reader${index}`);
const quota = '454 4.7.0 Daily message quota exceeded';
const minute = 60;

beforeAll(async () => {
  sending = await openSending();
});
beforeEach(() => sending.reset());
afterAll(() => sending.close());

const holds = () => sending.deps.stores.serverHolds.list();
const problem = async (id: number) => (await sending.deps.stores.digests.byId(id))?.problem;
/** What a worker does when its job is due: everything that waits, as one job. */
const work = (id: number) => sending.send(id);

test('one refusal holds it, and what is left waits with a job for the time of the next try', async () => {
  const id = await sending.planFor(...names);
  let offered = 0;
  sending.server.onSender = () => {
    offered++;
    return quota;
  };
  await work(id);
  // Those whose conversation had begun, and no more.
  expect(offered).toBeLessThanOrEqual(8);
  const [hold] = await holds();
  expect(hold).toMatchObject({ cause: 'quota', reply: `MAIL: ${quota}`, since: sending.now });
  const words = await problem(id);
  expect(words).toContain(`“MAIL: ${quota}”`);
  expect(words).toContain(`tried at 2026-11-24 10:01 UTC`);
  const held = (await sending.jobs()).filter(({ data }) => 'held' in data);
  expect(held.map(({ at }) => at)).toEqual([hold!.nextProbeAt]);
  expect(held[0]!.data.deliveryIds).toHaveLength(names.length);
});

test('one message is tried at growing pauses, until one is taken; then all of it goes out by itself', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => quota;
  await work(id);
  const pauses: number[] = [];
  let offered = 0;
  sending.server.onSender = () => {
    offered++;
    return quota;
  };
  for (let time = 0; time < 9; time++) {
    const [hold] = await holds();
    sending.service.clock.now = hold!.nextProbeAt;
    await work(id);
    expect(offered).toBe(time + 1);
    const [after] = await holds();
    pauses.push((after!.nextProbeAt.getTime() - hold!.nextProbeAt.getTime()) / 60_000);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60]);
  sending.server.reset();
  await work(id);
  expect(sending.server.received).toEqual([]);
  sending.service.clock.now = (await holds())[0]!.nextProbeAt;
  await work(id);
  expect(await holds()).toEqual([]);
  expect(await sending.counts(id)).toMatchObject({ sent: names.length, failed: 0, queued: 0 });
  expect(await problem(id)).toBeNull();
  expect(sending.server.accepted().sort()).toEqual(names.map((name) => `${name}@example.org`).sort());
});

test('when a message is taken, jobs that wait are due at once', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => quota;
  await work(id);
  sending.server.reset();
  sending.service.clock.now = (await holds())[0]!.nextProbeAt;
  await sending.send(id, { ids: (await sending.queued(id)).slice(0, 1) });
  expect(await holds()).toEqual([]);
  const waiting = (await sending.jobs()).filter(({ data }) => 'held' in data);
  for (const { at } of waiting) expect(at.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
});

test('a quota of thirty hours costs no attempt and no reader, and asks for nobody', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => quota;
  await work(id);
  for (let hour = 1; hour <= 30; hour++) {
    sending.later(hour * 60 * minute);
    await work(id);
  }
  expect((await problem(id))?.includes('Try again')).toBe(false);
  expect(await sending.counts(id)).toMatchObject({ audience: 12, queued: 12 });
  sending.server.reset();
  sending.later(31 * 60 * minute);
  await work(id);
  expect(await sending.counts(id)).toMatchObject({ audience: 12, sent: 12 });
  expect(new Set(sending.server.accepted()).size).toBe(12);
});

test('after a day nothing is tried until an admin says so', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => '535 5.7.8 Authentication credentials invalid';
  await work(id);
  for (let hour = 1; hour <= 25; hour++) {
    sending.later(hour * 60 * minute);
    await work(id);
  }
  expect(await problem(id)).toContain('press “Try again”');
  sending.server.reset();
  sending.later(40 * 60 * minute);
  await work(id);
  expect(sending.server.received).toEqual([]);
  const [hold] = await holds();
  await tryServer(sending.deps, hold!.id, 'admin 1');
  await work(id);
  expect(await sending.counts(id)).toMatchObject({ sent: 12 });
  const [line] = await sending.deps.stores.audit.list({ before: null, limit: 1 });
  expect(line).toMatchObject({ action: 'mail server tried again', actor: 'admin 1' });
  await expect(tryServer(sending.deps, hold!.id, 'admin 1')).rejects.toMatchObject({ code: 'not_found' });
});

test('another process knows of it, and only one of them tries', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => quota;
  await work(id);
  const other = await testService({
    env: { SMTP_URL: sending.server.url, DATABASE_URL: sending.service.databaseUrl },
  });
  other.clock.now = sending.now;
  const both = [sending.deps, { ...other.deps, ...persistenceOf(sending) }];
  let offered = 0;
  sending.server.onSender = () => {
    offered++;
    return quota;
  };
  await Promise.all(both.map((by) => sending.send(id, { by })));
  expect(offered).toBe(0);
  other.clock.now = sending.service.clock.now = (await holds())[0]!.nextProbeAt;
  await Promise.all(both.map((by) => sending.send(id, { by })));
  expect(offered).toBe(1);
  await other.close();
});

test('the sweep says at a digest that it waits, and no longer when the server is not held', async () => {
  const id = await sending.planFor(...names);
  sending.server.onSender = () => quota;
  await work(id);
  await sending.run('UPDATE digest SET problem = NULL');
  await sweep(sending.deps);
  expect(await problem(id)).toContain('waits for a mail server');
  await sending.run('DELETE FROM mail_server_hold');
  await sweep(sending.deps);
  expect(await problem(id)).toBeNull();
});

describe('everybody refused in the same words', () => {
  const gone = '550 5.1.1 User unknown';
  const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
  const readers = Array.from({ length: 40 }, (_, index) => `r${index}@${domains[index % 5]}`);
  const inactive = async () =>
    (await sending.run("SELECT id FROM subscriber WHERE status <> 'active'")).length;
  const suppressed = async () => (await sending.run('SELECT id FROM suppression')).length;

  test('means us: nobody is barred, and all get it once the server takes mail', async () => {
    const id = await sending.planForAddresses(readers);
    for (const reader of readers)
      sending.server.script(reader, ...Array(20).fill({ at: 'rcpt', reply: gone }));
    await work(id);
    expect((await holds())[0]).toMatchObject({ cause: 'everybody', reply: `RCPT: ${gone}` });
    expect([await inactive(), await suppressed()]).toEqual([0, 0]);
    expect(await sending.counts(id)).toMatchObject({ audience: 40, queued: 40 });
    expect(await sending.status(id)).toBe('sending');
    // A try of another process, which has not seen the others, is not believed either.
    const other = await testService({ env: { SMTP_URL: sending.server.url } });
    sending.service.clock.now = (await holds())[0]!.nextProbeAt;
    await sending.send(id, {
      by: { ...other.deps, ...persistenceOf(sending), serverHolds: sending.deps.serverHolds },
    });
    expect([await inactive(), await suppressed()]).toEqual([0, 0]);
    await other.close();
    sending.server.reset();
    sending.service.clock.now = (await holds())[0]!.nextProbeAt;
    await work(id);
    await work(id);
    expect(await sending.counts(id)).toMatchObject({ audience: 40, sent: 40 });
    expect(sending.server.accepted().sort()).toEqual([...readers].sort());
  });

  test('a few among many that are taken are what they say', async () => {
    const id = await sending.planForAddresses(readers);
    for (const reader of readers.slice(0, 6)) sending.server.script(reader, { at: 'rcpt', reply: gone });
    await work(id);
    expect(await holds()).toEqual([]);
    expect(await sending.counts(id)).toMatchObject({ sent: 34, failed: 6 });
    expect([await inactive(), await suppressed()]).toEqual([6, 6]);
  });

  test('a small digest of which all are gone is what it says', async () => {
    const id = await sending.planForAddresses(readers.slice(0, 5));
    for (const reader of readers) sending.server.script(reader, { at: 'rcpt', reply: gone });
    await work(id);
    expect([await inactive(), await suppressed()]).toEqual([5, 5]);
    expect(await sending.status(id)).toBe('finished');
  });
});

describe('with another server', () => {
  let second: MailServer;
  let two: Sending;
  beforeEach(async () => {
    second = await startMailServer();
    two = await openSending({}, [second.url]);
    await two.reset();
  });
  afterEach(async () => {
    await two.close();
    await second.close();
  });

  test('that one takes over', async () => {
    const id = await two.planFor(...names);
    two.server.onSender = () => '550 5.7.1 Sender address rejected: not owned by user';
    await two.send(id);
    expect(await two.counts(id)).toMatchObject({ sent: names.length });
    expect(second.accepted().sort()).toEqual(names.map((name) => `${name}@example.org`).sort());
    expect((await two.deps.stores.digests.byId(id))?.problem).toBeNull();
    expect(await two.deps.stores.serverHolds.list()).toHaveLength(1);
  });
});

test('a server that refuses each tenth message for our reason: nobody is missed, nobody gets it twice', async () => {
  const many = Array.from({ length: 60 }, (_, index) => `many${index}`);
  const id = await sending.planFor(...many);
  let count = 0;
  sending.server.onSender = () => (++count % 10 === 0 ? '550 5.7.1 Sender rejected for now' : null);
  for (let time = 1; (await sending.counts(id)).queued > 0 && time < 40; time++) {
    await work(id);
    sending.later(time * 2 * minute);
  }
  expect(await sending.counts(id)).toMatchObject({ audience: 60, sent: 60 });
  expect(sending.server.accepted().sort()).toEqual(many.map((name) => `${name}@example.org`).sort());
});

test('one reader whose provider means us holds up the others only so often, and fails in the end', async () => {
  const id = await sending.planFor('ada', ...names);
  const reply = '550 5.7.26 Unauthenticated email is not accepted: DMARC';
  sending.server.script('ada@example.org', ...Array(30).fill({ at: 'data', reply }));
  for (let time = 1; (await sending.counts(id)).queued > 0 && time < 40; time++) {
    await work(id);
    sending.later(time * 300 * minute);
  }
  expect(await sending.counts(id)).toMatchObject({ sent: names.length, failed: 1 });
  expect(await holds()).toEqual([]);
  expect(await sending.deps.stores.subscribers.byEmail('ada@example.org')).toMatchObject({
    status: 'active',
  });
});

test('a message of which a held server did not say what became is not sent again', async () => {
  const id = await sending.planFor('ada', 'bob');
  sending.server.onSender = () => quota;
  await work(id);
  sending.server.reset();
  for (const name of ['ada', 'bob'])
    sending.server.script(`${name}@example.org`, { at: 'data', close: true });
  sending.service.clock.now = (await holds())[0]!.nextProbeAt;
  await work(id);
  expect(await sending.counts(id)).toMatchObject({ unknown: 1, queued: 1 });
  expect(await holds()).toHaveLength(1);
  await resolveUnknown(sending.deps, id, 'sent');
});

/** Of another service, so that it works on the same database. */
function persistenceOf({ deps }: Sending) {
  const { stores, attempts, atomically, alone, ledger, cards, now } = deps;
  return { stores, attempts, atomically, alone, ledger, cards, now };
}
