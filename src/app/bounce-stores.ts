import type { BounceKind, BounceReason } from '../domain/bounce-rules.ts';

// What PostgreSQL keeps of messages that came back.

/** How we learned of it: our receiver, the command, or a provider that posts events. */
export type BounceOrigin = 'smtp' | 'command' | BounceProvider;
export type BounceProvider = 'ses' | 'postmark' | 'mailgun' | 'sendgrid';

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

export interface BounceStore {
  /** False when the event is known: then nothing is written. */
  add(event: NewBounceEvent): Promise<boolean>;
  /** When messages to this subscriber bounced softly, since the last one that got through. */
  softSince(subscriberId: number): Promise<Date[]>;
  /** Newest first; `before` is the last id of the page before. */
  list(query: {
    kind: BounceKind | null;
    matched: boolean | null;
    before: string | null;
    limit: number;
  }): Promise<BounceEvent[]>;
  of(subscriberId: number): Promise<BounceEvent[]>;
  /** The message of an event that nobody was found for. */
  raw(id: string): Promise<Uint8Array | null>;
  /** Deletes what could not be matched and is older than `before`, and all but the newest `keep` of it. */
  forgetUnmatched(before: Date, keep: number): Promise<number>;
}
