import { setTimeout as wait } from 'node:timers/promises';
import { goesBefore, type RetentionName, retentionNames, termsOf } from '../../domain/retention/retention.ts';
import { hourMs } from '../../domain/time/units.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Stores } from '../persistence.ts';
import { forgetUnsubscribed } from '../subscribers/erase-subscriber.ts';
import type { Thinning, TidyAsk, TidyStep } from './retention-store.ts';

/** The hours (UTC) in which a night's tidying begins. */
const night = { from: 2, to: 6 } as const;
/** Who missed the night, as a machine that is switched off then does, is tidied once it was so long ago. */
const missedMs = 26 * hourMs;
/** A run ends after so long; the rest is for the next night. */
const mostMs = 4 * hourMs;

/** How long a step's locks are to be held, and how many rows a step looks at. */
const stepMs = 25;
const size = { first: 500, least: 20, most: 5_000 } as const;
/** A pause between two steps lasts as long as the step, so that at most half of one processor is used, and no less. */
const leastPauseMs = 5;

type Ran = { startedAt: Date; endedAt: Date | null };

/**
 * Whether it is time for a night's tidying. `tidyFrom`: when the installation, or its upgrade, began to tidy at all;
 * the first one is in the night after, so that owners can say what to keep.
 */
export function isTidyingDue(last: Ran | null, tidyFrom: Date, now: Date): boolean {
  if (last !== null && last.endedAt === null) return true;
  const began = last?.startedAt ?? tidyFrom;
  const hour = now.getUTCHours();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), night.from);
  const isNight = hour >= night.from && hour < night.to && began.getTime() < today;
  return isNight || now.getTime() - began.getTime() >= missedMs;
}

/** Gives the night's tidying to a worker when it is time, and one that was cut off again. */
export async function askForTidying({
  stores,
  now,
}: Needs<'now', 'installation' | 'jobs' | 'retention'>): Promise<void> {
  const [last, tidyFrom] = [await stores.retention.lastRun(), await stores.installation.tidyFrom()];
  if (isTidyingDue(last, tidyFrom, now())) await stores.jobs.send('tidy', {}, { key: 'tidy' });
}

type Tidies = Pick<Deps, 'alone' | 'atomically' | 'log' | 'now'> &
  Needs<never, 'audit' | 'retention' | 'tidying'>;

/**
 * Tidies what is kept for long enough, some rows a transaction, until nothing is left, hours have passed or `signal` is
 * aborted. What was cut off goes on where it was. One process at a time. Between two steps it rests, so that sending
 * goes on beside it.
 */
export async function tidy(deps: Tidies, signal: AbortSignal): Promise<void> {
  await deps.alone('tidy', () => tidyAlone(deps, signal));
}

async function tidyAlone(deps: Tidies, signal: AbortSignal): Promise<void> {
  const store = deps.stores.retention;
  const last = await store.lastRun();
  const run = last !== null && last.endedAt === null ? last : await store.startRun(deps.now());
  const terms = termsOf(await store.readSaid());
  const until = performance.now() + mostMs;
  for (const name of retentionNames) {
    const before = goesBefore(terms[name], deps.now());
    if (before === null) continue;
    const task = { runId: run.id, before, until, signal };
    await (isThinning(name) ? thinOne(deps, { ...task, name }) : tidyOne(deps, { ...task, name }));
  }
  const cutShort = performance.now() >= until;
  const ended = await deps.atomically(async (stores) => {
    await stores.retention.endRun(run.id, deps.now(), cutShort);
    const whole = await stores.retention.lastRun();
    const rows = whole?.rows ?? {};
    if (Object.keys(rows).length > 0)
      await recordAction(stores, { actor: 'offprint', at: deps.now() }, 'history tidied', 'retention', rows);
    return rows;
  });
  deps.log.info({ rows: ended, cutShort }, cutShort ? 'tidied; the rest is for the next night' : 'tidied');
}

type Task<Name> = { runId: number; name: Name; before: Date; until: number; signal: AbortSignal };
type ByRow = Exclude<RetentionName, Thinning>;

