import { createLinks } from '../adapters/crypto/links.ts';
import { oneTimePasswords } from '../adapters/crypto/one-time-passwords.ts';
import { createReturnPaths } from '../adapters/crypto/return-paths.ts';
import { checkPassword, hashPassword, localSecretKey } from '../adapters/crypto/secrets.ts';
import { createVault } from '../adapters/crypto/vault.ts';
import { scheduleMark } from '../adapters/files/schedule-mark.ts';
import { subscribersCsv } from '../adapters/files/subscribers-csv.ts';
import { writeCsv } from '../adapters/files/write-csv.ts';
import { createMailComposer } from '../adapters/mail/compose.ts';
import { loadDkimKeys } from '../adapters/mail/mime/dkim.ts';
import type { DkimKey } from '../adapters/mail/mime/dkim-signature.ts';
import { readMail } from '../adapters/mail/mime/read-mail.ts';
import { openDatabase } from '../adapters/postgres/client.ts';
import { dayStore, paceStore } from '../adapters/postgres/digests/send-times.ts';
import { acquireEmbedded } from '../adapters/postgres/embedded/embedded.ts';
import { migrate } from '../adapters/postgres/migrations/migrate.ts';
import { openSiteChanges } from '../adapters/postgres/papers/site-changes.ts';
import { sourceMemory } from '../adapters/postgres/papers/sources.ts';
import { createPersistence } from '../adapters/postgres/persistence.ts';
import { jobQueueOn, openBoss } from '../adapters/queue/boss.ts';
import { type Handlers, startWorkers } from '../adapters/queue/workers.ts';
import { type BounceReceiver, startBounceReceiver } from '../adapters/smtp/bounce-receiver.ts';
import { createCatcher } from '../adapters/smtp/catcher.ts';
import { createSmtpTransport } from '../adapters/smtp/transport.ts';
import { openWebhooks } from '../adapters/webhooks/index.ts';
import { sendAccountMail } from '../app/accounts/send-account-mail.ts';
import { recordBounceMail } from '../app/bounces/record-bounce.ts';
import type { Clock } from '../app/clock.ts';
import { openLedger } from '../app/deliveries/delivery-ledger.ts';
import { createDomainHolds } from '../app/deliveries/domain-holds.ts';
import { createLiveSettings } from '../app/deliveries/live-settings.ts';
import { sendDeliveries } from '../app/deliveries/send-deliveries.ts';
import { createPace } from '../app/deliveries/send-rate-limit.ts';
import { createWarmUp } from '../app/deliveries/warm-up.ts';
import type { Deps } from '../app/deps.ts';
import { createDigestCards } from '../app/digests/digest-cards.ts';
import { planDigest } from '../app/digests/plan-digest.ts';
import type { ScheduleMark } from '../app/digests/schedule-stores.ts';
import { createDigestWatch } from '../app/digests/watch-digests.ts';
import type { Log } from '../app/log.ts';
import type { MailComposer } from '../app/mail.ts';
import { ingestPapers } from '../app/papers/ingest-papers.ts';
import { openKnownTopics } from '../app/papers/known-topics.ts';
import type { PaperSource, SourceMemory } from '../app/papers/paper-source.ts';
import { openSimilarPapers } from '../app/papers/similar-papers.ts';
import { sendSubscriptionMail } from '../app/subscribers/send-subscription-mail.ts';
import { runImport } from '../app/subscribers/uploaded-imports.ts';
import { openRequestBook } from '../app/subscribers/write-requests.ts';
import type { Config } from '../config/config.ts';
import { catalogue } from '../domain/catalogue/index.ts';
import type { SourceName } from '../domain/papers/paper-source.ts';
import { version } from '../version.ts';

/** Everything that runs, put together. */
export type Service = {
  deps: Deps;
  config: Config;
  /** The key that pages sign with. */
  secretKey: string;
  /** What this machine has seen of the database, to tell when that was restored. */
  scheduleMark: ScheduleMark;
  readMail: typeof readMail;
  /** Rejects when the database or the queue cannot be reached. */
  checkReady(): Promise<void>;
  /** Jobs waiting or in hand, by queue. */
  queueDepths(): Promise<{ name: string; waiting: number; active: number }[]>;
  /** Aborted when the service is told to stop. */
  ending: AbortSignal;
  /** Starts taking jobs; they end when `stop` is called. */
  work(): Promise<void>;
  /** Starts receiving bounces by SMTP; null when the configuration names no port for them. */
  receiveBounces(): Promise<BounceReceiver | null>;
  /** Lets what is in hand end, bounded in time, and closes everything. */
  stop(): Promise<void>;
};

