import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDeliveries } from '../../../src/app/deliveries/send-deliveries.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { openService, type Service } from '../../../src/wire/service.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { schedulingTests } from '../../support/scheduling.ts';
import { until } from '../../support/until.ts';

const { service, deps, run, at, tick, dueAt, audienceOf, reader } = schedulingTests();

describe('a reader is due', () => {
  test('every day at the local hour, not a minute before, and once', async () => {
    const id = await reader('2026-11-24T12:00:00Z', { hour: 8 });
    expect(await tick('2026-11-25T06:59:59Z')).toEqual([]);
    expect(await tick('2026-11-25T07:00:00Z')).toEqual(['daily']);
    expect(await dueAt(id)).toBe('2026-11-26T07:00:00.000Z');
    expect(await tick('2026-11-25T07:00:30Z')).toEqual([]);
    expect(await tick('2026-11-25T07:01:00Z')).toEqual([]);
    expect(await tick('2026-11-26T07:00:00Z')).toEqual(['daily']);
    expect(await audienceOf(1)).toBe(1);
    expect(await audienceOf(2)).toBe(1);
  });

  test('every Monday, or on the first of the month, at the local hour', async () => {
    const weekly = await reader('2026-11-24T12:00:00Z', { cadence: 'weekly', hour: 0 }, 'weekly');
    const monthly = await reader('2026-11-24T12:00:00Z', { cadence: 'monthly', hour: 23 }, 'monthly');
    expect(await tick('2026-11-29T22:59:00Z')).toEqual([]);
    expect(await tick('2026-11-29T23:00:00Z')).toEqual(['weekly']);
    expect(await dueAt(weekly)).toBe('2026-12-06T23:00:00.000Z');
    expect(await tick('2026-12-01T22:00:00Z')).toEqual(['monthly']);
    expect(await dueAt(monthly)).toBe('2027-01-01T22:00:00.000Z');
  });

  test('together with those of other cadences in a digest of each', async () => {
    for (const cadence of ['daily', 'weekly', 'monthly'] as const) {
      // 1 February 2027 is a Monday.
      await reader('2027-01-31T12:00:00Z', { cadence, hour: 9 }, cadence);
    }
    expect(await tick('2027-02-01T08:00:00Z')).toEqual(['daily', 'weekly', 'monthly']);
    for (const digestId of [1, 2, 3]) expect(await audienceOf(digestId)).toBe(1);
  });

  test('at the hour of a place far away', async () => {
    await reader('2026-11-24T12:00:00Z', { timezone: 'Asia/Kathmandu', hour: 8 });
    expect(await tick('2026-11-25T02:14:00Z')).toEqual([]);
    expect(await tick('2026-11-25T02:15:00Z')).toEqual(['daily']);
  });
});

describe('in Europe/Berlin, when the clocks change', () => {
  test('the hour that is jumped over in March is due right after the jump, and the day has one digest', async () => {
    const id = await reader('2027-03-27T12:00:00Z', { hour: 2 });
    expect(await tick('2027-03-28T00:59:00Z')).toEqual([]);
    expect(await tick('2027-03-28T01:00:00Z')).toEqual(['daily']);
    expect(await dueAt(id)).toBe('2027-03-29T00:00:00.000Z');
  });

  test('the hour that comes twice in October is due the first time only', async () => {
    const id = await reader('2027-10-30T12:00:00Z', { hour: 2 });
    expect(await tick('2027-10-31T00:00:00Z')).toEqual(['daily']);
    expect(await tick('2027-10-31T01:00:00Z')).toEqual([]);
    expect(await dueAt(id)).toBe('2027-11-01T01:00:00.000Z');
  });

  test('eight o’clock stays eight o’clock', async () => {
    const id = await reader('2027-03-27T12:00:00Z', { hour: 8 });
    expect(await dueAt(id)).toBe('2027-03-28T06:00:00.000Z');
    await tick('2027-03-28T06:00:00Z');
    expect(await dueAt(id)).toBe('2027-03-29T06:00:00.000Z');
  });
});

