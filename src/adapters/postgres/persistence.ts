import type { JobQueue } from '../../app/job-queue.ts';
import type { Persistence, Stores } from '../../app/persistence.ts';
import { accountStore } from './accounts.ts';
import { adminLinkStore } from './admin-links.ts';
import { sessionStore } from './admin-sessions.ts';
import { tokenStore } from './api-tokens.ts';
import { auditStore } from './audit.ts';
import { bounceStore } from './bounces.ts';
import { candidateStore } from './candidates.ts';
import { caughtMailStore } from './caught-mail.ts';
import { type Database, type Db, withLock } from './client.ts';
import { deliveryStore } from './deliveries.ts';
import { deliveryAttempts } from './delivery-attempts.ts';
import { digestReportStore } from './digest-reports.ts';
import { returnStore } from './digest-returns.ts';
import { digestStore } from './digests.ts';
import { dueTimeStore } from './due-times.ts';
import { feedbackStore } from './feedback.ts';
import { importStore } from './imports.ts';
import { installationStore } from './installation.ts';
import { paperEditing } from './paper-editing.ts';
import { paperKeys } from './paper-keys.ts';
import { paperReads } from './paper-reads.ts';
import { paperWrites } from './paper-writes.ts';
import { requestStore } from './requests.ts';
import { settingsStore } from './settings.ts';
import { sourceStore } from './sources.ts';
import { subjectStore } from './subjects.ts';
import { subscriberCountStore } from './subscriber-counts.ts';
import { subscriberStore } from './subscribers.ts';
import { suppressionStore } from './suppressions.ts';
import { topicEditing } from './topic-editing.ts';
import { topicStore } from './topics.ts';
import { trendStore } from './trends.ts';
import { webhookLog } from './webhook-posts.ts';

/**
 * All stores over one database. `queueOn` gives the job queue that works in a transaction, so that a job exists
 * exactly when what it is about does. `mailDomain`: of Message-IDs.
 */
export async function createPersistence(
  database: Database,
  queueOn: (db: Db) => JobQueue,
  options: { mailDomain: string },
): Promise<Persistence> {
  const { prisma, pool, ledger } = database;
  const { addressSalt } = await prisma.installation.findUniqueOrThrow({ where: { id: 1 } });
  const storesOn = (db: Db): Stores => ({
    papers: { ...paperReads(db), ...paperWrites(db), ...paperEditing(db) },
    keys: paperKeys(db),
    trends: trendStore(db),
    topics: { ...topicStore(db), ...topicEditing(db) },
    subjects: subjectStore(db),
    candidates: candidateStore(db),
    feedback: feedbackStore(db),
    subscribers: subscriberStore(db, addressSalt),
    requests: requestStore(db, addressSalt),
    suppressions: suppressionStore(db, addressSalt),
    bounces: bounceStore(db),
    returns: returnStore(db),
    webhookLog: webhookLog(db),
    imports: importStore(db),
    digests: digestStore(db),
    deliveries: deliveryStore(db),
    reports: digestReportStore(db),
    subscriberCounts: subscriberCountStore(db),
    sources: sourceStore(db),
    accounts: accountStore(db),
    sessions: sessionStore(db),
    adminLinks: adminLinkStore(db),
    tokens: tokenStore(db),
    settings: settingsStore(db),
    audit: auditStore(db),
    caughtMail: caughtMailStore(db),
    installation: installationStore(db),
    dueTimes: dueTimeStore(db),
    jobs: queueOn(db),
  });
  return {
    stores: storesOn(prisma),
    attempts: deliveryAttempts(ledger, options.mailDomain),
    atomically: (work) =>
      // Storing a first harvest takes a while; a stuck transaction still ends.
      prisma.$transaction((tx) => work(storesOn(tx)), { maxWait: 15_000, timeout: 180_000 }),
    alone: (name, work) => withLock(pool, name, work),
  };
}