function isThinning(name: RetentionName): name is Thinning {
  return name === 'signalsByDay' || name === 'signalsByWeek';
}

/** How many rows the next step looks at, and the rest after one. */
function openPace(signal: AbortSignal) {
  let most: number = size.first;
  return {
    most: () => most,
    async rest(took: number) {
      most = Math.round(Math.min(size.most, Math.max(size.least, most * Math.min(2, stepMs / took))));
      await wait(Math.max(leastPauseMs, took), undefined, { signal });
    },
  };
}

/** Finds what is too much of a span first, which takes long and locks nothing, and then removes it in steps. */
async function thinOne(deps: Tidies, { runId, name, before, until, signal }: Task<Thinning>): Promise<void> {
  const pace = openPace(signal);
  let place = await deps.stores.retention.placeOf(name);
  while (performance.now() < until) {
    const span = await deps.stores.tidying.nextThinSpan(name, { before, place });
    if (span === null) return;
    let left = span.ids;
    do {
      signal.throwIfAborted();
      const began = performance.now();
      const ids = left.slice(0, pace.most());
      left = left.slice(ids.length);
      await deps.atomically(async ({ tidying, retention }) => {
        await tidying.waitForNoDisk();
        const rows = await tidying.removeSignals(ids);
        await retention.noteTidied(runId, name, rows, left.length === 0 ? span.next : null);
      });
      await pace.rest(performance.now() - began);
    } while (left.length > 0 && performance.now() < until);
    place = span.next;
  }
}

async function tidyOne(deps: Tidies, { runId, name, before, until, signal }: Task<ByRow>): Promise<void> {
  const pace = openPace(signal);
  let place = await deps.stores.retention.placeOf(name);
  while (performance.now() < until) {
    signal.throwIfAborted();
    const began = performance.now();
    const ask: TidyAsk = { before, place, most: pace.most(), now: deps.now() };
    const step = await deps.atomically(async (stores) => {
      await stores.tidying.waitForNoDisk();
      const done = await oneStep(inTransaction(deps, stores), name, ask);
      await stores.retention.noteTidied(runId, name, done.rows, done.keep);
      return done;
    });
    if (step.next === null) return;
    place = step.next;
    await pace.rest(performance.now() - began);
  }
}

async function oneStep(
  deps: Pick<Deps, 'atomically' | 'log' | 'now'> & { stores: Stores },
  name: ByRow,
  ask: TidyAsk,
): Promise<TidyStep> {
  if (name !== 'unsubscribed') return await deps.stores.tidying.tidySome(name, ask);
  // Erasing one person takes as long as a hundred rows.
  const most = Math.max(1, Math.floor(ask.most / 100));
  const ids = await deps.stores.tidying.longUnsubscribed(ask.before, Number(ask.place ?? 0), most);
  for (const id of ids) await forgetUnsubscribed(deps.stores, id);
  return { rows: ids.length, next: ids.length < most ? null : String(ids.at(-1)), keep: null };
}

/** What would go now, by what it is, and how long that is kept. */
export async function countTidyable({
  stores,
  now,
}: Needs<'now', 'retention' | 'tidying'>): Promise<Record<RetentionName, number>> {
  const terms = termsOf(await stores.retention.readSaid());
  const counts: Partial<Record<RetentionName, number>> = {};
  for (const name of retentionNames) {
    const before = goesBefore(terms[name], now());
    counts[name] =
      before === null
        ? 0
        : await stores.tidying.countTidyable(name, before, await stores.retention.placeOf(name));
  }
  return counts as Record<RetentionName, number>;
}

/** Has things tidied now, by a worker. */
export async function tidyNow(deps: Pick<Deps, 'atomically' | 'now'>, actor: string): Promise<void> {
  await deps.atomically(async (stores) => {
    await stores.jobs.send('tidy', {}, { key: 'tidy' });
    await recordAction(stores, { actor, at: deps.now() }, 'tidying asked', 'retention');
  });
}
