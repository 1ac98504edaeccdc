import type { RetentionName } from '../../domain/retention/retention.ts';

/** One night's tidying, or one that an owner asked for. */
export type TidyRun = {
  id: number;
  startedAt: Date;
  /** Null: it is running, or was cut off and goes on. */
  endedAt: Date | null;
  /** How many rows went, by what they are. */
  rows: Partial<Record<RetentionName, number>>;
  /** It took as long as a night may, and goes on in the next one. */
  cutShort: boolean;
};

/** How long things are kept, as owners have said, and what was tidied. */
export interface RetentionStore {
  /** What differs from the usual, in days; 0: for ever. */
  readSaid(): Promise<Partial<Record<string, number>>>;
  /** Exactly this differs from the usual from now on. */
  writeSaid(said: Partial<Record<RetentionName, number>>): Promise<void>;
  /** How many rows were ever tidied, by what they are. */
  totals(): Promise<Map<string, number>>;
  /** The last run, null before the first one. */
  lastRun(): Promise<TidyRun | null>;
  startRun(at: Date): Promise<TidyRun>;
  /** Adds to what went in a run, and keeps the place up to where all is tidied; null: it has none. */
  noteTidied(runId: number, name: RetentionName, rows: number, place: string | null): Promise<void>;
  placeOf(name: RetentionName): Promise<string | null>;
  endRun(runId: number, at: Date, cutShort: boolean): Promise<void>;
}

/** What one step has done. */
export type TidyStep = {
  /** Rows that went. */
  rows: number;
  /** Where the next step goes on; null: nothing is left. */
  next: string | null;
  /** Up to where all is tidied for good, to be kept; null: as it was. */
  keep: string | null;
};

/** What is asked of a step: `place` is where it begins, null at the beginning; about `most` rows are looked at. */
export type TidyAsk = { before: Date; place: string | null; most: number; now: Date };

/** Signals are thinned by spans of time; all else goes row by row. */
export type Thinning = Extract<RetentionName, 'signalsByDay' | 'signalsByWeek'>;

/** What is too much of a span: `next` is where the one after it begins, or the same one while there is more of it. */
export type ThinSpan = { ids: number[]; next: string };

/** What goes by age, some rows at a time. Each step is one transaction of its caller, and short. */
export interface TidyStore {
  /**
   * This transaction does not wait for the disk when it ends, so that its locks do not either: after a crash of the
   * database the last steps may not have been, whole, and are done again.
   */
  waitForNoDisk(): Promise<void>;
  /** All but `unsubscribed`, of whom a use case must know, and signals. */
  tidySome(name: Exclude<RetentionName, 'unsubscribed' | Thinning>, ask: TidyAsk): Promise<TidyStep>;
  /**
   * Which signals of the next span are too many: the last one of each paper and source stays. Null: no span is old
   * enough. Reads the whole span, so it is to be asked outside of a transaction that holds locks.
   */
  nextThinSpan(by: Thinning, ask: Pick<TidyAsk, 'before' | 'place'>): Promise<ThinSpan | null>;
  /** Returns how many went. */
  removeSignals(ids: readonly number[]): Promise<number>;
  /** Readers who unsubscribed before then, by their ids, after `after`; they are locked. */
  longUnsubscribed(before: Date, after: number, most: number): Promise<number[]>;
  /** How many rows would go now. */
  countTidyable(name: RetentionName, before: Date, place: string | null): Promise<number>;
}
