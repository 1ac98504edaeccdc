import { openBounceReader } from '../adapters/apart/bounce-reader.ts';
import { createLinks } from '../adapters/crypto/links.ts';
import { oneTimePasswords } from '../adapters/crypto/one-time-passwords.ts';
import { openPasskeys } from '../adapters/crypto/passkeys.ts';
import { openProofOfWork } from '../adapters/crypto/proof-of-work.ts';
import { createReturnPaths } from '../adapters/crypto/return-paths.ts';
import { createVault } from '../adapters/crypto/vault.ts';
import { scheduleMark } from '../adapters/files/schedule-mark.ts';
import { subscribersCsv } from '../adapters/files/subscribers-csv.ts';
import { suppressionsCsv } from '../adapters/files/suppressions-csv.ts';
import { openUploads } from '../adapters/files/uploads.ts';
import { writeCsv } from '../adapters/files/write-csv.ts';
import { createOutgoingPosts } from '../adapters/integrations/outgoing-posts.ts';
import { composeInTurns } from '../adapters/mail/in-turns.ts';
import { readMail } from '../adapters/mail/mime/read-mail.ts';
import { createMarkdown } from '../adapters/markdown/markdown.ts';
import { sendDayStore, sendTimeStore } from '../adapters/postgres/digests/send-times.ts';
import { openSiteChanges } from '../adapters/postgres/papers/site-changes.ts';
import { sourceMemory } from '../adapters/postgres/papers/sources.ts';
import { startWorkers } from '../adapters/queue/workers.ts';
import { type BounceReceiver, startBounceReceiver } from '../adapters/smtp/bounce-receiver.ts';
import { createCatcher } from '../adapters/smtp/catcher.ts';
import { readServerUrls } from '../adapters/smtp/server-url.ts';
import { createSmtpTransport } from '../adapters/smtp/transport.ts';
import { openThumbnailer } from '../adapters/thumbnails/thumbnailer.ts';
import { openWebhooks } from '../adapters/webhooks/index.ts';
import { recordBounceMail } from '../app/bounces/record-bounce.ts';
import { createLiveBrand, type LiveBrand } from '../app/brand/live-brand.ts';
import type { Clock } from '../app/clock.ts';
import { openLedger } from '../app/deliveries/delivery-ledger.ts';
import { createDomainHolds } from '../app/deliveries/domain-holds.ts';
import { createLiveSettings } from '../app/deliveries/live-settings.ts';
import { sendLetter } from '../app/deliveries/send-letter.ts';
import { createSendRateLimit } from '../app/deliveries/send-rate-limit.ts';
import { createServerHolds } from '../app/deliveries/server-holds.ts';
import { createWarmUp } from '../app/deliveries/warm-up.ts';
import { openWelcomePapers } from '../app/deliveries/welcome-papers.ts';
import type { Deps } from '../app/deps.ts';
import { createDigestCards } from '../app/digests/digest-cards.ts';
import type { ScheduleMark } from '../app/digests/schedule-stores.ts';
import { createDigestWatch } from '../app/digests/watch-digests.ts';
import type { Log } from '../app/log.ts';
import type { MailTransport } from '../app/mail.ts';
import { openKnownTopics } from '../app/papers/known-topics.ts';
import { openSimilarPapers } from '../app/papers/similar-papers.ts';
import { createCrowd } from '../app/subscribers/crowd.ts';
import { openRequestWriter } from '../app/subscribers/write-requests.ts';
import { type Config, greetingOf } from '../config/config.ts';
import { isPostmaster } from '../domain/bounces/bounce-address.ts';
import { messageOf } from '../domain/errors.ts';
import { feedIdsOf } from '../domain/feed-ids.ts';
import { readMailbox } from '../domain/sending/mailbox.ts';
import { outcomeOf } from '../domain/sending/outcome.ts';
import { version } from '../version.ts';
import { handlers } from './handlers.ts';
import { messageIdsOf, secretKeyOf } from './keys.ts';
import { openComposer } from './mail.ts';
import { openLookUp } from './sources.ts';
import { openStores } from './stores.ts';
import type { Tuning } from './tuning.ts';

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

/**
 * Opens everything that the configuration names: the database (embedded when none is named, started if need be and
 * brought up to date), the queue, the mail transport, the sources. `worker`: this process will take jobs.
 * `siteChangesWithinMs`: how old what pages show may be; a second unless told.
 */
