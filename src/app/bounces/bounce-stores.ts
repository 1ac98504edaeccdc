import type { BounceMatch } from '../../domain/bounces/bounce-match.ts';
import type { BounceOrigin, PostOutcome } from '../../domain/bounces/bounce-origin.ts';
import type { BounceKind, BounceReason } from '../../domain/bounces/bounce-reason.ts';

// What PostgreSQL keeps of messages that came back.
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

/** Posts of providers, as counts: anybody can post, so with a row for each anybody could fill the table. */
export interface WebhookLog {
  countPost(
    post: Pick<WebhookPosts, 'provider' | 'outcome' | 'events' | 'recorded' | 'detail'>,
    at: Date,
  ): Promise<void>;
  /** The newest first. */
  listPosts(limit: number): Promise<WebhookPosts[]>;
  /** Notes that a token signed a post, both by their hashes; false when it signed another one before. */
  useToken(
    used: { provider: string; tokenHash: Uint8Array; bodyHash: Uint8Array },
    at: Date,
  ): Promise<boolean>;
  forgetTokens(before: Date): Promise<void>;
}

export interface BounceStore {
  /** False when the event is known: then nothing is written. */
  recordEvent(event: NewBounceEvent): Promise<boolean>;
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
  eventsOf(subscriberId: number): Promise<BounceEvent[]>;
  /** Those who are `bounced`, and became so by what came back of a digest, or was refused while it was sent. */
  barredBy(digestId: number): Promise<number[]>;
  /** The message of an event that nobody was found for. */
  raw(id: string): Promise<Uint8Array | null>;
  /** Deletes what could not be matched and is older than `before`, and all but the newest `keep` of it. */
  forgetUnmatched(before: Date, keep: number): Promise<number>;
}
