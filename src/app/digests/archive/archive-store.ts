import type { Cadence } from '../../../domain/time/cadence.ts';
import type { Span } from '../../../domain/time/site-day.ts';

/** A past digest that everybody may read; `papers`: how many it had. */
export type ArchivedDigest = { id: number; cadence: Cadence | null; asOf: Date; papers: number };

/** Past digests with papers, less those to named addresses. */
export interface ArchiveStore {
  /**
   * Those of a stretch of time, the oldest first, `limit` of them at most; and when the nearest ones before and after
   * it were, null when there are none.
   */
  digestsOf(
    span: Span,
    limit: number,
  ): Promise<{ digests: ArchivedDigest[]; earlier: Date | null; later: Date | null }>;
}
