import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openFaultRun, type Worker } from '../support/processes/fault-run.ts';
import { verdict, watchSums } from '../support/processes/verdict.ts';
import { seeded } from '../support/seeded.ts';
import { until } from '../support/until.ts';

/** More of them say more: FAULT_KILLS=20 takes about a minute. */
const kills = Number(process.env['FAULT_KILLS'] ?? 5);
/** So many that the last of them comes in mid-digest, too. */
const audience = 1_000 + 200 * kills;
/** What one worker can have begun and not yet written: two jobs, each with as many lanes. */
const mostInHand = 2 * 48;
/** The longest that an outcome waits to be written, with room for a busy machine. */
const writtenWithin = 3_000;

// FAULT_SEED repeats the moments of a run, as far as a machine can repeat them.
const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

type Kill = { at: number; open: Set<string> };

test(`${kills} kills at random moments of a digest lose nobody and repeat nothing (FAULT_SEED=${seed})`, async () => {
  await using faults = await openFaultRun();
  const random = seeded(seed);
  const { server } = faults;
  await faults.addReaders(audience);
  // Three, killed in turn, each replaced at once: a process takes longer to start than this digest to be sent.
  const alive: Promise<Worker>[] = [faults.startWorker(), faults.startWorker(), faults.startWorker()];
  await Promise.all(alive);
  const id = await faults.trigger();
  await using looks = watchSums(faults, { [id]: audience });
  await until(() => server.mails.length > 0);

  const killed: Kill[] = [];
  for (let turn = 0; turn < kills; turn++) {
    const worker = await alive.shift();
    if (worker === undefined) throw new Error('no worker is left');
    await wait(random() * 600);
    const at = Date.now();
    await faults.kill(worker);
    alive.push(faults.startWorker());
    // Unknown as well: the sweep can have been faster.
    const open = [await faults.inState(id, 'sending'), await faults.inState(id, 'unknown')];
    killed.push({ at, open: new Set(open.flat()) });
  }
  await Promise.all(alive);
  await faults.finished(id);

  expect(await verdict(faults, id, audience)).toEqual([]);
  const unknown = await faults.inState(id, 'unknown');
  expect(await faults.counts(id)).toMatchObject({ audience, sent: audience - unknown.length });
  expect(unknown.length).toBeLessThanOrEqual(kills * mostInHand);
  // Each was in hand at a kill: not begun, not whole or not answered, or answered just before.
  const inHand = (email: string) => {
    const mail = server.mails.find(({ to }) => to === email);
    return killed.some(({ at, open }) => open.has(email) && at - (mail?.answeredAt ?? at) < writtenWithin);
  };
  expect(unknown.filter((email) => !inHand(email))).toEqual([]);
  const { looks: looked, wrong } = await looks.end();
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(20);
});
