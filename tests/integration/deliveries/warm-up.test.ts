import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { sendDayStore } from '../../../src/adapters/postgres/digests/send-times.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { createWarmUp } from '../../../src/app/deliveries/warm-up.ts';
import { subscribe } from '../../../src/app/subscribers/subscribe.ts';
import { unsubscribe } from '../../../src/app/subscribers/unsubscribe.ts';
import { runJobs } from '../../support/jobs.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { apiOf } from '../../support/web/api.ts';

const today = '2026-11-24';
const tomorrow = new Date('2026-11-25T00:00:00Z');
const reason = 'warm-up: 200 messages today; goes on at 00:00 UTC';

let sending: Sending;
beforeAll(async () => {
  sending = await openSending({ WARM_UP_FROM: today });
});
afterAll(() => sending.close());
beforeEach(async () => {
  await emptyTables(sending.service.databaseUrl, ['send_day'], { numbers: 'go on' });
  await sending.reset();
  // What an earlier test has used up is known to the process until that day is over.
  await sending.deps.warmUp.giveBackPermit({ day: today });
});

const crowd = (count: number) => Array.from({ length: count }, (_, index) => `reader${index}`);
/** So many messages went out today already. */
const sentToday = (messages: number) =>
  sending.run(`INSERT INTO send_day (day, messages, granted) VALUES ($1, $2, 0)`, [today, messages]);
const counted = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await sending.run('SELECT day::text, messages FROM send_day ORDER BY day')).map(({ day, messages }) => [
      String(day),
      Number(messages),
    ]),
  );
const digest = async (id: number) => (await sending.deps.stores.digests.byId(id))!;

describe('a digest of a new domain', () => {
  test('waits when the messages of the day are used up, says so, and goes on by itself', async () => {
    await sentToday(195);
    const id = await sending.planFor(...crowd(15));
    await sending.run('DELETE FROM pgboss.job');
    await sending.send(id);
    expect(sending.server.accepted()).toHaveLength(5);
    expect(await counted()).toEqual({ [today]: 200 });
    expect(await sending.counts(id)).toMatchObject({ audience: 15, sent: 5, queued: 10, sending: 0 });
    expect(await digest(id)).toMatchObject({ status: 'sending', problem: reason });
    const api = await apiOf(sending.service);
    expect((await api('GET', `/admin/digests/${id}`)).body).toMatchObject({
      status: 'sending',
      problem: reason,
    });
    const [job] = await sending.jobs();
    expect(job).toMatchObject({ at: tomorrow });
    expect(job!.data.deliveryIds.toSorted()).toEqual((await sending.queued(id)).toSorted());

    // Nothing is given out meanwhile, and a job that comes anyway sends nothing.
    await sweep(sending.deps);
    await sending.send(id, { ids: job!.data.deliveryIds });
    expect(sending.server.received).toHaveLength(5);

    await sending.run('DELETE FROM pgboss.job');
    sending.service.clock.now = new Date(tomorrow.getTime() + 5_000);
    await sweep(sending.deps);
    expect(await digest(id)).toMatchObject({ status: 'sending', problem: null });
    await sending.send(id, { ids: (await sending.jobs()).flatMap(({ data }) => data.deliveryIds) });
    expect(new Set(sending.server.accepted()).size).toBe(15);
    expect(await sending.counts(id)).toMatchObject({ audience: 15, sent: 15, queued: 0 });
    expect(await digest(id)).toMatchObject({ status: 'finished', problem: null });
    expect(await counted()).toEqual({ [today]: 200, '2026-11-25': 10 });
  });

  test('that ends before anybody has looked keeps no reason', async () => {
    await sentToday(199);
    const id = await sending.planFor(...crowd(3));
    await sending.send(id);
    expect(await digest(id)).toMatchObject({ problem: reason });
    sending.service.clock.now = tomorrow;
    await sending.send(id);
    expect(await digest(id)).toMatchObject({ status: 'finished', problem: null });
  });

  test('shows the reason at digests of which no job runs, too, and only while it is so', async () => {
    const id = await sending.planFor(...crowd(2));
    await sentToday(200);
    await sweep(sending.deps);
    expect(await digest(id)).toMatchObject({ problem: reason });
    await sending.run('UPDATE send_day SET messages = 100');
    await sweep(sending.deps);
    expect(await digest(id)).toMatchObject({ problem: null });
  });

  test('has retries wait like the rest', async () => {
    sending.server.script('reader0@example.org', { at: 'data', reply: '451 4.3.0 later' });
    const id = await sending.planFor(...crowd(1));
    await sending.send(id);
    await sending.run('DELETE FROM pgboss.job');
    await sending.run('UPDATE send_day SET messages = 200');
    sending.later(600);
    await sweep(sending.deps);
    expect(await sending.jobs()).toEqual([]);
    await sending.send(id);
    expect(await sending.jobs()).toMatchObject([{ at: tomorrow }]);
    expect(sending.server.received).toHaveLength(1);
  });
});

