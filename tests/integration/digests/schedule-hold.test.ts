import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { sendDeliveries } from '../../../src/app/deliveries/send-deliveries.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { holdSchedule, releaseSchedule, watchDatabase } from '../../../src/app/digests/schedule-hold.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { openService, type Service } from '../../../src/wire/service.ts';
import { databaseUrl } from '../../support/global-setup.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { freshDatabase } from '../../support/postgres/fresh-database.ts';
import { sql } from '../../support/postgres/sql.ts';
import { startServe } from '../../support/processes/serve-process.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { addReader } from '../../support/readers.ts';
import { until } from '../../support/until.ts';

const log = recordingLog();
let folder: string;
let clock: Date | null;
let closers: (() => Promise<unknown>)[];
async function begin(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'offprint-hold-'));
  clock = new Date('2026-11-24T12:00:00Z');
  log.lines.length = 0;
  closers = [() => rm(folder, { recursive: true, force: true })];
}
async function end(): Promise<void> {
  for (const close of closers.reverse()) await close();
}

/** A database in the middle of a digest: what tests restore. */
let original: { url: string; digestId: number; drop(): Promise<void> };
beforeAll(async () => {
  await begin();
  original = await inMidDigest();
  await end();
});
afterAll(() => original.drop());
beforeEach(begin);
afterEach(end);

type Machine = Service & { url: string; tick(): Promise<number[]> };

/** The service on a machine with a home of its own. */
async function machine(url: string, home = 'home'): Promise<Machine> {
  const config = loadConfig({
    DATABASE_URL: url,
    OFFPRINT_HOME: join(folder, home),
    SECRET_KEY: 'a secret key for tests, long enough!',
    LOG_LEVEL: 'silent',
  });
  const service = await openService(config, { log, worker: false, now: () => clock ?? new Date() });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await service.stop();
    stopped = true;
  };
  closers.push(stop);
  const tick = () => scheduleDigests(service.deps, { mark: service.scheduleMark });
  return { ...service, url, stop, tick };
}

async function newDatabase(): Promise<string> {
  const { url, drop } = await freshDatabase();
  closers.unshift(drop);
  return url;
}

/** Two readers at eight: for one of them a delivery is queued on the 25th, the other one is due. */
async function inMidDigest(): Promise<typeof original> {
  const database = await freshDatabase();
  const { deps, tick, stop } = await machine(database.url);
  const paper = makeIncoming({ featuredAt: new Date('2026-11-25T06:00:00Z') });
  await addReader(deps, 'one@example.org');
  clock = new Date('2026-11-25T08:00:00Z');
  await deps.stores.papers.store([paper], { source: 'hugging-face', now: clock, sample: false });
  const [digestId = 0] = await tick();
  await planDigest(deps, digestId);
  clock = new Date('2026-11-24T12:00:00Z');
  await addReader(deps, 'two@example.org');
  await stop();
  return { ...database, digestId };
}

