import type { Vote } from '../../domain/papers/feedback.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import type { Weight } from '../../domain/papers/subject.ts';
import type { ToldTrend } from '../../domain/papers/trend.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { ReaderHistory } from '../../domain/ranking/reader-history.ts';
import type { DigestCounts } from '../../domain/sending/delivery.ts';
import type { DigestStatus } from '../../domain/sending/digest-status.ts';
import type { WordsByLanguage } from '../../domain/sending/editors-words.ts';
import type { Cadence, Rhythm } from '../../domain/time/cadence.ts';

export type Digest = {
  id: number;
  origin: string;
  cadence: Cadence | null;
  slot: Date | null;
  status: DigestStatus;
  asOf: Date;
  topicIds: number[];
  subscriberIds: number[];
  /** Meant for named addresses only; not shown in the archive. */
  targeted: boolean;
  /** Narrows the audience to those who have one of these tags, or whose mails are in this language. */
  tagIds: number[];
  language: string | null;
  /** Of an announcement: what it says, in Markdown; null: it brings papers. */
  body: string | null;
  /** Of an announcement. */
  subject: string | null;
  /** Of one that brings papers: what an editor says in it; null: nothing. */
  words: WordsByLanguage | null;
  /** The collection that it carries; null: none. */
  carried: Carried | null;
  /** Which of those kept for the next digests of a cadence words and collection are: a reader is given these once. */
  nextWordsId: number | null;
  /** When a planned one goes out; null: it was sent at once. */
  sendAt: Date | null;
  /** The time zone in which that was said. */
  sendZone: string | null;
  /** The day, as its midnight in UTC, on which each reader gets it at their own hour; null: all at the same time. */
  sendOn: Date | null;
  planCursor: number;
  plannedAt: Date | null;
  finishedAt: Date | null;
  problem: string | null;
  createdAt: Date;
  /** Since when its deliveries are no longer kept; the counts are. */
  tidiedAt: Date | null;
};

/** Whom a digest is for. */
export type Audience = Pick<
  Digest,
  | 'origin'
  | 'cadence'
  | 'slot'
  | 'topicIds'
  | 'subscriberIds'
  | 'targeted'
  | 'tagIds'
  | 'language'
  | 'body'
  | 'sendAt'
  | 'createdAt'
>;

export type NewDigest = Pick<
  Digest,
  'origin' | 'cadence' | 'slot' | 'asOf' | 'topicIds' | 'subscriberIds' | 'targeted'
> &
  Partial<
    Pick<
      Digest,
      | 'tagIds'
      | 'language'
      | 'body'
      | 'subject'
      | 'words'
      | 'carried'
      | 'nextWordsId'
      | 'sendAt'
      | 'sendZone'
      | 'sendOn'
    >
  > & {
    idempotencyKey: string | null;
    requestHash: Uint8Array | null;
    createdAt: Date;
  };

/** One reader while a digest is planned. */
export type AudienceMember = Rhythm & {
  id: number;
  /** By the look-back of which cadence papers are chosen: another than the reader's own after a pause (`reachOf`). */
  reach: Cadence;
  suppressed: boolean;
  /** The digest's words of an editor are new to this reader. */
  introduce: boolean;
  nextDueAt: Date | null;
  /** When a reader who wants notes on quiet days was last mailed, or confirmed; null for one who does not. */
  silentSince: Date | null;
  /** Narrowest first: queries, authors and papers, then curated topics, then categories, then archives. */
  interests: { subjectId: number; weight: Weight }[];
  /** What the reader got, and what is owed; `seen` has the papers of muted authors and topics, too. */
  history: ReaderHistory;
  /** What the reader said of papers. */
  votes: { paperId: number; vote: Vote }[];
};

export type PlannedPaper = { paperId: number; score: number } & ToldTrend;

export interface DigestStore {
  /** Null when the scheduler's slot was taken by another process. */
  create(digest: NewDigest): Promise<Digest | null>;
  byId(id: number): Promise<Digest | null>;
  /** As `byId`, and no other transaction changes it until this one ends. */
  lock(id: number): Promise<Digest | null>;
  byIdempotencyKey(key: string): Promise<(Digest & { requestHash: Uint8Array | null }) | null>;
  list(query: {
    before: number | null;
    limit: number;
    archive: boolean;
    /** Those of one reader too, which readers' confirmations begin. */
    ofReaders?: boolean;
  }): Promise<(Digest & { counts: DigestCounts })[]>;
  counts(id: number): Promise<DigestCounts>;
  /** Cadences of which somebody is due at `now`, save those whose last slot is still being planned: it comes first. */
  dueCadences(now: Date): Promise<Cadence[]>;
  /**
   * The next readers of the audience after the digest's cursor, up to that id when one is given, locked until the
   * transaction ends.
   */
  nextAudience(digest: Digest, limit: number, lastId?: number): Promise<AudienceMember[]>;
  /** How many readers the digest would reach, and the lowest and highest of their ids, without freezing them. */
  audienceSpan(digest: Audience): Promise<{ size: number; first: number; last: number }>;
  keepPapers(digestId: number, papers: readonly PlannedPaper[]): Promise<void>;
  moveCursor(id: number, cursor: number): Promise<void>;
  setStatus(
    id: number,
    status: DigestStatus,
    from: readonly DigestStatus[],
    at: Date,
    problem?: string | null,
  ): Promise<boolean>;
  /** Ends a digest that has nothing queued or in flight; false when it has. */
  finishIfDone(id: number, now: Date): Promise<boolean>;
  /** Those that are `planning` or `sending`. */
  unfinished(): Promise<Digest[]>;
  /** By id, those that are `cancelled` and have something queued yet. */
  cancelledWithQueued(): Promise<number[]>;
  /**
   * The papers of a digest as it was planned, best first; only those of `paperIds` when given. Hidden ones are left
   * out.
   */
  papersOf(
    id: number,
    paperIds?: readonly number[],
  ): Promise<{ paper: Paper; upvotes: number; trend: ToldTrend }[]>;
  /**
   * Says in words why a digest does not go on, or, with null, that it does. Only while it is `planning` or `sending`.
   */
  setProblem(id: number, problem: string | null): Promise<void>;
}
