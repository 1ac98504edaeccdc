import type { DeliveryState, DigestCounts } from '../../domain/sending/delivery.ts';
import type { DeliveryRow } from './delivery-store.ts';

/** Readers of a digest at one mail domain; null: at all other domains, and those who were erased. */
export type DomainCounts = { domain: string | null; counts: DigestCounts };

/** Deliveries that ended, or wait for another attempt, for one reason; numbers and ids in the words are left out. */
export type ReplyGroup = { state: 'failed' | 'unknown' | 'queued'; reply: string; count: number };

/** A delivery with the address of its reader, null after the reader was erased. */
export type AddressedDelivery = DeliveryRow & { email: string | null };

export type DeliveryQuery = {
  digestId: number;
  state: DeliveryState | null;
  /** A mail domain, in lower case. */
  domain: string | null;
  /** The id of the last one of the page before. */
  after: string;
  limit: number;
};

/** A digest with deliveries that failed, and what servers said to most of them. */
export type FailedDigest = { digestId: number; failed: number; reply: string };

/**
 * Deliveries that wait for another attempt or for their reader's hour, how many for the latter alone, and when the
 * first and the last of them is due; null without any.
 */
export type Waiting = { count: number; untried: number; first: Date | null; last: Date | null };

export interface DigestReportStore {
  waitingOf(digestId: number): Promise<Waiting>;
  /** Of digests since a moment, those of which deliveries failed, the newest first. */
  failures(since: Date, most: number): Promise<FailedDigest[]>;
  /** The domains with the most readers of a digest, most first, then all others together. Reads all its deliveries. */
  domains(digestId: number, most: number): Promise<DomainCounts[]>;
  /** The most frequent reasons why deliveries failed, are unknown, or wait for another attempt. */
  replies(digestId: number, most: number): Promise<ReplyGroup[]>;
  /** By id. */
  deliveries(query: DeliveryQuery): Promise<AddressedDelivery[]>;
  /** What came of the messages of digests since then; `messages`: those that were handed over. */
  reputation(since: Date): Promise<{ messages: number; hardBounces: number; complaints: number }>;
}
