import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryState } from '../../../src/domain/sending/delivery.ts';
import type { DigestStatus } from '../../../src/domain/sending/digest-status.ts';
import { sql } from '../postgres/sql.ts';
import type { FaultRun } from './fault-run.ts';

const ended: readonly DeliveryState[] = ['sent', 'failed', 'unknown', 'suppressed', 'skipped', 'cancelled'];

/**
 * What is wrong with a digest that is over, in words; nothing when its ledger agrees with what the mail server saw:
 * each reader is in one state of the six that are for good, what is `sent` was taken once, what is `unknown` once or
 * never, anything else never, and nobody got it twice.
 */
export async function verdict(
  { run, server, deliveries }: FaultRun,
  digestId: number,
  audience: number,
  status: DigestStatus = 'finished',
): Promise<string[]> {
  const wrong: string[] = [];
  const found = await deliveries(digestId);
  if (found.size !== audience) wrong.push(`missing: ${found.size} of ${audience} readers`);
  const copies = Map.groupBy(server.taken(), ({ to }) => to);
  for (const { email, state, rows } of found.values()) {
    const taken = copies.get(email) ?? [];
    if (rows !== 1) wrong.push(`${email} is counted ${rows} times`);
    if (!ended.includes(state)) wrong.push(`missing: ${email} is left ${state}`);
    if (taken.length > 1) wrong.push(`duplicate: ${email} got ${taken.length}`);
    if (state === 'sent' && taken[0]?.answer?.startsWith('2') !== true) wrong.push(`missing: ${email}, sent`);
    if (taken.length > 0 && state !== 'sent' && state !== 'unknown')
      wrong.push(`${email} is ${state} and got it`);
  }
  const ids = server.taken().map(({ messageId }) => messageId);
  if (new Set(ids).size !== ids.length || ids.includes(''))
    wrong.push('a Message-ID came twice, or is missing');
  const [digest] = await run('SELECT status FROM digest WHERE id = $1', [digestId]);
  if (digest?.['status'] !== status) wrong.push(`the digest is ${String(digest?.['status'])}`);
  return wrong;
}

export type Looks = {
  /** Ends the looking: how often it looked, and each time that the sums were wrong. */
  end(): Promise<{ looks: number; wrong: string[] }>;
  [Symbol.asyncDispose](): Promise<void>;
};

// One statement: one moment.
const sumsSql = `
  SELECT g.id, g.planned_at IS NOT NULL AS planned,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, sum(count)::int AS n FROM digest_tally
       WHERE digest_id = g.id GROUP BY 1 HAVING sum(count) <> 0) t)::text AS counted,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*)::int AS n FROM delivery
       WHERE digest_id = g.id GROUP BY 1) t)::text AS stored,
    (SELECT count(*)::int FROM delivery WHERE digest_id = g.id) AS sum
  FROM digest g WHERE g.id = ANY ($1)`;

type Sums = { id: number; planned: boolean; counted: string; stored: string; sum: number };

/** Nothing while the database cannot be reached. */
async function lookAt(url: string, ids: readonly number[]): Promise<Sums[]> {
  return (await sql(url, sumsSql, [ids]).catch(() => [])) as Sums[];
}

/**
 * Looks at the counts of digests (by id, with the size of their audience) all the time: they agree with the deliveries
 * at every moment, and once a digest is planned they add up to its audience; before, whole chunks are there.
 */
export function watchSums({ url }: FaultRun, audiences: Readonly<Record<number, number>>): Looks {
  const wrong: string[] = [];
  let looks = 0;
  let over = false;
  async function look(): Promise<void> {
    for (const { id, planned, counted, stored, sum } of await lookAt(
      url,
      Object.keys(audiences).map(Number),
    )) {
      looks++;
      const audience = audiences[id] ?? 0;
      const adds = sum === audience || (!planned && sum % 500 === 0);
      if (counted !== stored || !adds)
        wrong.push(`${counted} counted, ${stored} stored, audience ${audience}`);
    }
  }
  async function lookOn(): Promise<void> {
    for (; !over; await wait(50)) await look();
  }
  const looking = lookOn();
  async function end() {
    over = true;
    await looking;
    return { looks, wrong };
  }
  return { end, [Symbol.asyncDispose]: async () => void (await end()) };
}
