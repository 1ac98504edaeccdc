import { latestPauseEnd } from '../../domain/subscribers/pause.ts';
import { type Cadence, cadences, nextDue } from '../../domain/time/cadence.ts';
import {
  byTodaysRules,
  dueAfterSlot,
  lastDueUpTo,
  latestDue,
  missedBefore,
  nextDueOf,
  nextHour,
} from '../../domain/time/schedule.ts';
import { hourMs } from '../../domain/time/units.ts';
import type { Deps, Needs } from '../deps.ts';
import type { DueMove, DueReader, SharedDueTime } from './schedule-stores.ts';

/** Readers moved in one transaction. */
const chunk = 1_000;

/** How often due times are held against the clock and the rules of time zones. */
const checkEveryMs = hourMs;
/** How far ahead: several times as far as until the next check, as new rules can bring a reader's hour forward. */
const checkAheadMs = 4 * checkEveryMs;

/** After an outage: whoever missed an hour is due at the next one. Returns how many readers that moved. */
export async function moveMissed(deps: Needs<'atomically' | 'now', 'dueTimes'>): Promise<number> {
  const now = deps.now();
  const before = missedBefore(now);
  if (!(await deps.stores.dueTimes.hasMissed(before))) return 0;
  return await moveOverdue(deps, { before, unplanned: true }, (reader) => ({
    id: reader.id,
    nextDueAt: nextHour(now, reader),
    caughtUpAt: null,
  }));
}

/**
 * Leaves out what is due, as if it had been sent: everybody's next digest is the one after it, with what is new since.
 * Returns how many readers that moved.
 */
export async function skipDue(deps: Pick<Deps, 'atomically' | 'now'>): Promise<number> {
  const now = deps.now();
  const before = new Date(now.getTime() + 1);
  return await moveOverdue(deps, { before, unplanned: false }, (reader) => ({
    id: reader.id,
    nextDueAt: nextDue(now, reader),
    caughtUpAt: lastDueUpTo(now, reader.dueAt, reader),
  }));
}

/** Leaves out a slot of which the digest was cancelled before all of its readers were planned. */
export async function skipSlot(
  deps: Pick<Deps, 'atomically' | 'now'>,
  cadence: Cadence,
  slot: Date,
): Promise<void> {
  const now = deps.now();
  const before = new Date(slot.getTime() + 1);
  await moveOverdue(deps, { before, unplanned: false, cadence }, (reader) => ({
    id: reader.id,
    nextDueAt: dueAfterSlot(slot, now, reader),
    caughtUpAt: null,
  }));
}

async function moveOverdue(
  deps: Pick<Deps, 'atomically' | 'now'>,
  which: { before: Date; unplanned: boolean; cadence?: Cadence },
  move: (reader: DueReader) => DueMove,
): Promise<number> {
  const now = deps.now();
  let moved = 0;
  for (let after = 0; ; ) {
    const readers = await deps.atomically(async ({ dueTimes }) => {
      const found = await dueTimes.takeOverdue({ ...which, after }, chunk);
      await dueTimes.setDue(found.map(move), now);
      return found;
    });
    const last = readers.at(-1);
    if (last === undefined) return moved;
    moved += readers.length;
    after = last.id;
  }
}

/**
 * Sets right what the clock or a zone's new rules made wrong, once an hour over all processes: due times that only a
 * clock far ahead can have set, and those of the next hours that are not at the reader's hour any more. Returns how
 * many readers that moved.
 */
export async function correctDueTimes(
  deps: Needs<'atomically' | 'log' | 'now', 'dueTimes' | 'installation'>,
): Promise<number> {
  const now = deps.now();
  if (!(await deps.stores.installation.claimDueTimesCheck(now, checkEveryMs))) return 0;
  let moved = 0;
  for (const cadence of cadences) {
    moved += await bringNear(deps, cadence);
    moved += await followRules(deps, cadence);
  }
  if (moved > 0)
    deps.log.warn({ readers: moved }, 'set due times right after a change of the clock or of a time zone');
  return moved;
}

async function bringNear(deps: Pick<Deps, 'atomically' | 'now'>, cadence: Cadence): Promise<number> {
  const now = deps.now();
  const latest = {
    pauseEnd: latestPauseEnd(now),
    afterPauseMs: latestDue(now, cadence).getTime() - now.getTime(),
  };
  for (let moved = 0; ; ) {
    const found = await deps.atomically(async ({ dueTimes }) => {
      const readers = await dueTimes.takeFar(cadence, { now, ...latest }, chunk);
      await dueTimes.setDue(
        readers.map((reader) => ({ id: reader.id, nextDueAt: nextDueOf(reader, now), caughtUpAt: null })),
        now,
      );
      return readers.length;
    });
    if (found === 0) return moved;
    moved += found;
  }
}

async function followRules(deps: Needs<'now', 'dueTimes'>, cadence: Cadence): Promise<number> {
  const { dueTimes } = deps.stores;
  const now = deps.now();
  const until = new Date(now.getTime() + checkAheadMs);
  let last: SharedDueTime = { dueAt: new Date(now.getTime() + 1), timezone: '', hour: -1 };
  for (let moved = 0; ; ) {
    const times = await dueTimes.shared(cadence, last, until, chunk);
    const moves = times
      .map((time) => ({ ...time, to: byTodaysRules(time.dueAt, time) }))
      .filter(({ dueAt, to }) => dueAt.getTime() !== to.getTime());
    for (let shifted = chunk; moves.length > 0 && shifted === chunk; moved += shifted)
      shifted = await dueTimes.shift(cadence, moves, chunk);
    const next = times.at(-1);
    if (next === undefined || times.length < chunk) return moved;
    last = next;
  }
}
