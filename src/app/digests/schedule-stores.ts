import type { Cadence, DueRhythm } from '../../domain/time/cadence.ts';
import type { DatabaseIdentity, Progress } from '../../domain/time/restore.ts';
import type { UpcomingSlot } from '../../domain/time/upcoming.ts';

// What PostgreSQL keeps of the schedule itself: its hold, and when each reader is due.

/** While it is there, nothing is sent by schedule. */
export type Hold = { since: Date; reason: string };

export interface InstallationStore {
  /** Which database this is, as far as its server tells this account. Not to be asked inside a transaction. */
  identity(): Promise<DatabaseIdentity>;
  /** Counts one tick; no other process counts one until this transaction ends. */
  tick(): Promise<Progress & { identity: DatabaseIdentity; hold: Hold | null }>;
  /** Which database this is, to be known from now on, and at least so many ticks. */
  remember(identity: DatabaseIdentity, ticks: number): Promise<void>;
  /** Since when things are tidied by age. */
  tidyFrom(): Promise<Date>;
  hold(): Promise<Hold | null>;
  /** As `hold`, and it neither begins nor ends until this transaction does. */
  lockHold(): Promise<Hold | null>;
  /** With null, ends it, and takes the count of ticks beyond what any process can have seen. */
  setHold(hold: Hold | null): Promise<void>;
  /** Digests that were paused for this reason. */
  pausedFor(problem: string): Promise<number[]>;
  /** True for one process in `everyMs`, and when the last time lies in the future. */
  /**
   * What ids in feeds begin with, from the first time that it was asked: `fresh` and the installation's own number
   * where there were no papers then, and so no readers of feeds; else `before`, with which they have begun until then.
   */
  settleFeedIds(beginnings: { fresh: string; before: string }): Promise<string>;
  claimDueTimesCheck(now: Date, everyMs: number): Promise<boolean>;
}

export type DueReader = DueRhythm & { id: number; dueAt: Date };

/** `caughtUpAt`: what was due up to then counts as sent to this reader; null: nothing of the kind. */
export type DueMove = { id: number; nextDueAt: Date; caughtUpAt: Date | null };

/** A due time that readers with the same hour and time zone have in common. */
export type SharedDueTime = { dueAt: Date; timezone: string; hour: number };

export interface DueTimeStore {
  /** How many readers are due at `now`. */
  countDue(now: Date): Promise<number>;
  /** How many readers of each cadence are due next at each moment up to `until`. Reads all of them. */
  listSlots(until: Date): Promise<UpcomingSlot[]>;
  /** When the next digest of the schedule is due after `now`: of a cadence, or, with null, of any; null: none is. */
  nextSlotOf(cadence: Cadence | null, now: Date): Promise<Date | null>;
  /** Whether anybody is due before `before` whom no digest is being planned for. */
  hasMissed(before: Date): Promise<boolean>;
  /**
   * Readers due before `before` with ids after `after`, by id; with `unplanned`, only those whom no digest is being
   * planned for; with `cadence`, only its own. Nobody else changes them until this transaction ends.
   */
  takeOverdue(
    requested: { before: Date; unplanned: boolean; cadence?: Cadence; after: number },
    limit: number,
  ): Promise<DueReader[]>;
  /**
   * Readers of a cadence who are due later than so long after `now`, or after the pause that they are in; of those
   * whose pause ends after `pauseEnd` it is ended. Likewise, without those who are being changed.
   */
  takeFar(
    cadence: Cadence,
    latest: { now: Date; afterPauseMs: number; pauseEnd: Date },
    limit: number,
  ): Promise<(DueReader & { pausedUntil: Date | null })[]>;
  /** Gives readers other due times, as of `now`: after it no digest of theirs can have been planned. */
  setDue(moves: readonly DueMove[], now: Date): Promise<void>;
  /**
   * What was chosen for deliveries of this digest that were cancelled counts as sent: it may have been, before the
   * database was restored.
   */
  countCancelledAsSent(digestId: number): Promise<void>;
  /** Different due times up to `until`, in their order, after the given one. */
  shared(cadence: Cadence, after: SharedDueTime, until: Date, limit: number): Promise<SharedDueTime[]>;
  /** Gives readers another due time, save those who had a digest since; returns how many, at most `limit`. */
  shift(cadence: Cadence, moves: readonly (SharedDueTime & { to: Date })[], limit: number): Promise<number>;
}

/** What this process, and those before it on this machine, have seen of the installation: kept outside the database. */
export interface ScheduleMark {
  /** Null when nothing is remembered. */
  read(): Promise<Progress | null>;
  /** Never rejects: where nothing can be written, that is only logged. */
  write(progress: Progress): Promise<void>;
}
