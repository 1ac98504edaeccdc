import type { LanguageTag } from '../../domain/languages/index.ts';
import type { Vote } from '../../domain/papers/feedback.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import type { Weight } from '../../domain/papers/subject.ts';
import type { ToldTrend } from '../../domain/papers/trend.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { ReaderHistory } from '../../domain/ranking/reader-history.ts';
import type { Choice } from '../../domain/ranking/selection.ts';
import type { WeightedTerms } from '../../domain/ranking/text-vector.ts';
import type { DeliveryState, DigestCounts } from '../../domain/sending/delivery.ts';
import type { DigestStatus } from '../../domain/sending/digest-status.ts';
import type { WordsByLanguage } from '../../domain/sending/editors-words.ts';
import type { Cadence, Rhythm } from '../../domain/time/cadence.ts';

// What PostgreSQL keeps of digests and deliveries.
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
export type PlannedPaper = { paperId: number; score: number } & ToldTrend;

/**
 * For which window, and as of which instant, papers are news. `scores`: the trending score of each paper in that
 * window at that instant; a paper without one is no candidate.
 */
export type ScoredWindow = { cadence: Cadence; asOf: Date; scores: ReadonlyMap<number, number> };

/**
 * A paper that answers a subject. `score` is the trending score; `strength`, how well it fits the subject:
 * `ts_rank_cd` for a query, the confidence for an author, 1 for a topic. Strengths compare within one subject only.
 */
export type Candidate = { paperId: number; score: number; strength: number };

/** A paper as planning needs it; instants in milliseconds, as in DigestPaper. */
export type NewsPaper = {
  id: number;
  authors: string[];
  publishedAt: number;
  freshAt: number;
  newAt: number;
  text: WeightedTerms;
};

/** Papers that may go into digests. Each list is sorted by trending score, best first. */
export interface CandidateStore {
  /** By subject, for every topic that is one, and for `allFields`. */
  candidatesOfTopics(when: ScoredWindow): Promise<Map<number, Candidate[]>>;
  /** For these subjects, which are queries or authors; any other has an empty list. */
  candidatesOfOthers(subjectIds: readonly number[], when: ScoredWindow): Promise<Map<number, Candidate[]>>;
  /** These papers, without those that are hidden or withdrawn. */
  newsPapers(ids: readonly number[], asOf: Date): Promise<NewsPaper[]>;
  /** What papers speak of, hidden ones too. */
  termsOfPapers(paperIds: readonly number[]): Promise<Map<number, WeightedTerms>>;
}

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

/** A part of an audience, by the ids of its readers: those after the cursor, up to the last one, are still to plan. */
export type PlanRange = { digestId: number; number: number; cursor: number; lastId: number };

/** The ranges of digests that are being planned. */
export interface RangeStore {
  /**
   * Cuts the audience after the digest's cursor into at most `most` ranges of as many readers each, and at least
   * `least`. Returns how many: none when that is too few for two.
   */
  cutAudience(digest: Digest, size: { most: number; least: number }): Promise<number>;
  /** Into how many a digest was cut, planned ones too; none once all of it is planned or cancelled. */
  countRanges(digestId: number): Promise<number>;
  /**
   * Of the ranges that have readers left and that no other planner has, the one of which the fewest were planned;
   * nobody else gets it until this transaction ends. Waits for who holds them all.
   */
  lockFreeRange(digestId: number): Promise<PlanRange | null>;
  /** Waits for the chunks in hand: until this transaction ends, no range of the digest goes on. */
  holdRanges(digestId: number): Promise<void>;
  moveRange(range: PlanRange, cursor: number, planned: number): Promise<void>;
  /** Sets a digest that is `planning`, and was cut, to `sending` if all of its ranges are planned; false otherwise. */
  endPlanning(digestId: number, now: Date): Promise<boolean>;
}

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
