import type { SuppressedLine, SuppressionKind, SuppressionReason } from '../../domain/bounces/suppression.ts';

export type Suppression = {
  id: number;
  /** Null when it is a domain's, or the person was erased. */
  email: string | null;
  /** In lower case; null when it is an address's. */
  domain: string | null;
  reason: SuppressionReason;
  note: string | null;
  createdAt: Date;
};

export interface SuppressionStore {
  /** Whether the address, or its domain, must not be mailed. */
  isSuppressed(email: string): Promise<boolean>;
  suppress(
    email: string,
    reason: Suppression['reason'],
    options?: { note?: string | null; keepAddress?: boolean },
  ): Promise<Suppression>;
  /** All addresses at exactly this domain, which is in lower case. */
  suppressDomain(domain: string, options?: { note?: string | null }): Promise<Suppression>;
  /**
   * All of these; of each address and each domain the first reason stands. Returns how many were not suppressed before.
   */
  suppressAll(lines: readonly SuppressedLine[]): Promise<number>;
  list(query: { after: number; limit: number }): Promise<Suppression[]>;
  /** Those that fit, the newest first; `before` is the last id of the page before. */
  find(query: {
    kind: SuppressionKind | null;
    reason: Suppression['reason'] | null;
    before: number | null;
    limit: number;
  }): Promise<Suppression[]>;
  /** Why an address must not be mailed: its own suppression, by its hash, and that of its domain. */
  suppressionsOf(email: string): Promise<Suppression[]>;
  /** The suppression that was lifted; null when there is none. */
  lift(id: number): Promise<Suppression | null>;
}
