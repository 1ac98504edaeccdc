import type { LanguageTag } from '../../domain/languages/index.ts';
import type { Choice } from '../../domain/ranking/selection.ts';
import type { DeliveryState } from '../../domain/sending/delivery.ts';
import type { Cadence } from '../../domain/time/cadence.ts';

export type PlannedDelivery = {
  subscriberId: number;
  state: 'queued' | 'skipped' | 'suppressed';
  choices: Choice[];
  /** An editor's words stand in it. */
  introduced: boolean;
  detail: string | null;
  /** Not before this moment; null: as soon as may be. */
  notBefore: Date | null;
};

/** A delivery that waits to be sent, and until when at least. */
export type QueuedDelivery = { id: string; notBefore: Date | null };

/** Enough to compose and send one delivery. */
export type BegunDelivery = {
  id: string;
  digestId: number;
  subscriberId: number;
  email: string;
  timezone: string;
  cadence: Cadence;
  language: LanguageTag;
  attempt: number;
  /** How many of the attempts before this one do not count: it was us whom the server refused. */
  waived: number;
  messageId: string;
  asOf: Date;
  /** The digest's words of an editor stand in it. */
  introduced: boolean;
  paperIds: number[];
  /** For each paper, the subject that it is there for. */
  subjectIds: number[];
  /** All subjects that the reader follows. */
  followed: number[];
};

/** One attempt at one delivery; a later one has a higher number. */
export type Attempt = { id: string; attempt: number };

export type DeliveryRow = {
  id: string;
  digestId: number;
  subscriberId: number | null;
  state: DeliveryState;
  attempt: number;
  messageId: string | null;
  nextAttemptAt: Date | null;
  sentAt: Date | null;
  detail: string | null;
};

export interface DeliveryStore {
  /** Freezes one chunk of the audience; returns those that are queued. */
  addPlanned(digestId: number, deliveries: readonly PlannedDelivery[]): Promise<QueuedDelivery[]>;
  /** Sets what was due for these readers to their next time. */
  reschedule(readers: readonly { id: number; nextDueAt: Date | null }[], asOf: Date): Promise<void>;
  /** Leases that ended in `sending` become `unknown`; returns how many. */
  expireLeases(now: Date): Promise<number>;
  /**
   * Ids of deliveries of a digest that are queued and due and that no job speaks of, at most `limit`: what a lost job
   * leaves. A retry counts as lost when it is long overdue.
   */
  stranded(digestId: number, now: Date, limit: number): Promise<string[]>;
  queuedOfDigest(digestId: number): Promise<QueuedDelivery[]>;
  /** Failed ones back to `queued`; returns their ids. */
  requeueFailed(digestId: number): Promise<string[]>;
  cancelQueued(digestId: number): Promise<number>;
  /**
   * Attempts that do not count, since the server meant us: of deliveries that are in that attempt yet and queued again
   * or failed. They are queued; returns their ids.
   */
  takeBack(digestId: number, attempts: readonly Attempt[]): Promise<string[]>;
  resolve(id: string, outcome: 'sent' | 'resend', now: Date): Promise<DeliveryRow | null>;
  /** As `resolve`, for all that are `unknown` in a digest; returns their ids. */
  resolveAll(digestId: number, outcome: 'sent' | 'resend', now: Date): Promise<string[]>;
  byId(
    id: string,
  ): Promise<
    (DeliveryRow & { asOf: Date; introduced: boolean; paperIds: number[]; subjectIds: number[] }) | null
  >;
  /**
   * When each of these was last mailed by a digest as of an earlier instant than `before`; else when they confirmed.
   */
  silentSince(subscriberIds: readonly number[], before: Date): Promise<Map<number, Date>>;
  /** Whether a digest was planned for this subscriber since the moment; one with nothing new counts too. */
  hasDigestSince(subscriberId: number, since: Date): Promise<boolean>;
  /** The last delivery that was sent to this subscriber. */
  lastSentTo(subscriberId: number): Promise<string | null>;
  /** Of one subscriber, the newest digest first; `before` is the last digest of the page before. */
  ofSubscriber(query: {
    subscriberId: number;
    before: number | null;
    limit: number;
  }): Promise<(DeliveryRow & { createdAt: Date; papers: number })[]>;
  deliveriesOfDigest(query: {
    digestId: number;
    state: DeliveryState | null;
    after: string;
    limit: number;
  }): Promise<DeliveryRow[]>;
}