describe('a day counts', () => {
  test('messages that a server took, may have taken or refused for good, and no others', async () => {
    const refused = { at: 'rcpt', reply: '550 5.1.1 user unknown' } as const;
    sending.server.script('reader0@example.org', refused);
    sending.server.script('reader1@example.org', { at: 'data', close: true });
    sending.server.script('reader2@example.org', { at: 'rcpt', reply: '451 4.7.1 greylisted' });
    const id = await sending.planFor(...crowd(6));
    const { id: gone } = (await sending.deps.stores.subscribers.byEmail('reader3@example.org'))!;
    await unsubscribe(sending.deps, { subscriberId: gone, means: 'one-click' });
    await sending.send(id);
    expect(await sending.states(id)).toEqual({
      reader0: 'failed',
      reader1: 'unknown',
      reader2: 'queued',
      reader3: 'suppressed',
      reader4: 'sent',
      reader5: 'sent',
    });
    expect(await counted()).toEqual({ [today]: 4 });
  });

  test('no mail about subscriptions, which is not held back either', async () => {
    await sentToday(200);
    const id = await sending.planFor(...crowd(3));
    await sending.send(id);
    expect(sending.server.received).toEqual([]);
    const asked = { email: 'new@example.org', form: 'home', clientIp: null };
    await subscribe(sending.deps, asked);
    await runJobs(sending.service);
    expect(sending.server.accepted()).toEqual(['new@example.org']);
    expect(await counted()).toEqual({ [today]: 200 });
  });
});

describe('several processes', () => {
  test('together send no more than the messages of a day', async () => {
    const processes = [0, 1, 2].map(() => openDatabase(sending.service.databaseUrl, { connections: 2 }));
    try {
      const warmUps = processes.map(({ pool }) => createWarmUp(sendDayStore(pool), today, () => sending.now));
      const asked = Array.from({ length: 300 }, (_, index) => warmUps[index % 3]!.takePermit());
      const permits = (await Promise.all(asked)).filter((permit) => permit !== null);
      expect(permits).toHaveLength(200);
      expect(await counted()).toEqual({ [today]: 200 });
      for (const warmUp of warmUps) expect(await warmUp.look()).toEqual({ reason, until: tomorrow });

      // What one gives back another can have.
      await Promise.all(permits.slice(0, 10).map((permit) => warmUps[0]!.giveBackPermit(permit)));
      expect(await warmUps[1]!.look()).toBeNull();
      const again = await Promise.all(Array.from({ length: 15 }, () => warmUps[1]!.takePermit()));
      expect(again.filter((permit) => permit !== null)).toHaveLength(10);
      expect(warmUps[1]!.pause()).toEqual({ reason, until: tomorrow });
    } finally {
      for (const { close } of processes) await close();
    }
  });

  test('are not counted any more when the warm-up is over', async () => {
    sending.service.clock.now = new Date('2026-12-14T10:00:00Z');
    const { warmUp } = sending.deps;
    expect(await warmUp.takePermit()).toEqual({ day: null });
    await warmUp.giveBackPermit({ day: null });
    expect(await warmUp.look()).toBeNull();
    expect(await counted()).toEqual({});
  });
});
