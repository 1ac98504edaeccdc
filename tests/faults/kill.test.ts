import { expect, test } from 'vitest';
import { openLocks } from '../support/postgres/locks.ts';
import { type FaultRun, gate, never, openFaultRun } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { until } from '../support/until.ts';

/** The places of one worker at one mail server. */
const places = 20;

const monthly = (n: number) => `monthly${n}@example.org`;

/**
 * Lets the server answer all but these: the first MAIL FROM, a message in its middle, one after its dot, and one whose
 * outcome cannot be written because `beforeReply` has locked its row. Resolves when all four are there.
 */
function holdAtEachStage({ server }: FaultRun, beforeReply: () => Promise<void>): Promise<unknown> {
  const sender = gate();
  const body = gate();
  const dot = gate();
  const reply = gate();
  let first = true;
  server.behave = async ({ at, to }) => {
    if (at === 'sender' && first) {
      first = false;
      sender.open();
      return never;
    }
    if (at === 'body' && to === monthly(5)) {
      body.open();
      return never;
    }
    if (at === 'dot' && to === monthly(6)) {
      dot.open();
      return never;
    }
    if (at === 'dot' && to === monthly(8)) {
      await beforeReply();
      reply.open();
    }
    return null;
  };
  return Promise.all([sender.opened, body.opened, dot.opened, reply.opened]);
}

// Side by side: most of their time they wait until a job whose worker is silent is given to another one.

test.concurrent('workers killed at every stage of planning and sending lose nobody, repeat nothing', async () => {
  await using faults = await openFaultRun();
  const { server, trigger, counts } = faults;
  await faults.addReaders(8, { name: 'monthly', cadence: 'monthly' });
  await faults.addReaders(3, { name: 'weekly', cadence: 'weekly' });
  await faults.addReaders(1_100, { name: 'daily', cadence: 'daily' });
  const locks = await openLocks(faults.url);
  const staged = holdAtEachStage(faults, () =>
    locks.lockRows('delivery', 'subscriber_id = (SELECT id FROM subscriber WHERE email = $1)', [monthly(8)]),
  );
  const workers = await Promise.all([faults.startWorker(), faults.startWorker()]);
  const sent = await trigger('monthly');
  await staged;
  await until(async () => (await faults.waitingForLocks(workers, '%UPDATE delivery%')) > 0);

  // One worker waits before the first chunk of a digest, the other one between the chunks of another.
  await locks.lockRows('subscriber', 'email = $1', ['weekly2@example.org']);
  const secondChunk = await openLocks(faults.url);
  await secondChunk.lockRows('subscriber', 'email = $1', ['daily700@example.org']);
  const unplanned = await trigger('weekly');
  const planned = await trigger('daily');
  await using looks = watchSums(faults, { [sent]: 8, [unplanned]: 3, [planned]: 1_100 });
  await until(async () => (await faults.waitingForLocks(workers, '%FOR UPDATE OF s%')) === 2);
  await until(async () => (await counts(planned)).sent === 500);
  // And then at the end of the second, when only its jobs are wanting.
  const jobs = await openLocks(faults.url);
  await jobs.lockTable('pgboss.job');
  await secondChunk.letGo();
  await until(async () => (await faults.waitingForLocks(workers, '%INSERT INTO pgboss.job%')) > 0);
  expect(await counts(unplanned)).toMatchObject({ audience: 0 });
  expect(await counts(planned)).toMatchObject({ audience: 500 });

  await faults.kill(...workers);
  await jobs.letGo();
  await locks.letGo();
  const inFlight = await faults.inState(sent, 'sending');
  const unanswered = server.mails.filter(({ wholeAt, answer }) => wholeAt !== null && answer === null);
  const answered = server.mails.filter(({ answer }) => answer !== null).map(({ to }) => to);
  server.recover();
  await faults.startWorker();
  for (const id of [sent, unplanned, planned]) await faults.finished(id);

  expect(await verdict(faults, sent, 8)).toEqual([]);
  expect(await verdict(faults, unplanned, 3)).toEqual([]);
  expect(await verdict(faults, planned, 1_100)).toEqual([]);
  expect(await counts(unplanned)).toMatchObject({ sent: 3 });
  expect(await counts(planned)).toMatchObject({ sent: 1_100 });
  // Begun and nothing given, half given, given and not answered, answered and not written.
  const unknown = await faults.inState(sent, 'unknown');
  expect(unknown).toEqual(inFlight);
  expect(unknown).toEqual(expect.arrayContaining([monthly(5), monthly(6), monthly(8)]));
  expect(unanswered.map(({ to }) => to)).toEqual([monthly(6)]);
  expect(answered).toContain(monthly(8));
  expect(unknown.filter((email) => !server.mails.some(({ to }) => to === email))).toHaveLength(1);
  expect(unknown.length).toBeLessThanOrEqual(places);
  const { looks: looked, wrong } = await looks.end();
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(20);
});

test.concurrent('a worker that was frozen past its lease says nothing more, and nobody gets two', async () => {
  await using faults = await openFaultRun();
  const { server } = faults;
  const audience = 60;
  await faults.addReaders(audience);
  const thaw = gate();
  let frozen = false;
  let dots = 0;
  // Before it freezes: two messages are given whole and others are begun, no more than that.
  server.behave = async ({ at }) => {
    if (frozen) return null;
    if (at === 'sender') return server.mails.length > 2 ? thaw.opened : null;
    if (at !== 'dot') return null;
    const first = dots++ === 0;
    await thaw.opened;
    return first ? { reply: '451 4.3.0 try later' } : null;
  };
  const sleeper = await faults.startWorker();
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  const isWhole = ({ wholeAt }: { wholeAt: number | null }) => wholeAt !== null;
  await until(() => server.mails.length > 2 && server.mails.filter(isWhole).length === 2);
  // It freezes while it writes nothing and has no lock, which would go on for as long as it sleeps.
  await until(async () => {
    sleeper.child.kill('SIGSTOP');
    const { sending } = await faults.counts(id);
    if (sending === server.mails.length && (await faults.locksOf([sleeper])) === 0) return true;
    sleeper.child.kill('SIGCONT');
    return false;
  });
  const held = await faults.inState(id, 'sending');
  const whole = server.mails.filter(isWhole).map(({ to }) => to);
  frozen = true;

  await faults.startWorker();
  await faults.finished(id);
  expect(await faults.inState(id, 'unknown')).toEqual(held);
  expect(held).toEqual(expect.arrayContaining(whole));
  const [unknown, sent] = [held.length, audience - held.length];
  expect(await faults.counts(id)).toMatchObject({ audience, unknown, sent });
  const before = await faults.deliveries(id);

  // Its replies are there when it wakes: one 451, one 250, and messages that it can go on with.
  thaw.open();
  sleeper.child.kill('SIGCONT');
  await until(() => server.mails.filter(({ answer }) => answer !== null).length >= audience);
  sleeper.child.kill('SIGTERM');
  expect(await sleeper.ended).toBe(0);
  expect(await faults.deliveries(id)).toEqual(before);
  expect(await verdict(faults, id, audience)).toEqual([]);
  expect((await looks.end()).wrong).toEqual([]);
});
