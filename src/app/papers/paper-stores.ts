import type { CatalogueTopic, Topic } from '../../domain/catalogue/topic.ts';
import type { IncomingPaper, Paper } from '../../domain/papers/paper.ts';
import type { PaperReference } from '../../domain/papers/paper-reference.ts';
import type { HttpValidators, SourceName } from '../../domain/papers/paper-source.ts';
import type { Trend } from '../../domain/papers/trend.ts';
import type { KeyedTerms } from '../../domain/ranking/feedback-ranking.ts';
import type { TextModel } from '../../domain/ranking/text-model.ts';
import type { WeightedTerms } from '../../domain/ranking/text-vector.ts';
import type { Scores, TrendInput, Window } from '../../domain/ranking/trending.ts';
import type { Cadence } from '../../domain/time/cadence.ts';

// What PostgreSQL keeps of papers, topics and sources.

export type StoredCounts = { added: number; changed: number; signals: number; unchanged: number };

export interface PaperReads {
  byId(id: number): Promise<Paper | null>;
  byArxivId(arxivId: string): Promise<Paper | null>;
  /**
   * The number of the paper that is named; null for one that is not known. Hidden and withdrawn ones are left out,
   * unless `all` are looked at.
   */
  numberOf(reference: PaperReference, among?: 'visible' | 'all'): Promise<number | null>;
  /** In the order of the ids; unknown ids are left out. */
  byIds(ids: readonly number[]): Promise<Paper[]>;
  count(): Promise<number>;
  /** Whether any sample is shown. */
  hasSamples(): Promise<boolean>;
  /** The highest number of a paper; 0 without any. */
  lastId(): Promise<number>;
  /**
   * When papers that anybody may see were last changed by their authors: those with numbers after `after`, up to
   * `upTo`.
   */
  changes(numbers: { after: number; upTo: number }): Promise<{ id: number; changedAt: Date }[]>;
  /** arXiv ids of papers whose categories no source has told yet, newest first. */
  lackingCategories(limit: number): Promise<string[]>;
  /** Those of some arXiv ids that are stored. */
  storedArxivIds(arxivIds: readonly string[]): Promise<Set<string>>;
  /**
   * Papers that became news in a stretch of time, by `now`; those with most votes first. `topicId` null: of all fields;
   * `page` counts from 1.
   */
  listSpan(span: {
    from: Date;
    before: Date;
    topicId: number | null;
    now: Date;
    page: number;
    limit: number;
  }): Promise<{ items: Paper[]; total: number }>;
  /** The votes on a paper as they were told, the newest five hundred counts, oldest first. */
  votesOf(paperId: number): Promise<{ at: Date; upvotes: number }[]>;
  /**
   * Best first: by the stored trending score, or by how well they match `query`, in the syntax of `parseSearch`.
   * `window` null: of any age. `exact` false: there are more than `total`. `corrected`: what was searched for instead,
   * because no paper has the words as they were typed; null otherwise.
   */
  trending(query: {
    window: Window | null;
    topicId: number | null;
    query: string | null;
    /** Whose searches this one counts as, a network for instance; null: nobody's. */
    asker: string | null;
    now: Date;
    /** From 1. */
    page: number;
    limit: number;
  }): Promise<{ items: Paper[]; total: number; exact: boolean; corrected: string | null }>;
}

export interface PaperWrites {
  /**
   * Adds and updates; storing the same again changes nothing. Each account is in one of `added`, `changed` and
   * `unchanged`, but for those of unknown papers without a date, which are left out unless `undatedAt` is given, when
   * they count as published. Rejects with `invalid` when the database refuses a value of any.
   */
  store(
    papers: readonly IncomingPaper[],
    context: { source: string; now: Date; sample: boolean; undatedAt?: Date },
  ): Promise<StoredCounts>;
  /**
   * Merges the words of many papers into the indexes that find them. They are found before it, more slowly. Others may
   * store meanwhile.
   */
  mergeWords(): Promise<void>;
  hideSamples(): Promise<number>;
}