/** What a restored dump is: the same rows in a database with another number, at 08:05 of the 25th. */
async function restored(): Promise<{ url: string; digestId: number }> {
  const { url, digestId } = original;
  const name = `${new URL(url).pathname.slice(1)}_restored`;
  await sql(inject('postgresUrl'), `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`);
  closers.unshift(() => sql(inject('postgresUrl'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  clock = new Date('2026-11-25T08:05:00Z');
  return { url: databaseUrl(inject('postgresUrl'), name), digestId };
}

const warnings = () => log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
const heldWords = 'nothing is sent by schedule until an admin says how to go on';
const holdOf = ({ deps }: Machine) => deps.stores.installation.hold();
const statusOf = async ({ deps }: Machine, id: number) => (await deps.stores.digests.byId(id))?.status;
const dueAt = async ({ deps }: Machine, email: string) =>
  (await deps.stores.subscribers.byEmail(email))?.nextDueAt?.toISOString();
const sendAll = async ({ deps }: Machine, digestId: number) => {
  await planDigest(deps, digestId);
  const deliveryIds = (await deps.stores.deliveries.queuedOfDigest(digestId)).map((queued) => queued.id);
  await sendDeliveries(deps, { digestId, deliveryIds }, new AbortController().signal);
};
const mailed = async ({ deps }: Machine) =>
  (await deps.stores.caughtMail.list(100)).map(({ envelopeTo }) => envelopeTo).toSorted();

describe('a database that goes on is not held', () => {
  test('at its first start, over restarts, and by whatever machine', async () => {
    const url = await newDatabase();
    for (const home of ['one', 'two', 'one', 'two']) {
      const service = await machine(url, home);
      await watchDatabase(service.deps, service.scheduleMark);
      await service.tick();
      expect(await holdOf(service)).toBeNull();
      await service.stop();
    }
    expect(warnings()).toEqual([]);
  });

  test('while processes with one home and with several tick at once', async () => {
    const url = await newDatabase();
    const machines = await Promise.all(['shared', 'shared', 'other'].map((home) => machine(url, home)));
    for (let round = 0; round < 5; round++) await Promise.all(machines.map(({ tick }) => tick()));
    expect(await holdOf(machines[0]!)).toBeNull();
    expect((await readdir(join(folder, 'shared'))).filter((name) => name.includes('mark'))).toEqual([
      'schedule-mark.json',
    ]);
  });

  test('beside another one that the same home was used with', async () => {
    const before = await machine(await newDatabase());
    await sql(before.url, 'UPDATE installation SET ticks = 1000, uuid = gen_random_uuid()');
    await before.tick();
    const after = await machine(await newDatabase());
    await after.tick();
    expect(await holdOf(after)).toBeNull();
  });
});

describe('a restored database', () => {
  test('is held by the first tick of either of two processes, which make no digest, and it is logged once', async () => {
    const { url, digestId } = await restored();
    const [one, two] = [await machine(url, 'one'), await machine(url, 'two')];
    expect(await Promise.all([one.tick(), two.tick(), one.tick(), two.tick()])).toEqual([[], [], [], []]);
    expect(await holdOf(two)).toEqual({ since: clock, reason: expect.stringContaining('another database') });
    expect(warnings()).toEqual([heldWords]);
    expect(await one.deps.stores.digests.byId(digestId)).toMatchObject({
      status: 'paused',
      problem: expect.stringContaining('held'),
    });
    await sendAll(one, digestId);
    expect(await mailed(one)).toEqual([]);
  });

  test('still sends what an admin triggers', async () => {
    const { url } = await restored();
    const service = await machine(url);
    await service.tick();
    const { id } = await triggerDigest(service.deps, { origin: 'api', emails: ['two@example.org'] });
    await sendAll(service, id);
    expect(await mailed(service)).toEqual(['two@example.org']);
    expect(await service.tick()).toEqual([]);
  });

  test('keeps its due times while it is held, as the admin is shown them', async () => {
    const { url } = await restored();
    const service = await machine(url);
    clock = new Date('2026-11-25T12:00:00Z');
    await scheduleDigests(service.deps, { mark: service.scheduleMark, catchUp: 'next-hour' });
    expect(await holdOf(service)).not.toBeNull();
    expect(await dueAt(service, 'two@example.org')).toBe('2026-11-25T08:00:00.000Z');
  });

  test('goes on without what was due when an admin skips it', async () => {
    const { url, digestId } = await restored();
    const service = await machine(url);
    await service.tick();
    await releaseSchedule(service.deps, 'skip');
    expect(await statusOf(service, digestId)).toBe('cancelled');
    expect(await service.deps.stores.digests.counts(digestId)).toMatchObject({ audience: 1, cancelled: 1 });
    for (const name of ['one', 'two'])
      expect(await dueAt(service, `${name}@example.org`)).toBe('2026-11-26T08:00:00.000Z');
    expect(await service.tick()).toEqual([]);
    clock = new Date('2026-11-26T08:00:00Z');
    // What was new before yesterday's digest counts as sent with it, though this database does not know.
    const paper = makeIncoming({
      arxivId: '2611.00002',
      title: 'Another',
      featuredAt: new Date('2026-11-25T09:00:00Z'),
    });
    await service.deps.stores.papers.store([paper], { source: 'hugging-face', now: clock, sample: false });
    const [next = 0] = await service.tick();
    await sendAll(service, next);
    expect(await mailed(service)).toEqual(['one@example.org', 'two@example.org']);
    expect(
      await sql(service.url, 'SELECT paper_ids AS papers FROM delivery WHERE digest_id = $1', [next]),
    ).toEqual([{ papers: [2] }, { papers: [2] }]);
  });

  test('goes on with what was due when an admin wants it sent', async () => {
    const { url, digestId } = await restored();
    const service = await machine(url);
    await service.tick();
    await releaseSchedule(service.deps, 'send');
    expect(await statusOf(service, digestId)).toBe('sending');
    await sendAll(service, digestId);
    const [next = 0] = await service.tick();
    await sendAll(service, next);
    expect(await mailed(service)).toEqual(['one@example.org', 'two@example.org']);
    await expect(releaseSchedule(service.deps, 'send')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('sends nothing of what waits in its queue when the service starts on it', async () => {
    const { url, digestId } = await restored();
    const jobs = `SELECT name FROM pgboss.job WHERE state = 'created' AND name IN ('plan-digest', 'send-deliveries')`;
    expect(await sql(url, jobs)).toHaveLength(2);
    const worker = await startServe({
      databaseUrl: url,
      args: ['--role', 'worker'],
      env: { LOG_LEVEL: 'error' },
    });
    closers.push(() => worker.stop());
    await until(async () => (await sql(url, jobs)).length === 0);
    await worker.stop();
    expect(await sql(url, 'SELECT id, status FROM digest')).toEqual([{ id: digestId, status: 'paused' }]);
    expect(await sql(url, 'SELECT id FROM caught_mail')).toEqual([]);
  });
});

describe('a database that was set back where it is, as by a snapshot of its disk', () => {
  const setBack = 'UPDATE installation SET ticks = 1';

  test('is held by a machine that has seen more of it, after a restart of that too', async () => {
    const before = await machine(await newDatabase());
    for (let ticks = 0; ticks < 3; ticks++) await before.tick();
    await before.stop();
    await sql(before.url, setBack);
    const after = await machine(before.url);
    await after.tick();
    expect(await holdOf(after)).toMatchObject({ reason: expect.stringContaining('knows less') });
  });

  test('is held by a running process whose home cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const service = await machine(await newDatabase(), 'file/home');
    for (let ticks = 0; ticks < 3; ticks++) await service.tick();
    expect(warnings()).toEqual([expect.stringContaining('cannot be')]);
    await sql(service.url, setBack);
    await service.tick();
    expect(await holdOf(service)).not.toBeNull();
  });

  test('is held no more once an admin has let it go on, whatever other machines remember', async () => {
    const url = await newDatabase();
    const [one, two] = [await machine(url, 'one'), await machine(url, 'two')];
    for (const { tick } of [one, one, one, two, two, two]) await tick();
    await sql(url, setBack);
    await one.tick();
    await releaseSchedule(one.deps, 'send');
    for (const service of [two, one, two]) {
      await service.tick();
      expect(await holdOf(service)).toBeNull();
    }
  });
});

test('a hold that begins while another process ticks keeps it from making a digest', async () => {
  const { deps } = await machine(await newDatabase());
  await addReader(deps, 'one@example.org');
  clock = new Date('2026-11-25T08:00:00Z');
  // The tick has looked, and found nothing, when the hold begins.
  const write = () => holdSchedule(deps, 'Another process found something.');
  expect(await scheduleDigests(deps, { mark: { read: async () => null, write } })).toEqual([]);
});

test('a schedule that an admin holds by hand stays held until an admin lets it go on', async () => {
  const service = await machine(await newDatabase());
  await addReader(service.deps, 'one@example.org');
  await holdSchedule(service.deps, 'A snapshot is being restored.');
  await holdSchedule(service.deps, 'Again.');
  clock = new Date('2026-11-25T08:00:00Z');
  expect(await service.tick()).toEqual([]);
  expect(await holdOf(service)).toMatchObject({ reason: 'A snapshot is being restored.' });
  await releaseSchedule(service.deps, 'send');
  expect(await service.tick()).toHaveLength(1);
});
