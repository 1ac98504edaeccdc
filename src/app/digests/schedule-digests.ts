import { type Cadence, dueSlot } from '../../domain/time/cadence.ts';
import type { CatchUp } from '../../domain/time/schedule.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Digest } from './digest-store.ts';
import { correctDueTimes, moveMissed } from './move-due-times.ts';
import { watchDatabase } from './schedule-hold.ts';
import type { ScheduleMark } from './schedule-stores.ts';

export type ScheduleOptions = {
  /** When readers who are overdue by more than an hour get their digest. */
  catchUp?: CatchUp;
  mark?: ScheduleMark;
};

/** Remembers nothing: for a caller that ticks once. */
const noMark: ScheduleMark = { read: async () => null, write: async () => undefined };

/**
 * The scheduler's tick: one digest for each cadence of which somebody is due. Any number of processes may tick in
 * the same minute; the slot belongs to the first (a unique index), the others create nothing. Whoever became due
 * while everything was down is due now or at the next hour, once. While the schedule is held, it creates nothing.
 */
export async function scheduleDigests(
  deps: Needs<'atomically' | 'log' | 'now', 'digests' | 'dueTimes' | 'installation'>,
  options: ScheduleOptions = {},
): Promise<number[]> {
  const { catchUp = 'now', mark = noMark } = options;
  const { hold, progress } = await watchDatabase(deps, mark);
  if (hold !== null) return [];
  await correctDueTimes(deps);
  if (catchUp === 'next-hour') {
    const readers = await moveMissed(deps);
    if (readers > 0) deps.log.info({ readers }, 'after an outage: these readers wait for their next hour');
  }
  const now = deps.now();
  const slot = dueSlot(now);
  const created: number[] = [];
  for (const cadence of await deps.stores.digests.dueCadences(slot)) {
    const digest = await createDigest(deps, cadence, slot, now);
    if (digest === null) continue;
    created.push(digest.id);
    deps.log.info({ digestId: digest.id, cadence, slot: slot.toISOString() }, 'a digest is due');
  }
  const last = created.at(-1);
  if (last !== undefined) await mark.write({ ...progress, digestId: last });
  return created;
}

async function createDigest(
  deps: Pick<Deps, 'atomically'>,
  cadence: Cadence,
  slot: Date,
  now: Date,
): Promise<Digest | null> {
  return await deps.atomically(async (stores) => {
    // Another process may have found since that the database was restored.
    if ((await stores.installation.lockHold()) !== null) return null;
    const kept = await stores.nextWords.nextWordsOf(cadence, now);
    const made = await stores.digests.create({
      origin: 'schedule',
      cadence,
      slot,
      asOf: now,
      topicIds: [],
      subscriberIds: [],
      targeted: false,
      words: kept === null || Object.keys(kept.words).length === 0 ? null : kept.words,
      carried: kept?.carried ?? null,
      nextWordsId: kept?.id ?? null,
      idempotencyKey: null,
      requestHash: null,
      createdAt: now,
    });
    if (made !== null) await stores.jobs.send('plan-digest', { digestId: made.id }, { key: String(made.id) });
    return made;
  });
}
