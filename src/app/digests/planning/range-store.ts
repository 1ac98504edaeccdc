import type { Digest } from '../digest-store.ts';

/** A part of an audience, by the ids of its readers: those after the cursor, up to the last one, are still to plan. */
export type PlanRange = { digestId: number; number: number; cursor: number; lastId: number };

/** The ranges of digests that are being planned. */
export interface RangeStore {
  /**
   * Cuts the audience after the digest's cursor into at most `most` ranges of as many readers each, and at least
   * `least`. Returns how many: none when that is too few for two.
   */
  cutAudience(digest: Digest, size: { most: number; least: number }): Promise<number>;
  /** Into how many a digest was cut, planned ones too; none once all of it is planned or cancelled. */
  countRanges(digestId: number): Promise<number>;
  /**
   * Of the ranges that have readers left and that no other planner has, the one of which the fewest were planned;
   * nobody else gets it until this transaction ends. Waits for who holds them all.
   */
  lockFreeRange(digestId: number): Promise<PlanRange | null>;
  /** Waits for the chunks in hand: until this transaction ends, no range of the digest goes on. */
  holdRanges(digestId: number): Promise<void>;
  moveRange(range: PlanRange, cursor: number, planned: number): Promise<void>;
  /** Sets a digest that is `planning`, and was cut, to `sending` if all of its ranges are planned; false otherwise. */
  endPlanning(digestId: number, now: Date): Promise<boolean>;
}
