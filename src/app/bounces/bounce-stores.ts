import type { BounceOrigin, PostOutcome } from '../../domain/bounces/bounce-origin.ts';
import type { BounceKind, BounceReason } from '../../domain/bounces/bounce-reason.ts';
import type { Returned, StopReason } from '../../domain/bounces/reputation.ts';

// What PostgreSQL keeps of messages that came back.
/** By what the subscriber was found. */
export type BounceMatch = 'return-path' | 'message-id' | 'address';

export type BounceEvent = {
  id: string;
  origin: BounceOrigin;
  kind: BounceKind;
  reason: BounceReason;
  /** An enhanced status code (RFC 3463), or empty. */
  status: string;
  subscriberId: number | null;
  deliveryId: string | null;
  /** Null: nobody was found. */
  matchedBy: BounceMatch | null;
  /** Whether the message is kept, to be looked at. */
  kept: boolean;
  at: Date;
};

export type NewBounceEvent = Omit<BounceEvent, 'id' | 'kept'> & {
  /** SHA-256 of what makes it this event. */
  eventHash: Uint8Array;
  raw: Uint8Array | null;
};
/** The posts of one provider in one minute that had the same outcome. */
export type WebhookPosts = {
  provider: string;
  minute: Date;
  outcome: PostOutcome;
  posts: number;
  /** Bounces and complaints in them. */
  events: number;
  /** Those that were new. */
  recorded: number;
  /** Why the last of them was not taken. */
  detail: string | null;
};

/** Posts of providers, counted: anybody can post, so that a row for each would be anybody's to make. */
export interface WebhookLog {
  count(
    post: Pick<WebhookPosts, 'provider' | 'outcome' | 'events' | 'recorded' | 'detail'>,
    at: Date,
  ): Promise<void>;
  /** The newest first. */
  list(limit: number): Promise<WebhookPosts[]>;
  forget(before: Date): Promise<number>;
}

export interface BounceStore {
  /** False when the event is known: then nothing is written. */
  add(event: NewBounceEvent): Promise<boolean>;
  /** When messages to this subscriber bounced softly, since the last one that got through. */
  softSince(subscriberId: number): Promise<Date[]>;
  /** Newest first; `before` is the last id of the page before. */
  list(query: {
    kind: BounceKind | null;
    matched: boolean | null;
    origin?: BounceOrigin | null;
    before: string | null;
    limit: number;
  }): Promise<BounceEvent[]>;
  of(subscriberId: number): Promise<BounceEvent[]>;
  /** The message of an event that nobody was found for. */
  raw(id: string): Promise<Uint8Array | null>;
  /** Deletes what could not be matched and is older than `before`, and all but the newest `keep` of it. */
  forgetUnmatched(before: Date, keep: number): Promise<number>;
}

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
  /** Takes from these deliveries, which are sent next, as many as the digest's sample has room for. */
  sample(digestId: number, deliveryIds: readonly string[]): Promise<void>;
  /**
   * Counts a hard bounce or a complaint against the digest of a delivery, and resolves with what it comes to; null when
   * the delivery was counted before, by what `BounceStore` has of it, or its digest was planned before there were counts.
   */
  count(deliveryId: string, kind: 'hard' | 'complaint'): Promise<DigestReturns | null>;
  of(digestId: number): Promise<DigestReturns | null>;
  noteStop(digestId: number, reason: StopReason): Promise<void>;
}
