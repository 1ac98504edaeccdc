import { expect, test } from 'vitest';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { verdict } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

test('an announcement to 5,000 whose workers are killed half-way misses nobody and comes to nobody twice', async () => {
  await using faults = await openFaultRun();
  const audience = 5_000;
  await faults.addReaders(audience);
  const workers = await Promise.all([faults.startWorker(), faults.startWorker()]);
  const id = await faults.announce();
  await until(async () => (await faults.counts(id)).sent > 1_000);
  await faults.kill(...workers);
  const before = await faults.counts(id);
  expect(before.sent).toBeLessThan(audience);
  await faults.startWorker();
  await faults.finished(id);
  expect(await verdict(faults, id, audience)).toEqual([]);
  const { sent, unknown } = await faults.counts(id);
  expect(sent + unknown).toBe(audience);
  // Two workers had in hand what two jobs each have lanes for.
  expect(unknown).toBeLessThanOrEqual(2 * 2 * 48);
});
