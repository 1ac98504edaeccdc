import { expect, test } from 'vitest';
import { openFaultRun } from '../support/processes/fault-run.ts';
import { verdict } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

test('a planned send that two workers take up at its moment, and are killed over, goes out once', async () => {
  await using faults = await openFaultRun();
  const audience = 1_500;
  await faults.addReaders(audience);
  const workers = await Promise.all([faults.startWorker(), faults.startWorker()]);
  const sendAt = new Date(Date.now() + 1_000);
  const id = await faults.announce({ sendAt });
  expect((await faults.digest(id)).status).toBe('planned');
  await until(async () => (await faults.counts(id)).sent > 0);
  expect(Date.now()).toBeGreaterThanOrEqual(sendAt.getTime());
  await faults.kill(...workers);
  expect((await faults.counts(id)).sent).toBeLessThan(audience);
  await Promise.all([faults.startWorker(), faults.startWorker()]);
  await faults.finished(id);
  expect(await verdict(faults, id, audience)).toEqual([]);
});

test('one whose moment comes while nobody runs goes out when somebody is back', async () => {
  await using faults = await openFaultRun();
  await faults.addReaders(20);
  const sendAt = new Date(Date.now() + 500);
  const id = await faults.announce({ sendAt });
  await until(async () => Date.now() > sendAt.getTime());
  await Promise.all([faults.startWorker(), faults.startWorker()]);
  await faults.finished(id);
  expect(await verdict(faults, id, 20)).toEqual([]);
});
