import { expect, test } from 'vitest';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { announce } from '../../../src/app/digests/letters/announce.ts';
import { changePlanned } from '../../../src/app/digests/planned/change-planned.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { dayIn } from '../../../src/domain/time/own-hour.ts';
import { waitingJobs } from '../../support/jobs.ts';
import { addReader } from '../../support/readers.ts';
import { sendingTests } from '../../support/sending.ts';

const now = new Date('2026-11-24T10:00:00Z');
const day = dayIn('2026-11-26')!;
const letter = { subject: 'The seminar moved', body: 'It is on **Thursday**.' };

const { service, deps, run, recipients, digest, ...sending } = sendingTests(now);

const plan = (said: Partial<Parameters<typeof announce>[1]> = { sendOn: day }) =>
  announce(deps(), { ...letter, origin: 'api', ...said });
async function at(moment: string) {
  await sending.at(moment);
  return await recipients();
}

/** One in Kiritimati who reads at midnight, one in Berlin at 8, one in Los Angeles at 20. */
async function addThree() {
  await addReader(deps(), 'kiri@example.org', { timezone: 'Pacific/Kiritimati', hour: 0 });
  await addReader(deps(), 'berlin@example.org', { timezone: 'Europe/Berlin', hour: 8 });
  await addReader(deps(), 'angeles@example.org', { timezone: 'America/Los_Angeles', hour: 20 });
}

test('each reader gets it once, on the day, at their own hour', async () => {
  await addThree();
  const { id } = await plan();
  expect(await at('2026-11-25T09:59:59Z')).toEqual([]);
  expect((await digest(id)).status).toBe('planned');
  // Midnight in Kiritimati.
  expect(await at('2026-11-25T10:00:00Z')).toEqual(['kiri']);
  expect(await at('2026-11-26T06:59:59Z')).toEqual(['kiri']);
  expect((await digest(id)).status).toBe('sending');
  const { waiting } = (await deps().watch.look(id, { fresh: true })).breakdown!;
  expect(waiting).toMatchObject({ count: 2, untried: 2, first: new Date('2026-11-26T07:00:00Z') });
  expect(await at('2026-11-26T07:00:00Z')).toEqual(['berlin', 'kiri']);
  expect(await at('2026-11-27T04:00:00Z')).toEqual(['angeles', 'berlin', 'kiri']);
  expect((await digest(id)).status).toBe('finished');
  expect(await waitingJobs(service())).toEqual([]);
});

test('who unsubscribes before their hour does not get it', async () => {
  await addThree();
  await plan();
  await at('2026-11-25T10:00:00Z');
  await run(
    "UPDATE subscriber SET status = 'unsubscribed', next_due_at = NULL WHERE email = 'berlin@example.org'",
  );
  expect(await at('2026-11-27T04:00:00Z')).toEqual(['angeles', 'kiri']);
});

test('where the hour has gone by when it is asked for, it comes at once', async () => {
  await addThree();
  service().clock.now = new Date('2026-11-26T12:00:00Z');
  await plan();
  expect(await at('2026-11-26T12:00:00Z')).toEqual(['berlin', 'kiri']);
  expect(await at('2026-11-27T04:00:00Z')).toEqual(['angeles', 'berlin', 'kiri']);
});

test('a pause, a lost job and a held mail domain bring nobody’s hour forward', async () => {
  await addThree();
  const { id } = await plan();
  await at('2026-11-25T10:00:00Z');
  await controlDigest(deps(), id, 'pause');
  await controlDigest(deps(), id, 'resume');
  expect(await at('2026-11-26T06:00:00Z')).toEqual(['kiri']);
  // As a worker would that finds the mail domain of a job's readers held.
  const queued = await deps().stores.deliveries.queuedOfDigest(id);
  await deps().attempts.postpone(
    queued.map((one) => one.id),
    new Date('2026-11-26T06:30:00Z'),
  );
  await run("DELETE FROM pgboss.job WHERE name = 'send-deliveries'");
  service().clock.now = new Date('2026-11-26T06:31:00Z');
  await sweep(deps());
  expect(await at('2026-11-26T06:59:00Z')).toEqual(['kiri']);
  service().clock.now = new Date('2026-11-26T07:00:00Z');
  await sweep(deps());
  expect(await at('2026-11-26T07:00:00Z')).toEqual(['berlin', 'kiri']);
});

test('a day can be changed for a moment, and a moment for a day', async () => {
  await addThree();
  const { id } = await plan();
  const moment = new Date('2026-11-25T12:00:00Z');
  await changePlanned(deps(), id, { letter, words: [], sendAt: moment, sendZone: 'UTC' }, 'admin 1');
  expect(await digest(id)).toMatchObject({ sendAt: moment, sendOn: null, asOf: moment });
  await changePlanned(deps(), id, { letter, words: [], sendOn: day }, 'admin 1');
  expect(await digest(id)).toMatchObject({ sendOn: day, sendZone: null });
  await expect(changePlanned(deps(), id, { letter, words: [] }, 'admin 1')).rejects.toMatchObject({
    fields: [{ field: 'sendAt' }],
  });
  expect(await at('2026-11-25T12:00:00Z')).toEqual(['kiri']);
});

test('the next slot is when the next digests of these readers are due', async () => {
  await addReader(deps(), 'daily@example.org', { hour: 14 });
  await addReader(deps(), 'weekly@example.org', { cadence: 'weekly', weekday: 'thursday', hour: 6 });
  const any = await plan({ sendAt: 'next-slot' });
  expect(any).toMatchObject({ status: 'planned', sendAt: new Date('2026-11-24T14:00:00Z') });
  const weekly = await triggerDigest(deps(), { origin: 'api', cadence: 'weekly', sendAt: 'next-slot' });
  expect(weekly.sendAt).toEqual(new Date('2026-11-26T06:00:00Z'));
  const monthly = plan({ cadence: 'monthly', sendAt: 'next-slot' });
  await expect(monthly).rejects.toMatchObject({ fields: [{ field: 'sendAt' }] });
});
