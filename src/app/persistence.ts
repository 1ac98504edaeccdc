import type {
  AccountStore,
  AdminLinkStore,
  PasskeyStore,
  SessionStore,
  SignInTryStore,
  TokenStore,
} from './accounts/account-stores.ts';
import type { AuditStore } from './audit.ts';
import type { BounceStore, WebhookLog } from './bounces/bounce-stores.ts';
import type { SuppressionStore } from './bounces/suppression-store.ts';
import type { BrandStore } from './brand/brand-store.ts';
import type { DeliveryAttempts } from './deliveries/attempt-stores.ts';
import type { CaughtMailStore } from './deliveries/caught-mail.ts';
import type { ServerHoldStore } from './deliveries/server-hold-store.ts';
import type { SettingsStore } from './deliveries/settings-store.ts';
import type { ArchiveStore } from './digests/archive/archive-store.ts';
import type { DeliveryStore } from './digests/delivery-store.ts';
import type { DigestReportStore } from './digests/digest-report-store.ts';
import type { DigestStore } from './digests/digest-store.ts';
import type { DraftStore } from './digests/letters/draft-store.ts';
import type { PictureStore } from './digests/letters/picture-store.ts';
import type { NextWordsStore, WordsDraftStore } from './digests/letters/words-stores.ts';
import type { PlannedStore } from './digests/planned/planned-store.ts';
import type { CandidateStore } from './digests/planning/candidate-store.ts';
import type { RangeStore } from './digests/planning/range-store.ts';
import type { ReturnStore } from './digests/return-store.ts';
import type { DueTimeStore, InstallationStore } from './digests/schedule-stores.ts';
import type { DoctorReportStore } from './doctor/doctor-report-store.ts';
import type { IntegrationStore } from './integrations/integration-store.ts';
import type { FeedbackStore } from './interests/feedback-stores.ts';
import type { SavedPaperStore } from './interests/saved-paper-store.ts';
import type { SubjectStore } from './interests/subject-store.ts';
import type { JobQueue } from './job-queue.ts';
import type { ProxyDoubtStore } from './overview/proxy-doubt-store.ts';
import type { SubscriberCountStore } from './overview/subscriber-count-store.ts';
import type { AuthorStore } from './papers/authors/author-store.ts';
import type { CollectionStore } from './papers/collections/collection-store.ts';
import type { EmbeddingStore } from './papers/embeddings/embedding-stores.ts';
import type {
  PaperEditing,
  PaperKeys,
  PaperReads,
  PaperWrites,
  SourceStore,
  TopicEditing,
  TopicStore,
  TrendStore,
} from './papers/paper-stores.ts';
import type { ThumbnailStore } from './papers/thumbnails/thumbnail-store.ts';
import type { RetentionStore, TidyStore } from './retention/retention-store.ts';
import type { AddressChangeStore } from './subscribers/address-change/address-change-store.ts';
import type { BulkStore } from './subscribers/bulk/bulk-store.ts';
import type { ImportStore, SubscriberRows } from './subscribers/import-stores.ts';
import type { LinkRequestStore } from './subscribers/link-request-store.ts';
import type { OwnFeedStore } from './subscribers/preferences/own-feed-store.ts';
import type { RequestStore, SubscriberStore } from './subscribers/subscriber-stores.ts';
import type { TagStore } from './subscribers/tags/tag-store.ts';

// Interfaces of what PostgreSQL keeps, a noun each. Inside `Persistence.atomically` all of them work in one
// transaction, the job queue too.
export type Stores = {
  papers: PaperReads & PaperWrites & PaperEditing;
  authors: AuthorStore;
  keys: PaperKeys;
  embeddings: EmbeddingStore;
  thumbnails: ThumbnailStore;
  trends: TrendStore;
  collections: CollectionStore;
  topics: TopicStore & TopicEditing;
  subjects: SubjectStore;
  candidates: CandidateStore;
  feedback: FeedbackStore;
  savedPapers: SavedPaperStore;
  subscribers: SubscriberStore;
  ownFeeds: OwnFeedStore;
  tags: TagStore;
  bulkChanges: BulkStore;
  requests: RequestStore;
  linkRequests: LinkRequestStore;
  addressChanges: AddressChangeStore;
  suppressions: SuppressionStore;
  bounces: BounceStore;
  returns: ReturnStore;
  archive: ArchiveStore;
  webhookLog: WebhookLog;
  imports: ImportStore;
  subscriberRows: SubscriberRows;
  digests: DigestStore & PlannedStore;
  ranges: RangeStore;
  deliveries: DeliveryStore;
  reports: DigestReportStore;
  drafts: DraftStore;
  wordsDrafts: WordsDraftStore;
  nextWords: NextWordsStore;
  pictures: PictureStore;
  serverHolds: ServerHoldStore;
  subscriberCounts: SubscriberCountStore;
  sources: SourceStore;
  accounts: AccountStore;
  sessions: SessionStore;
  adminLinks: AdminLinkStore;
  tokens: TokenStore;
  passkeys: PasskeyStore;
  settings: SettingsStore;
  doctorReports: DoctorReportStore;
  brand: BrandStore;
  proxyDoubts: ProxyDoubtStore;
  signInTries: SignInTryStore;
  audit: AuditStore;
  integrations: IntegrationStore;
  caughtMail: CaughtMailStore;
  installation: InstallationStore;
  dueTimes: DueTimeStore;
  retention: RetentionStore;
  tidying: TidyStore;
  jobs: JobQueue;
};

export interface Persistence {
  stores: Stores;
  attempts: DeliveryAttempts;
  /** Everything that `work` does happens, or nothing of it. */
  atomically<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process runs one of that name. */
  alone<T>(
    name:
      | 'ingest'
      | 'catalogue'
      | 'firstAdmin'
      | 'sweep'
      | 'trends'
      | 'keys'
      | 'embeddings'
      | 'thumbnails'
      | 'tidy',
    work: () => Promise<T>,
  ): Promise<T>;
}