/** How long a stopping process waits for jobs in hand. */
const drainMs = 20_000;

/**
 * Opens everything that the configuration names: the database (embedded when none is named, started if need be and
 * brought up to date), the queue, the mail transport, the sources. `worker`: this process will take jobs.
 * `siteChangesWithinMs`: how old what pages show may be; a second unless told.
 */
export async function openService(
  config: Config,
  options: { log: Log; worker: boolean; now?: Clock; siteChangesWithinMs?: number },
): Promise<Service> {
  const { log } = options;
  const closers: (() => Promise<void>)[] = [];
  // Takes about as long as opening the database, so they go side by side; its error is told below.
  const composer = openComposer(config);
  composer.catch(() => undefined);
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const url = await databaseUrl(config, log, closers);
    const applied = await migrate(url);
    if (applied.length > 0) log.info({ migrations: applied }, 'brought the database up to date');
    const database = openDatabase(url, {
      connections: options.worker ? 10 : 8,
      onError: (error) => log.warn({ reason: error.message }, 'lost a connection to the database'),
    });
    closers.push(database.close);
    const siteChanges = openSiteChanges(url, {
      withinMs: options.siteChangesWithinMs ?? 1_000,
      onError: (error) =>
        log.warn({ reason: error.message }, 'pages are made for each request: nothing tells of changes'),
    });
    closers.push(siteChanges.close);
    const boss = await openBoss(url, { worker: options.worker, log });
    const mailDomain = mailDomainOf(config);
    const persistence = await createPersistence(database, jobQueueOn(boss), { mailDomain });
    await persistence.alone('catalogue', () => persistence.stores.topics.load(catalogue));

    const secretKey = config.secretKey ?? (await localSecretKey(config.home));
    const transport =
      config.smtpUrls.length > 0
        ? createSmtpTransport({ urls: config.smtpUrls, log })
        : createCatcher(persistence.stores.caughtMail, async (raw) => (await readMail(raw)).subject);
    // Side by side: the transport lets messages on their way arrive and gives up those that take too long, and the jobs
    // in hand write down what came of each.
    closers.push(async () => {
      await Promise.all([boss.stop({ graceful: true, timeout: drainMs }), transport.close()]);
    });
    const now = options.now ?? (() => new Date());
    const links = createLinks({ publicUrl: config.publicUrl, secretKey });
    const returnPaths = createReturnPaths({ domain: config.bounceDomain, secretKey });
    const leaseMs = config.leaseSeconds * 1000;
    const settings = createLiveSettings(persistence.stores.settings);
    const deps: Deps = {
      ...persistence,
      now,
      log,
      links,
      returnPaths,
      webhooks: openWebhooks(config.webhooks),
      composer: await composer,
      transport,
      files: subscribersCsv,
      csv: writeCsv,
      passwords: { hash: hashPassword, check: checkPassword },
      vault: createVault(secretKey),
      oneTimePasswords,
      sources: openSources(config, sourceMemory(database.prisma)),
      mailDomain,
      cards: createDigestCards(persistence.stores, { links, returnPaths }, now),
      similar: openSimilarPapers(persistence.stores),
      ledger: openLedger({ ...persistence, now, log, leaseMs }),
      settings,
      pace: createPace(paceStore(database.pool), settings, config.maxSendRate),
      warmUp: createWarmUp(dayStore(database.pool), config.warmUpFrom, now),
      holds: createDomainHolds(),
      watch: createDigestWatch({ stores: persistence.stores, now, log }),
      siteChanges,
      knownTopics: openKnownTopics({ ...persistence, siteChanges }),
      requestBook: openRequestBook(persistence),
      leaseMs,
    };

    const ending = new AbortController();
    return {
      deps,
      config,
      secretKey,
      scheduleMark: scheduleMark(config.home, log),
      readMail,
      ending: ending.signal,
      checkReady: async () => {
        await database.ping();
        if ((await boss.schemaVersion()) === null) throw new Error('the job queue is not installed');
      },
      queueDepths: async () => {
        const queues = await boss.getQueues();
        return queues.map((queue) => ({
          name: queue.name,
          waiting: queue.queuedCount,
          active: queue.activeCount,
        }));
      },
      receiveBounces: () => receiveBounces(config, deps),
      work: () => startWorkers(boss, handlers(deps, ending.signal), log),
      stop: async () => {
        ending.abort();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function receiveBounces(config: Config, deps: Deps): Promise<BounceReceiver | null> {
  const { bounceDomain, bounceHost: host, bouncePort: port, bounceTls: tls } = config;
  if (bounceDomain === null || port === null) return null;
  return await startBounceReceiver({
    host,
    port,
    name: bounceDomain,
    tls,
    isOurs: (address) => deps.returnPaths.read(address) !== null,
    receive: async (message) => void (await recordBounceMail(deps, { origin: 'smtp', ...message })),
    log: deps.log,
  });
}

/** The keys that messages are signed with; empty: they are not signed here. Throws as `loadDkimKeys` does. */
export function dkimKeysOf(config: Config): DkimKey[] {
  return config.dkim === null ? [] : loadDkimKeys({ ...config.dkim, ed25519: config.dkimEd25519 });
}

async function openComposer(config: Config): Promise<MailComposer> {
  return await createMailComposer({
    from: config.mailFrom,
    replyTo: config.mailReplyTo,
    postalAddress: config.postalAddress,
    listId: config.listId,
    publicUrl: config.publicUrl,
    dkim: dkimKeysOf(config),
  });
}

/** The domain in MAIL_FROM. */
export function mailDomainOf({ mailFrom }: Config): string {
  return /@([\w.-]+)>?$/.exec(mailFrom)?.[1] ?? 'localhost.localdomain';
}

/** Where the database is; the embedded one is started when the configuration names none, and `closers` let it go. */
export async function databaseUrl(
  config: Config,
  log: Log,
  closers: (() => Promise<void>)[],
): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl;
  const embedded = await acquireEmbedded({ home: config.home });
  closers.push(() => embedded.release());
  log.info({ started: embedded.started }, 'using the embedded PostgreSQL');
  return embedded.url;
}

/** Loaded at the first visit: what checks their answers is a fifth of a start, and most commands visit none. */
function openSources(config: Config, memory: SourceMemory): PaperSource[] {
  return config.sources.map((name) => {
    let opened: Promise<PaperSource> | null = null;
    return {
      name,
      async harvest(input) {
        opened ??= openSource(name, config, memory);
        return await (await opened).harvest(input);
      },
    };
  });
}

async function openSource(name: SourceName, config: Config, memory: SourceMemory): Promise<PaperSource> {
  const userAgent = `Offprint/${version} (+${config.publicUrl})`;
  switch (name) {
    case 'hugging-face': {
      const { createHuggingFace } = await import('../adapters/sources/hugging-face.ts');
      return createHuggingFace({ baseUrl: config.huggingFaceUrl, memory, userAgent });
    }
    case 'arxiv': {
      const { createArxiv } = await import('../adapters/sources/arxiv.ts');
      return createArxiv({
        apiUrl: config.arxivApiUrl,
        rssUrl: config.arxivRssUrl,
        categories: [...config.arxivCategories],
        memory,
        userAgent,
      });
    }
  }
}

function handlers(deps: Deps, ending: AbortSignal): Handlers {
  return {
    'plan-digest': ({ digestId }) => planDigest(deps, digestId),
    'send-deliveries': (data, signal) => sendDeliveries(deps, data, AbortSignal.any([signal, ending])),
    'send-subscription-mail': (data) => sendSubscriptionMail(deps, data),
    'import-subscribers': ({ importId }, signal) =>
      runImport(deps, importId, AbortSignal.any([signal, ending])),
    'match-topic': ({ topicId }) => deps.stores.topics.match(topicId),
    'send-account-mail': (data) => sendAccountMail(deps, data),
    ingest: async ({ sources }, signal) => {
      await ingestPapers(deps, { sources, signal: AbortSignal.any([signal, ending]) });
    },
  };
}
