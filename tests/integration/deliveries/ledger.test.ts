import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import type { Deps } from '../../../src/app/deps.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { deliveryStates } from '../../../src/domain/sending/delivery.ts';
import { wrongInLists } from '../../support/delivery-lists.ts';
import { openSending, type Sending } from '../../support/mail/sending.ts';
import { addManyReaders } from '../../support/readers.ts';
import { until } from '../../support/until.ts';

let sending: Sending;
let deps: Deps;
beforeAll(async () => {
  sending = await openSending();
  ({ deps } = sending);
});
afterAll(() => sending.close());
beforeEach(() => sending.reset());

/** A planned digest for so many readers. */
async function planned(readers: number): Promise<number> {
  const confirmedAt = new Date(sending.now.getTime() - 3_600_000);
  await addManyReaders(sending.service.databaseUrl, readers, { dueAt: sending.now, confirmedAt });
  const { id } = await triggerDigest(deps, { origin: 'api' });
  await planDigest(deps, id);
  return id;
}

const readers = 120;
/** Deliveries of one job: few, so that their page has room for their versions. */
const atOnce = 4;

test('a delivery on its way changes its row, and no index', async () => {
  // Before: what other tests have changed is told of late, too.
  const changes = async () => {
    await sending.run('SELECT pg_stat_force_next_flush()');
    const [row] = await sending.run(
      `SELECT n_tup_upd::int AS all, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'delivery'`,
    );
    return row as { all: number; hot: number };
  };
  const before = await changes();
  const id = await planned(readers);
  const ids = await sending.queued(id);
  while (ids.length > 0) await sending.send(id, { ids: ids.splice(0, atOnce) });
  expect(await sending.counts(id)).toMatchObject({ audience: readers, sent: readers });
  // Each became `sending` and `sent`; connections say so a second after they are idle.
  const { all, hot } = await until(async () => {
    const now = await changes();
    return now.all - before.all >= 2 * readers ? now : null;
  });
  expect(all - before.all).toBe(2 * readers);
  // None would be, were a single index written. How many are not depends on whether old versions could be pruned before
  // their page was full, while other work is seen: `bench send` tells it.
  expect((hot - before.hot) / (all - before.all)).toBeGreaterThan(0.5);
});

test('what is kept beside deliveries follows every change of them, by whom it may be', async () => {
  await planned(64);
  const [first] = await sending.run('SELECT min(id)::int AS id FROM delivery');
  const start = Number(first!['id']);
  const set = (states: string) =>
    sending.run(
      `UPDATE delivery SET state = ($1::text[])[1 + ${states}]::delivery_state, attempt = 1, message_id = id || '@test',
         lease_until = now() + id % 3 * interval '1 second',
         next_attempt_at = CASE WHEN id % 5 < 2 THEN now() + id % 5 * interval '1 hour' END
       WHERE id <> $2`,
      [deliveryStates, start],
    );
  // From each state to each.
  for (const states of [`(id - ${start}) % 8`, `(id - ${start}) / 8 % 8`, `(id - ${start}) % 8`]) {
    await set(states);
    expect(await wrongInLists(sending.run)).toEqual([]);
  }
  await sending.run('UPDATE delivery SET next_attempt_at = now(), lease_until = now()');
  expect(await wrongInLists(sending.run)).toEqual([]);
  await sending.run('DELETE FROM delivery WHERE id % 3 = 0');
  expect(await wrongInLists(sending.run)).toEqual([]);
  await sending.run('TRUNCATE delivery CASCADE');
  const kept = await sending.run(
    'SELECT delivery_id FROM delivery_by_state UNION ALL SELECT id FROM delivery_lease',
  );
  expect(kept).toEqual([]);
});

test('leases that are over are forgotten, those that were renewed hold', async () => {
  const id = await planned(3);
  const ids = await sending.queued(id);
  const at = (seconds: number) => new Date(sending.now.getTime() + seconds * 1_000);
  await deps.attempts.begin(ids, at(0), at(60));
  await deps.attempts.renew([{ id: ids[0]!, attempt: 1 }], at(120));
  await deps.attempts.finish([
    {
      delivery: { id: ids[1]!, attempt: 1 },
      outcome: { kind: 'sent', reply: '250 Ok' },
      retryAt: null,
      at: at(1),
    },
  ]);
  const sweepAt = async (seconds: number) => {
    sending.later(seconds);
    await sweep(deps);
    const rows = await sending.run('SELECT state::text FROM delivery ORDER BY id');
    expect(await wrongInLists(sending.run)).toEqual([]);
    const [leases] = await sending.run('SELECT count(*)::int AS n FROM delivery_lease');
    return [...rows.map(({ state }) => state), leases!['n']];
  };
  expect(await sweepAt(59)).toEqual(['sending', 'sent', 'sending', 2]);
  expect(await sweepAt(61)).toEqual(['sending', 'sent', 'unknown', 1]);
  expect(await sweepAt(121)).toEqual(['unknown', 'sent', 'unknown', 0]);
});