export const editorsOrders = ['trending', 'newest'] as const;
/** `trending`: by the score of the week, which is what most readers' pages show. */
export type EditorsOrder = (typeof editorsOrders)[number];

/** Active readers, each counted in one of these. */
export type PaperReach = {
  /** Sent, or perhaps arrived. */
  had: number;
  /** In a digest that is being sent. */
  onTheWay: number;
  waiting: number;
};

export type WaitingReader = { id: number; email: string; cadence: Cadence; nextDueAt: Date | null };

/** What an editor does with papers. */
export interface PaperEditing {
  /** False when there is no such paper. */
  edit(
    id: number,
    change: { hidden?: boolean; note?: string | null; pinnedAt?: Date | null },
  ): Promise<boolean>;
  /** The editor's picks as of an instant that readers may see, the one pinned last first. */
  pinned(asOf: Date): Promise<Paper[]>;
  /**
   * All papers, hidden ones too: in `order`, or by how well they match `query` (words, an arXiv id, a number). Pinned
   * ones stand as in digests: the one that was pinned last is first.
   */
  forEditor(query: {
    query: string | null;
    only: 'all' | 'pinned' | 'hidden';
    order: EditorsOrder;
    /** From 1. */
    page: number;
    limit: number;
  }): Promise<{ items: Paper[]; total: number }>;
  /** How far some papers have come among active readers, by the ledger of deliveries. Reads all that carried them. */
  reachOf(paperIds: readonly number[]): Promise<Map<number, PaperReach>>;
  /** Active readers who have not had a paper and to whom it is not on its way, by id; those after `after`. */
  listWaiting(paperId: number, query: { after: number; limit: number }): Promise<WaitingReader[]>;
}

/** How papers stand beside their fields: see domain/ranking/trending.ts. */
export interface TrendStore {
  /**
   * What trends as of an instant depend on: papers that became news after `from`, and older ones of which a source
   * said something after it. Hidden and withdrawn ones are left out.
   */
  trendInputs(from: Date, asOf: Date): Promise<TrendInput[]>;
  /** Stores these and forgets all others. */
  keepTrends(trends: ReadonlyMap<number, { trend: Trend; scores: Scores }>, asOf: Date): Promise<void>;
  /** As of when the stored ones were made; null before the first time. */
  madeAt(): Promise<Date | null>;
}

/** The keys of papers, by which papers about the same thing are found: the heaviest terms of each. */
export interface PaperKeys {
  /** The text model that keys are chosen by; null before the first. `collection`: papers that there were then. */
  model(): Promise<{ number: number; collection: number; model: TextModel } | null>;
  /** How many papers have terms. */
  collection(): Promise<number>;
  keepModel(model: TextModel, collection: number): Promise<void>;
  /** How many papers there were when words were last counted; 0 before the first time. */
  vocabularyOf(): Promise<number>;
  keepVocabulary(words: string, collection: number): Promise<void>;
  /** Titles and abstracts of the newest papers with numbers below `before`. */
  newestTexts(before: number, limit: number): Promise<{ id: number; title: string; abstract: string }[]>;
  /** What the newest papers speak of. */
  newestTerms(limit: number): Promise<WeightedTerms[]>;
  /** The lowest and the highest number of papers that have no terms; null when all have. */
  lackingTerms(): Promise<{ first: number; last: number } | null>;
  /** Makes the terms of papers that have none, of these and those with numbers between. */
  addTerms(numbers: { first: number; last: number }): Promise<void>;
  /**
   * Makes the words by which papers are found, of those that have none by this version of the code, at most so many,
   * and matches the topics that follow from them. Holds these papers until the transaction ends, and leaves out those
   * that another one holds. Returns the number made.
   */
  addSearchWords(limit: number): Promise<number>;
  /**
   * Papers without keys by the model of that number, the newest first, held until the transaction ends; those that
   * another one holds are left out.
   */
  takeUnkeyed(number: number, limit: number): Promise<{ paperId: number; terms: WeightedTerms }[]>;
  /** Instead of the keys that these papers had; `length`: of their text vectors (`vectorLength`). */
  keepKeys(
    number: number,
    papers: readonly { paperId: number; keys: WeightedTerms; length: number }[],
  ): Promise<void>;
  /** What a paper speaks of, and the present model's number, 0 before the first; null for one that is not known. */
  termsOf(paperId: number): Promise<{ terms: WeightedTerms; model: number } | null>;
  /** What some papers speak of, in no order. */
  termsOfSome(paperIds: readonly number[]): Promise<KeyedTerms[]>;
  /** Which of these papers readers may see. */
  visibleOf(paperIds: readonly number[]): Promise<Set<number>>;
  /** Papers that have most of these keys by weight, at most so many, hidden and withdrawn ones among them. */
  sharing(keys: WeightedTerms, options: { limit: number; without: number }): Promise<KeyedTerms[]>;
}

