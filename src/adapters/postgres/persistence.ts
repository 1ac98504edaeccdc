import type { JobQueue } from '../../app/job-queue.ts';
import type { Meaning } from '../../app/papers/embeddings/meaning.ts';
import type { Persistence, Stores } from '../../app/persistence.ts';
import { accountStore } from './accounts/accounts.ts';
import { adminLinkStore } from './accounts/admin-links.ts';
import { sessionStore } from './accounts/admin-sessions.ts';
import { tokenStore } from './accounts/api-tokens.ts';
import { auditStore } from './accounts/audit.ts';
import { brandStore } from './accounts/brand.ts';
import { doctorReportStore } from './accounts/doctor-reports.ts';
import { passkeyStore } from './accounts/passkeys.ts';
import { proxyDoubtStore } from './accounts/proxy-doubts.ts';
import { settingsStore } from './accounts/settings.ts';
import { signInTryStore } from './accounts/sign-in-tries.ts';
import { bounceStore } from './bounces/bounces.ts';
import { returnStore } from './bounces/digest-returns.ts';
import { suppressionStore } from './bounces/suppressions.ts';
import { webhookLog } from './bounces/webhook-posts.ts';
import { type Database, type Db, type Reader, readerOver, withLock } from './client.ts';
import { archiveStore } from './digests/archive-store.ts';
import { candidateStore } from './digests/candidates.ts';
import { caughtMailStore } from './digests/caught-mail.ts';
import { deliveryStore } from './digests/deliveries.ts';
import { deliveryAttempts, type MessageIdMaker } from './digests/delivery-attempts.ts';
import { rangeStore } from './digests/digest-ranges.ts';
import { digestReportStore } from './digests/digest-reports.ts';
import { digestStore } from './digests/digests.ts';
import { dueTimeStore } from './digests/due-times.ts';
import { nextWordsStore, wordsDraftStore } from './digests/editors-words.ts';
import { installationStore } from './digests/installation.ts';
import { draftStore } from './digests/letter-drafts.ts';
import { pictureStore } from './digests/pictures.ts';
import { plannedStore } from './digests/planned-sends.ts';
import { serverHoldStore } from './digests/server-holds.ts';
import { integrationStore } from './integrations/integrations.ts';
import { authorStore } from './papers/authors/author-store.ts';
import { collectionStore } from './papers/collections/collections.ts';
import { embeddingStore } from './papers/embeddings/embedding-store.ts';
import { paperEditing } from './papers/paper-editing.ts';
import { paperKeys } from './papers/paper-keys.ts';
import { paperReads } from './papers/paper-reads.ts';
import { paperWrites } from './papers/paper-writes.ts';
import { openSearchGate } from './papers/search-gate.ts';
import { openKnownWords } from './papers/search-knowledge.ts';
import { sourceStore } from './papers/sources.ts';
import { thumbnailStore } from './papers/thumbnails/thumbnail-files.ts';
import { topicEditing } from './papers/topics/topic-editing.ts';
import { topicStore } from './papers/topics/topics.ts';
import { trendStore } from './papers/trends.ts';
import { retentionStore } from './retention/retention-store.ts';
import { tidyStore } from './retention/tidy-store.ts';
import { addressChangeStore } from './subscribers/address-changes.ts';
import { bulkStore } from './subscribers/bulk-changes.ts';
import { feedbackStore } from './subscribers/feedback.ts';
import { importStore } from './subscribers/imports.ts';
import { linkRequestStore } from './subscribers/link-requests.ts';
import { ownFeedStore } from './subscribers/own-feed-store.ts';
import { requestStore } from './subscribers/requests.ts';
import { savedPaperStore } from './subscribers/saved-papers.ts';
import { subjectStore } from './subscribers/subjects.ts';
import { subscriberCountStore } from './subscribers/subscriber-counts.ts';
import { subscriberRows } from './subscribers/subscriber-rows.ts';
import { subscriberStore } from './subscribers/subscribers.ts';
import { tagStore } from './subscribers/tags.ts';

/**
 * All stores over one database. `queueOn` gives the job queue that works in a transaction, so that a job exists
 * exactly when what it is about does.
 */
export async function createPersistence(
  database: Database,
  queueOn: (db: Db) => JobQueue,
  options: { messageIds: MessageIdMaker; meaning: Meaning | null },
): Promise<Persistence> {
  const { prisma, pool, isPooled, ledger, searches, sessions } = database;
  const { addressSalt } = await prisma.installation.findUniqueOrThrow({ where: { id: 1 } });
  const search = openSearchGate(readerOver(searches));
  const knownWords = openKnownWords();
  // In a transaction, what it has written is read, too.
  const storesOn = (db: Db, reader: Reader = db): Stores => ({
    papers: {
      ...paperReads(db, reader, { search, knownWords, meaning: options.meaning }),
      ...paperWrites(db),
      ...paperEditing(db),
    },
    authors: authorStore(search),
    keys: paperKeys(db, reader),
    embeddings: embeddingStore(db),
    thumbnails: thumbnailStore(db),
    trends: trendStore(db),
    collections: collectionStore(db),
    topics: { ...topicStore(db), ...topicEditing(db) },
    subjects: subjectStore(db),
    candidates: candidateStore(db),
    feedback: feedbackStore(db),
    savedPapers: savedPaperStore(db),
    subscribers: subscriberStore(db, addressSalt),
    ownFeeds: ownFeedStore(db),
    tags: tagStore(db),
    bulkChanges: bulkStore(db),
    requests: requestStore(db, addressSalt),
    linkRequests: linkRequestStore(db, addressSalt),
    addressChanges: addressChangeStore(db),
    suppressions: suppressionStore(db, addressSalt),
    bounces: bounceStore(db),
    returns: returnStore(db),
    archive: archiveStore(db),
    webhookLog: webhookLog(db),
    imports: importStore(db),
    subscriberRows: subscriberRows(db, addressSalt),
    digests: { ...digestStore(db), ...plannedStore(db) },
    ranges: rangeStore(db),
    deliveries: deliveryStore(db),
    reports: digestReportStore(db),
    drafts: draftStore(db),
    wordsDrafts: wordsDraftStore(db),
    nextWords: nextWordsStore(db),
    pictures: pictureStore(db),
    serverHolds: serverHoldStore(db),
    subscriberCounts: subscriberCountStore(db),
    sources: sourceStore(db),
    accounts: accountStore(db),
    sessions: sessionStore(db),
    adminLinks: adminLinkStore(db),
    tokens: tokenStore(db),
    passkeys: passkeyStore(db),
    settings: settingsStore(db),
    doctorReports: doctorReportStore(db),
    brand: brandStore(db),
    proxyDoubts: proxyDoubtStore(db),
    signInTries: signInTryStore(db, addressSalt),
    audit: auditStore(db),
    integrations: integrationStore(db),
    caughtMail: caughtMailStore(db),
    installation: installationStore(db),
    dueTimes: dueTimeStore(db),
    retention: retentionStore(db),
    tidying: tidyStore(db),
    jobs: queueOn(db),
  });
  return {
    stores: storesOn(prisma, readerOver(pool, { lent: isPooled })),
    attempts: deliveryAttempts(ledger, options.messageIds),
    atomically: (work) =>
      // Storing a first harvest takes a while; a stuck transaction still ends.
      prisma.$transaction((tx) => work(storesOn(tx)), { maxWait: 15_000, timeout: 180_000 }),
    alone: (name, work) => withLock(sessions, name, work),
  };
}
