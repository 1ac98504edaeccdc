import type { Outcome } from '../../domain/sending/outcome.ts';
import type { Attempt, BegunDelivery } from '../digests/delivery-store.ts';

/** What came of one attempt. */
export type AttemptResult = { delivery: Attempt; outcome: Outcome; retryAt: Date | null; at: Date };

/**
 * The ledger while messages are on their way: each call is a transaction of its own, never part of another one, since
 * what it says must be committed before a byte is sent, and must stay whatever becomes of the caller.
 */
export interface DeliveryAttempts {
  /** The mail domain of each delivery that is queued. */
  domainsOf(ids: readonly string[]): Promise<Map<string, string>>;
  /**
   * Commits `sending`, the attempt and the Message-ID before the first byte: of the given deliveries, those that
   * are queued and due, whose digest goes on, and whose reader may still be mailed. The others of them become
   * `suppressed` or stay queued.
   */
  begin(ids: readonly string[], now: Date, leaseUntil: Date): Promise<BegunDelivery[]>;
  /** Writes what came of attempts; a delivery that is no longer in that attempt keeps what it has. */
  finish(results: readonly AttemptResult[]): Promise<void>;
  /** The worker that makes these attempts is alive. */
  renew(attempts: readonly Attempt[], leaseUntil: Date): Promise<void>;
  /** Queued deliveries that are not to be tried before `until`. */
  postpone(ids: readonly string[], until: Date): Promise<void>;
}

/** What one process writes of a digest's deliveries on their way, those of all its jobs together. */
export interface DeliveryLedger {
  /** As `DeliveryAttempts.begin`, with a lease from now on; null for a delivery that is not to be sent now. */
  begin(id: string): Promise<BegunDelivery | null>;
  /** As `DeliveryAttempts.finish`; goes on trying for as long as a lease when the database is away. */
  finish(result: AttemptResult): Promise<void>;
}