export interface TopicStore {
  list(): Promise<Topic[]>;
  listWithCounts(): Promise<(Topic & { papers: number })[]>;
  bySlug(slug: string): Promise<Topic | null>;
  bySlugs(slugs: readonly string[]): Promise<Topic[]>;
  /**
   * Brings the stored catalogue in line with the code's, and the papers' topics with it. What an admin wrote stays as
   * it is, whatever the code says of it.
   */
  load(catalogue: readonly CatalogueTopic[]): Promise<void>;
}

/** What an admin writes of a curated topic. */
export type TopicText = { name: string; description: string; group: string; query: string };

/** A curated topic as admins see it. */
export type CuratedTopic = Topic & { editedAt: Date | null; retiredAt: Date | null };

/** What admins do with curated topics. */
export interface TopicEditing {
  /** In the order of the catalogue. */
  curated(): Promise<CuratedTopic[]>;
  curatedBySlug(slug: string): Promise<CuratedTopic | null>;
  /** Null when the slug is taken. */
  addTopic(slug: string, text: TopicText, at: Date): Promise<CuratedTopic | null>;
  /** `editedAt` null: it follows the code's catalogue again. */
  writeTopic(id: number, text: TopicText, editedAt: Date | null): Promise<void>;
  retire(id: number, at: Date | null): Promise<void>;
  /** Brings the papers of one topic in line with its query. */
  matchPapers(id: number): Promise<void>;
  followers(id: number): Promise<number>;
  /** How many papers a query finds, and the newest of them. Hidden and withdrawn ones are left out. */
  preview(query: string, limit: number): Promise<{ total: number; papers: Paper[] }>;
}

export type SourceState = {
  name: SourceName;
  lastAttemptAt: Date | null;
  lastSuccessAt: Date | null;
  lastError: string | null;
  blockedUntil: Date | null;
  lastResult: unknown;
  /** What a person should know of the last visit that went well, a sentence each. */
  notices: string[];
};

export interface SourceStore {
  list(): Promise<SourceState[]>;
  noteAttempt(name: SourceName, at: Date): Promise<void>;
  noteSuccess(
    name: SourceName,
    at: Date,
    result: Record<string, number>,
    notices: readonly string[],
  ): Promise<void>;
  noteFailure(name: SourceName, error: string): Promise<void>;
  rememberValidators(validators: readonly HttpValidators[]): Promise<void>;
}

/** Whether anything has changed that pages for everybody show, whichever process changed it. */
export interface SiteChanges {
  /**
   * Goes up with every change of papers, their topics and trends, and of the catalogue, however that was made. What was
   * changed a second ago or before is counted. Null while the database does not tell.
   */
  count(): Promise<number | null>;
}

/** The catalogue of topics, not older than what `SiteChanges` tells of. */
export type KnownTopics = Pick<TopicStore, 'list' | 'bySlug' | 'bySlugs'>;