describe('after an outage', () => {
  test('whoever became due meanwhile gets one digest, and the next one at its usual time', async () => {
    const early = await reader('2026-11-20T12:00:00Z', { hour: 6 }, 'early');
    const late = await reader('2026-11-20T12:00:00Z', { hour: 20 }, 'late');
    // Everything was down from Friday to Tuesday noon.
    expect(await tick('2026-11-24T11:34:56Z')).toEqual(['daily']);
    expect(await audienceOf(1)).toBe(2);
    expect(await dueAt(early)).toBe('2026-11-25T05:00:00.000Z');
    expect(await dueAt(late)).toBe('2026-11-24T19:00:00.000Z');
    expect(await tick('2026-11-24T11:35:00Z')).toEqual([]);
    expect(await tick('2026-11-24T19:00:00Z')).toEqual(['daily']);
    expect(await audienceOf(2)).toBe(1);
  });

  test('of the workers, digests of several minutes hold each reader once', async () => {
    await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'one');
    await reader('2026-11-24T12:00:00Z', { hour: 8 }, 'two');
    for (const minute of ['07:00:00', '07:01:00', '07:02:00']) {
      at(`2026-11-25T${minute}Z`);
      await scheduleDigests(deps());
    }
    const digests = (await run('SELECT id FROM digest ORDER BY id')).map(({ id }) => Number(id));
    await Promise.all(digests.map((id) => planDigest(deps(), id)));
    expect(await run('SELECT subscriber_id FROM delivery ORDER BY subscriber_id')).toEqual([
      { subscriber_id: 1 },
      { subscriber_id: 2 },
    ]);
  });

  test('nobody is due who is not active', async () => {
    const id = await reader('2026-11-24T12:00:00Z', { hour: 8 });
    await deps().stores.subscribers.deactivate(id, 'unsubscribed', deps().now());
    expect(await tick('2026-11-25T07:00:00Z')).toEqual([]);
  });
});

describe('a slot whose digest is not planned to its end', () => {
  test('is not given to another digest while it is planned or paused, nor after it was cancelled', async () => {
    at('2026-11-24T12:00:00Z');
    const id = await addReader(deps(), 'reader@example.org', { hour: 7 });
    at('2026-11-25T07:00:00Z');
    const [digestId = 0] = await scheduleDigests(deps());
    at('2026-11-25T07:01:00Z');
    expect(await scheduleDigests(deps())).toEqual([]);
    await controlDigest(deps(), digestId, 'pause');
    at('2026-11-25T07:02:00Z');
    expect(await scheduleDigests(deps())).toEqual([]);
    await controlDigest(deps(), digestId, 'cancel');
    at('2026-11-25T07:03:00Z');
    expect(await scheduleDigests(deps())).toEqual([]);
    expect((await deps().stores.subscribers.byId(id))?.nextDueAt).toEqual(new Date('2026-11-26T07:00:00Z'));
  });
});

describe('two services on one database', () => {
  let other: Service;
  beforeAll(async () => {
    const config = loadConfig({
      DATABASE_URL: service().databaseUrl,
      OFFPRINT_HOME: service().config.home,
      SECRET_KEY: 'a secret key for tests, long enough!',
      LOG_LEVEL: 'silent',
    });
    other = await openService(config, { log: quietLog, worker: false, now: () => deps().now() });
  });
  afterAll(() => other.stop());

  test('that tick in the same minute make one digest and one delivery a reader', async () => {
    at('2026-11-24T12:00:00Z');
    for (let index = 0; index < 6; index++)
      await addReader(deps(), `reader${index}@example.org`, { hour: 7 });
    const paper = makeIncoming({ featuredAt: new Date('2026-11-25T06:00:00Z') });
    at('2026-11-25T07:00:01Z');
    await deps().stores.papers.store([paper], { source: 'hugging-face', now: deps().now(), sample: false });

    const both = [deps(), other.deps];
    const made = await Promise.all([...both, ...both].map((one) => scheduleDigests(one)));
    expect(made.flat()).toHaveLength(1);
    const jobs = await run(`SELECT data FROM pgboss.job WHERE name = 'plan-digest'`);
    expect(jobs.map(({ data }) => data)).toEqual([{ digestId: made.flat()[0] }]);
    const id = made.flat()[0]!;
    await Promise.all(both.map((one) => planDigest(one, id)));
    const ids = (await deps().stores.deliveries.queuedOfDigest(id)).map((queued) => queued.id);
    const never = new AbortController().signal;
    await Promise.all(both.map((one) => sendDeliveries(one, { digestId: id, deliveryIds: ids }, never)));
    await until(async () => (await deps().stores.digests.byId(id))!.status === 'finished');
    expect(await deps().stores.digests.counts(id)).toMatchObject({ audience: 6, sent: 6 });
    const caught = await deps().stores.caughtMail.list(100);
    expect(caught.map(({ envelopeTo }) => envelopeTo).sort()).toEqual(
      Array.from({ length: 6 }, (_, index) => `reader${index}@example.org`),
    );
    expect((await Promise.all(both.map((one) => scheduleDigests(one)))).flat()).toEqual([]);
  });
});
