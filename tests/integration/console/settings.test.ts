import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { settingsStore } from '../../../src/adapters/postgres/accounts/settings.ts';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { sendTimeStore } from '../../../src/adapters/postgres/digests/send-times.ts';
import { changeSettings } from '../../../src/app/deliveries/change-settings.ts';
import { createLiveSettings } from '../../../src/app/deliveries/live-settings.ts';
import { createSendRateLimit } from '../../../src/app/deliveries/send-rate-limit.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { until } from '../../support/until.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const never = new AbortController().signal;

describe('the console', () => {
  let desk: Console;
  beforeAll(async () => {
    desk = await openConsole({ env: { MAX_SEND_RATE: '20' } });
  });
  afterAll(() => desk.service.close());
  const read = () => desk.service.deps.stores.settings.read();
  const page = async () => (await desk.browser.get('/admin/settings')).body;

  test('changes the rate, or leaves it to the environment', async () => {
    expect(await page()).toContain('20 messages a second');
    const answer = await desk.send('/settings/rate', { maxSendRate: ' 2.5 ' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/settings?saved=yes']);
    expect((await read()).maxSendRate).toBe(2.5);
    expect(await page()).toContain('value="2.5"');
    await desk.send('/settings/rate', { maxSendRate: '' });
    expect((await read()).maxSendRate).toBeNull();
    await desk.send('/settings/rate', { maxSendRate: '' });
    const lines = await desk.service.deps.stores.audit.list({ before: null, limit: 10 });
    const changes = lines.filter(({ action }) => action === 'settings changed');
    expect(changes.map(({ action, detail }) => [action, detail])).toEqual([
      ['settings changed', { maxSendRate: null, before: 2.5 }],
      ['settings changed', { maxSendRate: 2.5, before: null }],
    ]);
  });

  test('keeps what somebody else changes at the same moment', async () => {
    const { deps } = desk.service;
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        changeSettings(deps, { sending: 'paused' }, 'admin 1'),
        changeSettings(deps, { maxSendRate: String(round + 1) }, 'admin 1'),
      ]);
      expect(await read()).toMatchObject({ maxSendRate: round + 1, sendingPausedAt: expect.any(Date) });
      await changeSettings(deps, { sending: 'on', maxSendRate: '' }, 'admin 1');
    }
  });

  test.each(['0', '-1', 'fast', '1e9', '1,5', 'NaN'])(
    'refuses the rate %j and keeps it in its field',
    async (typed) => {
      const { statusCode, body } = await desk.send('/settings/rate', { maxSendRate: typed });
      expect(statusCode).toBe(400);
      expect(body).toMatch(/id="maxSendRate-error">Must be a number/);
      expect(body).toContain(`value="${typed}"`);
      expect((await read()).maxSendRate).toBeNull();
    },
  );

  test('pauses all digests and lets them go on', async () => {
    await desk.audited();
    await desk.send('/settings/pause');
    expect(await page()).toContain('Paused since');
    const { sendingPausedAt } = await read();
    await desk.send('/settings/pause');
    expect((await read()).sendingPausedAt).toEqual(sendingPausedAt);
    await desk.send('/settings/resume');
    expect((await read()).sendingPausedAt).toBeNull();
    expect(await desk.audited()).toEqual([
      'admin 1: settings changed, settings',
      'admin 1: settings changed, settings',
    ]);
  });
});

describe('all processes', () => {
  let sending: Sending;
  beforeAll(async () => {
    sending = await openSending();
  });
  afterAll(() => sending.close());
  beforeEach(() => sending.reset());

  const set = (change: Parameters<typeof changeSettings>[1]) =>
    changeSettings(sending.deps, change, 'admin 1');

  test('send no digest while an admin paused all, say why, and send all of it afterwards', async () => {
    const id = await sending.planFor('ada', 'bob', 'cyd');
    await set({ sending: 'paused' });
    const { settings } = sending.deps;
    await until(async () => (await settings.now()).sendingPausedAt !== null);
    const sent = sending.send(id);
    await until(async () => /paused/.test((await sending.deps.stores.digests.byId(id))!.problem ?? ''));
    expect(await sending.counts(id)).toMatchObject({ audience: 3, queued: 3, sending: 0, sent: 0 });
    expect(sending.server.received).toEqual([]);
    await set({ sending: 'on' });
    await sent;
    expect(await sending.counts(id)).toMatchObject({ audience: 3, sent: 3 });
    expect(await sending.status(id)).toBe('finished');
    expect((await sending.deps.stores.digests.byId(id))!.problem).toBeNull();
  });

  test('end while all is paused, and leave their deliveries to others', async () => {
    const id = await sending.planFor('ada');
    await set({ sending: 'paused' });
    await until(async () => (await sending.deps.settings.now()).sendingPausedAt !== null);
    const ending = new AbortController();
    const sent = sending.send(id, { signal: ending.signal });
    await until(async () => (await sending.deps.stores.digests.byId(id))!.problem);
    ending.abort();
    await sent;
    await set({ sending: 'on' });
    expect(await sending.counts(id)).toMatchObject({ queued: 1 });
    expect((await sending.jobs()).length).toBeGreaterThan(0);
  });

  test('follow a rate that is changed while they send, both ways', async () => {
    const processes = [0, 1].map(() => openDatabase(sending.service.databaseUrl, { connections: 2 }));
    const over = new AbortController();
    let taken = 0;
    try {
      await set({ maxSendRate: '10' });
      const lanes = processes.flatMap(({ pool, prisma }) => {
        const pace = createSendRateLimit(
          sendTimeStore(pool),
          createLiveSettings(settingsStore(prisma)),
          null,
        );
        return Array.from({ length: 4 }, async () => {
          while (!over.signal.aborted) {
            await pace.waitForSendTime(over.signal);
            taken++;
          }
        });
      });
      const ended = Promise.allSettled(lanes);
      await until(() => taken >= 15);
      const start = performance.now();
      const before = taken;
      await until(() => performance.now() - start > 1_000);
      // Ten a second, and each process may be one burst ahead.
      expect(taken - before).toBeLessThan(20);
      await set({ maxSendRate: '2000' });
      await until(() => taken - before > 500);
      expect(performance.now() - start).toBeLessThan(8_000);
      over.abort(new Error('enough'));
      await ended;
    } finally {
      over.abort();
      for (const { close } of processes) await close();
    }
  });

  test('keep to what they knew while the database is away', async () => {
    let away = false;
    const live = createLiveSettings({
      read: async () => {
        if (away) throw new Error('the database is away');
        return {
          maxSendRate: 5,
          sendingPausedAt: null,
          ownersNeedSecondFactor: false,
          firstStepsHidden: false,
        };
      },
    });
    expect((await live.now()).maxSendRate).toBe(5);
    away = true;
    expect((await live.now()).maxSendRate).toBe(5);
    await expect(createLiveSettings({ read: () => Promise.reject(new Error('away')) }).now()).rejects.toThrow(
      'away',
    );
    await live.untilSending(never);
  });
});
