import type { WarmUpPause } from '../domain/warm-up.ts';
import type {
  AccountStore,
  AdminLinkStore,
  AuditStore,
  CaughtMailStore,
  SessionStore,
  Settings,
  SettingsStore,
  TokenStore,
} from './account-stores.ts';
import type { BounceStore, ReturnStore, WebhookLog } from './bounce-stores.ts';
import type {
  CandidateStore,
  DeliveryAttempts,
  DeliveryStore,
  DigestStore,
  SubjectStore,
} from './digest-stores.ts';
import type { FeedbackStore } from './feedback-stores.ts';
import type { ImportStore } from './import-stores.ts';
import type {
  PaperEditing,
  PaperKeys,
  PaperReads,
  PaperWrites,
  SourceStore,
  TopicEditing,
  TopicStore,
  TrendStore,
} from './paper-stores.ts';
import type { SourceName } from './ports.ts';
import type { DigestReportStore, SubscriberCountStore } from './report-stores.ts';
import type { DueTimeStore, InstallationStore } from './schedule-stores.ts';
import type { RequestStore, SubscriberStore, SuppressionStore } from './subscriber-stores.ts';

// Interfaces of what PostgreSQL keeps, a noun each. Inside `Persistence.atomically` all of them work in one
// transaction, the job queue too.

/** Work for the queue. Payloads hold ids only: never an address, never a token. */
export type Jobs = {
  'plan-digest': { digestId: number };
  'send-deliveries': { digestId: number; deliveryIds: string[] };
  'send-subscription-mail':
    | { kind: 'request'; requestId: string }
    | { kind: 'welcome' | 'goodbye' | 'resumed'; subscriberId: number };
  'send-account-mail': { linkId: number };
  ingest: { sources: SourceName[] };
  'import-subscribers': { importId: number };
  'match-topic': { topicId: number };
};
export type JobName = keyof Jobs;

export interface JobQueue {
  /** `after` delays the job; a second job with the same `key` is dropped while the first one waits. */
  send<N extends JobName>(name: N, data: Jobs[N], options?: { after?: Date; key?: string }): Promise<void>;
  /** Several at once. */
  sendAll<N extends JobName>(name: N, datas: readonly Jobs[N][]): Promise<void>;
  /** Deletes the jobs that name a subscriber, waiting and done. */
  forget(subscriberId: number): Promise<void>;
}

/** What all processes together have sent or are about to. */
export interface PaceStore {
  /**
   * Reserves the time that so many messages take at `rate` a second, after what all processes have reserved before.
   * Resolves with the milliseconds until then.
   */
  reserve(messages: number, rate: number): Promise<number>;
}

/** The settings that admins change while everything runs, as they were at most a second ago. */
export interface LiveSettings {
  /** While the database is away, what it said last. */
  now(): Promise<Settings>;
  /** Resolves when digests may be sent. Rejects when `signal` is aborted. */
  untilSending(signal: AbortSignal): Promise<void>;
}

/** The rate at which messages may be sent. */
export interface Pace {
  /** Resolves when one more message may be sent. Rejects when `signal` is aborted. */
  take(signal: AbortSignal): Promise<void>;
}

/** How many messages of digests all processes together hand over on a day (UTC, as in `2026-12-01`). */
export interface DayStore {
  /** Adds so many messages to the day, fewer where it would have more than `most`; resolves with how many. */
  take(day: string, messages: number, most: number): Promise<number>;
  giveBack(day: string, messages: number): Promise<void>;
  /** Those of the day so far. */
  taken(day: string): Promise<number>;
}

/** The right to hand over one message of a digest; null: it counts for no day. */
export type DayPermit = { day: string | null };

/** The daily limit of a domain that is new. */
export interface WarmUp {
  /** The right to one more message; null when those of the day are used up. */
  take(): Promise<DayPermit | null>;
  /** Of a message that no server took. */
  giveBack(permit: DayPermit): Promise<void>;
  /** Why digests wait, as far as this process knows; null: they do not. */
  pause(): WarmUpPause | null;
  /** As `pause`, by what all processes have sent. */
  look(): Promise<WarmUpPause | null>;
}

export type Stores = {
  papers: PaperReads & PaperWrites & PaperEditing;
  keys: PaperKeys;
  trends: TrendStore;
  topics: TopicStore & TopicEditing;
  subjects: SubjectStore;
  candidates: CandidateStore;
  feedback: FeedbackStore;
  subscribers: SubscriberStore;
  requests: RequestStore;
  suppressions: SuppressionStore;
  bounces: BounceStore;
  returns: ReturnStore;
  webhookLog: WebhookLog;
  imports: ImportStore;
  digests: DigestStore;
  deliveries: DeliveryStore;
  reports: DigestReportStore;
  subscriberCounts: SubscriberCountStore;
  sources: SourceStore;
  accounts: AccountStore;
  sessions: SessionStore;
  adminLinks: AdminLinkStore;
  tokens: TokenStore;
  settings: SettingsStore;
  audit: AuditStore;
  caughtMail: CaughtMailStore;
  installation: InstallationStore;
  dueTimes: DueTimeStore;
  jobs: JobQueue;
};

export interface Persistence {
  stores: Stores;
  attempts: DeliveryAttempts;
  /** Everything that `work` does happens, or nothing of it. */
  atomically<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process runs one of that name. */
  alone<T>(
    name: 'ingest' | 'catalogue' | 'firstAdmin' | 'sweep' | 'trends' | 'keys',
    work: () => Promise<T>,
  ): Promise<T>;
}

export * from './account-stores.ts';
export * from './bounce-stores.ts';
export * from './digest-stores.ts';
export * from './feedback-stores.ts';
export * from './import-stores.ts';
export * from './paper-stores.ts';
export * from './report-stores.ts';
export * from './schedule-stores.ts';
export * from './subscriber-stores.ts';
