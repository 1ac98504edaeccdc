import { expect, test } from 'vitest';
import { changeSettings } from '../../src/app/deliveries/change-settings.ts';
import { openSql } from '../support/postgres/sql.ts';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

test('what a planner that is killed has in hand is planned by another: each reader once', async () => {
  await using faults = await openFaultRun();
  // The first thousand, and two ranges.
  const audience = 5_000;
  await faults.addReaders(audience);
  // Planning is what this is about, and goes on all the same.
  await changeSettings(faults.deps, { sending: 'paused' }, 'a test');
  const workers = await Promise.all([faults.startWorker(), faults.startWorker()]);
  // Whoever comes to a reader of the last chunk is held up there; the other one plans all the rest.
  const holding = await openSql(faults.url);
  await holding.run('BEGIN');
  await holding.run(`SELECT FROM subscriber WHERE id = $1 FOR UPDATE`, [audience - 10]);
  const id = await faults.announce();
  await using looks = watchSums(faults, { [id]: audience });
  await until(async () => (await faults.counts(id)).audience === audience - 500);
  const stuck = await until(async () => {
    for (const worker of workers) if ((await faults.waitingForLocks([worker], '%')) > 0) return worker;
    return null;
  });
  await faults.kill(stuck);
  await holding.run('ROLLBACK');
  await holding.close();

  await until(async () => (await faults.digest(id)).status === 'sending');
  const [planned] = await faults.run(
    `SELECT count(*)::int AS rows, count(DISTINCT subscriber_id)::int AS readers FROM delivery WHERE digest_id = $1`,
    [id],
  );
  expect(planned).toEqual({ rows: audience, readers: audience });
  expect(await faults.counts(id)).toMatchObject({ audience, queued: audience });
  expect(await faults.run('SELECT FROM digest_range')).toEqual([]);
  const { looks: looked, wrong } = await looks.end();
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(5);
});
