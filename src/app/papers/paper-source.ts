import type { IncomingPaper } from '../../domain/papers/paper.ts';
import type { PaperReference } from '../../domain/papers/paper-reference.ts';
import type { HttpValidators, SourceName } from '../../domain/papers/paper-source.ts';

/** Everything one visit to a source brought. */
export type SourceHarvest = {
  papers: IncomingPaper[];
  /** To be remembered in the transaction that stores `papers`. */
  validators: HttpValidators[];
  requests: number;
  /** Answers that said "not modified". */
  notModified: number;
  /** What a person should know of a visit that went well, a sentence each. */
  notices: string[];
};

/** What a paper is known by at other places. */
export type NamedPaper = { arxivId: string | null; doi: string | null; title: string };

/** What a source needs to remember between runs, kept where all processes see it. */
export interface SourceMemory {
  /**
   * Reserves the next moment at which `source` may be asked, `intervalMs` after the one before it,
   * over all processes and restarts. Rejects with a DomainError `unavailable` while the source is blocked.
   */
  reserve(source: SourceName, intervalMs: number): Promise<Date>;
  /** After a refusal: no request to `source` before `until`. */
  block(source: SourceName, until: Date): Promise<void>;
  validators(url: string): Promise<HttpValidators | null>;
  /** Those of the newest papers here that have an arXiv id or a DOI, the newest first. */
  newestPapers(limit: number): Promise<NamedPaper[]>;
}

/** A source of papers. Rejects with a DomainError `unavailable` in one clear line; then nothing was stored. */
export interface PaperSource {
  readonly name: SourceName;
  /**
   * What is new since `since` (null on the first visit). With `backfill` the source answers for the whole
   * span from `since`, whatever its cheaper channels hold. `wanted` are arXiv ids that lack details here; `known` says
   * which of some arXiv ids are stored.
   */
  harvest(input: {
    since: Date | null;
    backfill: boolean;
    wanted: readonly string[];
    known(arxivIds: readonly string[]): Promise<ReadonlySet<string>>;
    now: Date;
    signal: AbortSignal;
  }): Promise<SourceHarvest>;
}

/**
 * Fetches one paper from the source that its id is of, whether or not that is visited as a rule. `paper` null: the
 * source does not know it; `sources` empty: none of those that can be asked has such ids. Rejects with a DomainError
 * `unavailable` in one clear line.
 */
export type LookUpPaper = (
  reference: PaperReference,
  signal: AbortSignal,
) => Promise<{ paper: IncomingPaper | null; sources: readonly SourceName[] }>;
