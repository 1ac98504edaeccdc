import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { takeAllSlots } from '../support/postgres/all-slots.ts';
import { openLocks } from '../support/postgres/locks.ts';
import { startStoppablePostgres } from '../support/postgres/stoppable-postgres.ts';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

const audience = 1_500;
/** The places of one worker at one mail server. */
const places = 20;
/** How long the database is away each time. */
const outage = 1_500;

test.concurrent('a database that cuts connections, has none free, or crashes in mid-digest loses nothing', async () => {
  await using postgres = await startStoppablePostgres({ max_connections: '60' });
  await using faults = await openFaultRun({ databaseUrl: postgres.url });
  const { server } = faults;
  await faults.addReaders(audience);
  server.behave = async ({ at }) => (at === 'dot' ? await wait(50, null) : null);
  // A lease longer than the outages: a worker that lives keeps the outcomes that it cannot write.
  const env = { LEASE_SECONDS: '10', LOG_LEVEL: 'fatal' };
  const workers = await Promise.all([faults.startWorker(env), faults.startWorker(env)]);
  const names = workers.map(({ name }) => name);
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const goesOn = async () => {
    const before = server.taken().length;
    await until(() => server.taken().length >= before + 200);
  };
  /** While nothing can be written, nothing more is begun than was on its way. */
  const rests = async () => {
    const before = server.mails.length;
    await wait(outage);
    expect(server.mails.length - before).toBeLessThanOrEqual(workers.length * places);
  };

  await goesOn();
  const cut = await faults.run(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY ($1)',
    [names],
  );
  expect(cut.length).toBeGreaterThan(workers.length);
  await goesOn();

  const giveBack = await takeAllSlots(postgres.url);
  await rests();
  await giveBack();
  await goesOn();

  await postgres.crash();
  await rests();
  await postgres.start();
  await faults.finished(id);

  expect(await verdict(faults, id, audience)).toEqual([]);
  expect(workers.map(({ child }) => child.exitCode)).toEqual([null, null]);
  // At most what was begun in the moment of a cut, and not what a worker knows the end of.
  const unknown = await faults.inState(id, 'unknown');
  expect(server.taken().filter(({ to }) => unknown.includes(to ?? ''))).toEqual([]);
  const { looks: looked, wrong } = await looks.end();
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(20);
});

test.concurrent('a worker outlives the cut of connections that only hold a lock or wait for one', async () => {
  await using faults = await openFaultRun();
  await faults.addReaders(1);
  const worker = await faults.startWorker({ LOG_LEVEL: 'fatal' });
  // While the sweep, which has its lock on one connection, waits for this on another.
  const locks = await openLocks(faults.url);
  await locks.lockTable('delivery_lease');
  await until(async () => (await faults.waitingForLocks([worker], '%UPDATE delivery SET state%')) > 0);
  const cut = await faults.run(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1 AND query LIKE '%pg_advisory_lock%'`,
    [worker.name],
  );
  // The sweep's, and whatever else has one or waits for one just then.
  expect(cut.length).toBeGreaterThan(0);
  await locks.letGo();
  const id = await faults.trigger();
  const wentOn = faults.finished(id).then(() => 'went on');
  expect(await Promise.race([wentOn, worker.ended])).toBe('went on');
  expect(await verdict(faults, id, 1)).toEqual([]);
});