export async function openService(
  config: Config,
  options: {
    log: Log;
    worker: boolean;
    now?: Clock;
    siteChangesWithinMs?: number;
    tuning?: Tuning | undefined;
  },
): Promise<Service> {
  const { log } = options;
  const closers: (() => Promise<void>)[] = [];
  // Takes about as long as opening the database, so they go side by side; its error is told below.
  const branding = Promise.withResolvers<LiveBrand>();
  const composer = openComposer(config, async () => await (await branding.promise).now());
  composer.catch(() => undefined);
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const opened = await openStores(config, options);
    closers.push(opened.close);
    const { database, queue, deps: base } = opened;
    const siteChanges = openSiteChanges(database.direct, {
      withinMs: options.siteChangesWithinMs ?? 1_000,
      onError: (error) =>
        log.warn({ reason: error.message }, 'pages are made for each request: nothing tells of changes'),
    });
    closers.push(siteChanges.close);
    // At start, so that a queue that cannot be opened is told then.
    const boss = await queue.boss();
    await opened.loadCatalogue();

    const secretKey = await secretKeyOf(config);
    const { stores, now } = base;
    const serverNames = readServerUrls(config.smtpUrls).map(({ name }) => name);
    const serverHolds = createServerHolds(base, serverNames, () => transport.look());
    const transport: MailTransport =
      config.smtpUrls.length > 0
        ? createSmtpTransport({
            urls: config.smtpUrls,
            greeting: greetingOf(config),
            isHeld: serverHolds.isHeld,
            onRefused: (handover) =>
              void serverHolds
                .learnSession(outcomeOf(handover))
                .catch((error: unknown) =>
                  log.warn(
                    { reason: messageOf(error) },
                    'that a mail server refuses us could not be written',
                  ),
                ),
            log,
            timeouts: options.tuning?.smtp ?? {},
          })
        : createCatcher(stores.caughtMail, readMail);
    // Side by side: the transport lets messages on their way arrive and gives up those that take too long, and the jobs
    // in hand write down what came of each.
    closers.push(async () => {
      await Promise.all([queue.stop(), transport.close()]);
    });
    const bounceReader = openBounceReader(log);
    closers.push(bounceReader.close);
    const userAgent = `Offprint/${version} (+${config.publicUrl})`;
    const thumbnailer = openThumbnailer({
      hosts: config.thumbnailHosts,
      mostBytes: config.thumbnailBytes,
      userAgent,
      loopback: config.localTargets,
      timeoutMs: options.tuning?.outgoingTimeoutMs,
      log,
    });
    const uploads = openUploads(log);
    closers.push(thumbnailer.close, uploads.close);
    const links = createLinks({ publicUrl: config.publicUrl, secretKey });
    const returnPaths = createReturnPaths({ domain: config.bounceDomain, secretKey });
    const leaseMs = config.leaseSeconds * 1000;
    const settings = createLiveSettings(stores.settings);
    const brand = createLiveBrand(stores.brand, readMailbox(config.mailFrom)?.name ?? '');
    branding.resolve(brand);
    // Pages show what was read last.
    await brand.now();
    const feedIds = await stores.installation.settleFeedIds({
      fresh: feedIdsOf(config.publicUrl, now()),
      before: `${config.publicUrl}/`,
    });
    const markdown = createMarkdown(config.publicUrl);
    const deps: Deps = {
      ...base,
      links,
      returnPaths,
      messageIds: await messageIdsOf(config),
      bounceReader,
      webhooks: openWebhooks(config.webhooks),
      composer: composeInTurns(await composer),
      markdown,
      transport,
      files: subscribersCsv,
      suppressionFiles: suppressionsCsv,
      csv: writeCsv,
      vault: createVault(secretKey),
      oneTimePasswords,
      passkeys: openPasskeys(config.publicUrl),
      cards: createDigestCards(stores, { links, returnPaths }, markdown, now),
      similar: openSimilarPapers(stores, base.meaning),
      ledger: openLedger({ ...base, leaseMs }),
      settings,
      brand,
      ...uploads.readers,
      thumbnailer,
      feedIds,
      outgoing: createOutgoingPosts({
        userAgent,
        loopback: config.localTargets,
        timeoutMs: options.tuning?.outgoingTimeoutMs,
      }),
      sendRateLimit: createSendRateLimit(sendTimeStore(database.ledger), settings, config.maxSendRate),
      warmUp: createWarmUp(sendDayStore(database.ledger), config.warmUpFrom, now),
      holds: createDomainHolds(),
      serverHolds,
      sendLetter: async (mail, subscriberId) => await sendLetter(deps, mail, subscriberId),
      lookUpPaper: openLookUp(config, sourceMemory(database.prisma)),
      takeWelcomePapers: async (subscriberId, language) =>
        await openWelcomePapers(deps)(subscriberId, language),
      watch: createDigestWatch(base),
      siteChanges,
      knownTopics: openKnownTopics({ ...base, siteChanges }),
      writeRequest: openRequestWriter(base),
      crowd: createCrowd(
        { proofOfWork: openProofOfWork(secretKey), now: () => performance.now() },
        options.tuning?.crowd,
      ),
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
    isOurs: (address) => deps.returnPaths.read(address) !== null || isPostmaster(address, bounceDomain),
    receive: async (message) => void (await recordBounceMail(deps, { origin: 'smtp', ...message })),
    log: deps.log,
  });
}
