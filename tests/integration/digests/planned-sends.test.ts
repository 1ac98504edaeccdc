import { describe, expect, test } from 'vitest';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { announce, tryAnnouncement } from '../../../src/app/digests/letters/announce.ts';
import { changePlanned } from '../../../src/app/digests/planned/change-planned.ts';
import { startPlanned } from '../../../src/app/digests/planned/start-planned.ts';
import { holdSchedule, releaseSchedule } from '../../../src/app/digests/schedule-hold.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { openService } from '../../../src/wire/service.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { sendingTests } from '../../support/sending.ts';

const now = new Date('2026-11-24T10:00:00Z');
const sendAt = new Date('2026-11-24T18:00:00Z');
const letter = { subject: 'The seminar moved', body: 'It is on **Thursday**.' };

const { service, deps, run, mails, recipients, at, digest, storePapers } = sendingTests(now);

const plan = (said: Partial<Parameters<typeof announce>[1]> = {}) =>
  announce(deps(), { ...letter, origin: 'api', sendAt, sendZone: 'Europe/Berlin', ...said });
const status = async (id: number) => (await digest(id)).status;

test('nothing goes out before its moment, and then it does, to whoever is there by then', async () => {
  await addReader(deps(), 'ada@example.org');
  const { id } = await plan();
  expect(await status(id)).toBe('planned');
  expect(await waitingJobs(service())).toEqual([]);
  expect(await at(new Date(sendAt.getTime() - 1))).toEqual([]);
  service().clock.now = new Date('2026-11-24T17:00:00Z');
  await addReader(deps(), 'new@example.org', { confirmedAt: new Date('2026-11-24T16:00:00Z') });
  expect(await at(sendAt)).toEqual([id]);
  expect(await recipients()).toEqual(['ada', 'new']);
  expect(await status(id)).toBe('finished');
  expect(await at(new Date(sendAt.getTime() + 60_000))).toEqual([]);
});

test('a digest is planned with the papers of its moment, not of the one at which it was written', async () => {
  await addReader(deps(), 'ada@example.org');
  await triggerDigest(deps(), { origin: 'api', sendAt });
  service().clock.now = new Date('2026-11-24T15:00:00Z');
  const [paper] = await storePapers(1);
  await at(sendAt);
  expect((await mails())[0]?.text).toContain((await deps().stores.papers.byId(paper!))!.title);
});

test('many processes, and one that ends and comes back, send it once', async () => {
  await addReader(deps(), 'ada@example.org');
  const ids = [(await plan()).id, (await plan({ subject: 'Another' })).id];
  // The process that has planned it has gone; these know nothing but the database. Nobody ran when the moment came.
  const config = loadConfig({
    DATABASE_URL: service().databaseUrl,
    OFFPRINT_HOME: service().config.home,
    SECRET_KEY: 'a secret key for tests, long enough!',
    LOG_LEVEL: 'silent',
  });
  const open = () => openService(config, { log: quietLog, worker: false, now: () => deps().now() });
  const others = [await open(), await open()];
  try {
    service().clock.now = new Date(sendAt.getTime() + 3 * 3_600_000);
    const all = [...others, service(), ...others];
    const started = await Promise.all(all.map(({ deps }) => startPlanned(deps)));
    expect(started.flat().sort()).toEqual(ids);
    expect(await waitingJobs(service())).toHaveLength(2);
    await runJobs(service());
    expect(await recipients()).toEqual(['ada', 'ada']);
  } finally {
    for (const other of others) await other.stop();
  }
});

test('one whose process is killed before it has committed is started by the next', async () => {
  await addReader(deps(), 'ada@example.org');
  const { id } = await plan();
  service().clock.now = sendAt;
  const killed = deps().atomically(async (stores) => {
    await stores.digests.startNext(sendAt);
    throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await at(sendAt)).toEqual([id]);
  expect(await recipients()).toEqual(['ada']);
});

test('can be changed and cancelled while it waits, and not any more when it is on its way', async () => {
  await addReader(deps(), 'ada@example.org');
  const { id } = await plan();
  const later = new Date('2026-11-25T07:00:00Z');
  const change = {
    sendAt: later,
    sendZone: 'UTC',
    letter: { subject: 'Moved again', body: 'Friday' },
    words: [],
  };
  await changePlanned(deps(), id, change, 'admin 1');
  expect(await at(sendAt)).toEqual([]);
  const wrong = { ...change, sendAt: now, letter: { subject: '', body: '' } };
  service().clock.now = sendAt;
  await expect(changePlanned(deps(), id, wrong, 'admin 1')).rejects.toMatchObject({
    fields: [{ field: 'sendAt' }, { field: 'subject' }, { field: 'body' }],
  });
  const dropped = await plan({ sendAt: later });
  await controlDigest(deps(), dropped.id, 'cancel', 'admin 1');
  await at(later);
  expect((await mails()).map(({ subject }) => subject)).toEqual(['Moved again']);
  await expect(changePlanned(deps(), id, change, 'admin 1')).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(changePlanned(deps(), 999, change, 'admin 1')).rejects.toMatchObject({
    code: 'not_found',
  });
  const lines = await run('SELECT action FROM audit_event ORDER BY id');
  expect(lines.map(({ action }) => action)).toEqual(['planned send changed', 'digest cancelled']);
});

test('a moment that has gone by, or lies more than a year ahead, is refused by the field’s name', async () => {
  for (const wrong of [now, new Date('2026-11-24T09:59:59Z'), new Date('2028-01-01T00:00:00Z')]) {
    await expect(plan({ sendAt: wrong })).rejects.toMatchObject({ fields: [{ field: 'sendAt' }] });
    const digest = triggerDigest(deps(), { origin: 'api', sendAt: wrong });
    await expect(digest).rejects.toMatchObject({ fields: [{ field: 'sendAt' }] });
  }
  await addReader(deps(), 'ada@example.org');
  expect(await tryAnnouncement(deps(), { ...letter, origin: 'api', sendAt })).toMatchObject({
    queued: 1,
  });
});

describe('while the schedule is held', () => {
  test.each([
    ['skip', 'cancelled', []],
    ['send', 'finished', ['ada']],
  ] as const)(
    'none starts; with "%s" what had its moment meanwhile is %s',
    async (overdue, becomes, sent) => {
      await addReader(deps(), 'ada@example.org');
      const { id } = await plan();
      const { id: ahead } = await plan({ sendAt: new Date('2026-11-26T18:00:00Z') });
      await holdSchedule(deps(), 'a test');
      expect(await at(sendAt)).toEqual([]);
      expect(await status(id)).toBe('planned');
      await releaseSchedule(deps(), overdue);
      await at(sendAt);
      expect(await status(id)).toBe(becomes);
      expect(await status(ahead)).toBe('planned');
      expect(await recipients()).toEqual([...sent]);
    },
  );
});
