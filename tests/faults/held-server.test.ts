import { expect, test } from 'vitest';
import { type FaultRun, openFaultRun } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

// A mail server that refuses us, and workers that are killed meanwhile.

const quota = { reply: '454 4.7.0 Daily message quota exceeded' };

/** The pauses are minutes and hours: has a held server tried now. */
async function tryNow({ run, deps }: FaultRun): Promise<void> {
  await run('UPDATE mail_server_hold SET next_probe_at = now() WHERE next_probe_at > now()');
  await deps.stores.serverHolds.hastenHeldJobs();
}

test.concurrent('workers that are killed while it is held leave it held, and nobody is missed or mailed twice', async () => {
  await using faults = await openFaultRun();
  const { server, deps } = faults;
  const audience = 120;
  await faults.addReaders(audience);
  server.behave = ({ at }) => (at === 'sender' && server.taken().length >= 30 ? quota : null);
  const first = await faults.startWorker();
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const [hold] = await until(async () => {
    const found = await deps.stores.serverHolds.list();
    return found.length > 0 ? found : null;
  });
  await until(async () => (await faults.digest(id)).problem?.includes('waits for a mail server') === true);
  await faults.kill(first);
  await faults.startWorker();
  await tryNow(faults);
  const tried = await until(async () => {
    const [now] = await deps.stores.serverHolds.list();
    return now !== undefined && now.pauseMs > hold!.pauseMs ? now : null;
  });
  expect(tried.since).toEqual(hold!.since);
  expect(await faults.counts(id)).toMatchObject({ audience, failed: 0 });
  server.recover();
  await until(async () => {
    await tryNow(faults);
    return (await faults.digest(id)).status === 'finished';
  });
  expect(await deps.stores.serverHolds.list()).toEqual([]);
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect((await faults.counts(id)).unknown).toBeLessThanOrEqual(20);
  expect((await looks.end()).wrong).toEqual([]);
});

test.concurrent('one that refuses each tenth message for our reason: nobody is missed or mailed twice', async () => {
  await using faults = await openFaultRun();
  const { server } = faults;
  const audience = 100;
  await faults.addReaders(audience);
  let count = 0;
  server.behave = ({ at }) =>
    at === 'sender' && ++count % 10 === 0 ? { reply: '550 5.7.1 Sender address rejected for now' } : null;
  await faults.startWorker();
  await faults.startWorker();
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  await until(async () => {
    await tryNow(faults);
    return (await faults.digest(id)).status === 'finished';
  });
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect(await faults.counts(id)).toMatchObject({ audience, sent: audience });
  expect((await looks.end()).wrong).toEqual([]);
});
