import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlDigest } from '../../src/app/digests/control-digest.ts';
import { unsubscribe } from '../../src/app/subscribers/unsubscribe.ts';
import { type FaultRun, openFaultRun } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

const audience = 400;
/** How soon a word of an admin takes effect, in milliseconds. */
const withinMs = 1_000;

let faults: FaultRun;
beforeAll(async () => {
  faults = await openFaultRun();
  await faults.startWorker();
  // Slow enough to be caught in the middle.
  faults.server.behave = async ({ at }) => (at === 'dot' ? await wait(60, null) : null);
});
afterAll(() => faults[Symbol.asyncDispose]());

async function inMidFlight(digestId: number): Promise<void> {
  await until(async () => (await faults.counts(digestId)).sent >= 40);
}
/** When nobody works on a digest any more. */
async function idle(digestId: number): Promise<void> {
  await until(async () => {
    const jobs = await faults.run(
      `SELECT FROM pgboss.job WHERE name = 'send-deliveries' AND state < 'completed' AND data @> $1`,
      [{ digestId }],
    );
    return jobs.length === 0 && (await faults.counts(digestId)).sending === 0;
  });
}
const begunFor = (name: string) => faults.server.mails.filter(({ to }) => to?.startsWith(name) === true);
const lastBegun = (name: string) => Math.max(...begunFor(name).map(({ begunAt }) => begunAt));

test('a digest that is paused rests within a second, and goes on without whoever unsubscribed', async () => {
  await faults.addReaders(audience, { name: 'daily', cadence: 'daily' });
  const id = await faults.trigger('daily');
  await using looks = watchSums(faults, { [id]: audience });
  await inMidFlight(id);
  await controlDigest(faults.deps, id, 'pause');
  const paused = Date.now();
  await idle(id);
  expect(lastBegun('daily') - paused).toBeLessThan(withinMs);
  const resting = await faults.counts(id);
  expect(resting.queued).toBeGreaterThan(0);
  expect(resting).toMatchObject({ audience, sent: audience - resting.queued, sending: 0, cancelled: 0 });
  expect(faults.server.taken().length).toBe(resting.sent);

  const [left] = await faults.inState(id, 'queued');
  const reader = await faults.deps.stores.subscribers.byEmail(left ?? '');
  await unsubscribe(faults.deps, { subscriberId: reader?.id ?? 0, means: 'one-click' });
  const resumed = Date.now();
  await controlDigest(faults.deps, id, 'resume');
  await until(() => begunFor('daily').length > resting.sent);
  expect((begunFor('daily')[resting.sent]?.begunAt ?? 0) - resumed).toBeLessThan(withinMs);
  await faults.finished(id);
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect(await faults.counts(id)).toMatchObject({ audience, sent: audience - 1, suppressed: 1 });
  expect(await faults.inState(id, 'suppressed')).toEqual([left]);
  expect((await looks.end()).wrong).toEqual([]);
});

test('a digest that is cancelled ends within a second; what was on its way still counts as what it became', async () => {
  await faults.addReaders(audience, { name: 'weekly', cadence: 'weekly' });
  const id = await faults.trigger('weekly');
  await using looks = watchSums(faults, { [id]: audience });
  await inMidFlight(id);
  await controlDigest(faults.deps, id, 'cancel');
  const cancelled = Date.now();
  await idle(id);
  expect(lastBegun('weekly') - cancelled).toBeLessThan(withinMs);
  const counts = await faults.counts(id);
  expect(counts.cancelled).toBeGreaterThan(0);
  expect(counts).toMatchObject({
    audience,
    sent: begunFor('weekly').length,
    queued: 0,
    sending: 0,
    unknown: 0,
  });
  expect((await faults.digest(id)).status).toBe('cancelled');
  expect(await verdict(faults, id, audience, 'cancelled')).toEqual([]);
  expect((await looks.end()).wrong).toEqual([]);
});
