import type { Returned, StopReason } from '../../domain/bounces/reputation.ts';

/** What came back of one digest. */
export type DigestReturns = Pick<
  Returned,
  'sample' | 'sampleHardBounces' | 'sampleComplaints' | 'complaints'
> & {
  digestId: number;
  /** Of the whole digest. */
  hardBounces: number;
  /** For what it was stopped. */
  stops: StopReason[];
};

export interface ReturnStore {
  /**
   * Takes from these deliveries, which are sent next, as many as the digest's sample has room for. True when the sample
   * is full with them.
   */
  takeSample(digestId: number, deliveryIds: readonly string[]): Promise<boolean>;
  /**
   * Counts a hard bounce or a complaint against the digest of a delivery, and resolves with what it comes to; null when
   * the delivery was counted before, by what `BounceStore` has of it, or its digest was planned before there were
   * counts.
   */
  countReturn(deliveryId: string, kind: 'hard' | 'complaint'): Promise<DigestReturns | null>;
  returnsOf(digestId: number): Promise<DigestReturns | null>;
  noteStop(digestId: number, reason: StopReason): Promise<void>;
}
