import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import cron from 'node-cron';
import { ensureFirstAdmin } from '../app/accounts/add-admin.ts';
import { sweep } from '../app/deliveries/sweep.ts';
import { startPlanned } from '../app/digests/planned/start-planned.ts';
import { scheduleDigests } from '../app/digests/schedule-digests.ts';
import { watchDatabase } from '../app/digests/schedule-hold.ts';
import { lookAfterIntegrations } from '../app/integrations/look-after-integrations.ts';
import { countSubscribers } from '../app/overview/count-subscribers.ts';
import { askForEmbeddings } from '../app/papers/embeddings/embed-papers.ts';
import { indexPapers } from '../app/papers/index-papers.ts';
import { ingestPapers } from '../app/papers/ingest-papers.ts';
import { loadSamplePapers } from '../app/papers/load-sample-papers.ts';
import { keepTrendsFresh } from '../app/papers/refresh-trends.ts';
import { askForThumbnails } from '../app/papers/thumbnails/keep-thumbnails.ts';
import { askForTidying } from '../app/retention/tidy.ts';
import { type Config, environmentWith, loadConfig } from '../config/config.ts';
import { shownEnvironment } from '../config/environment.ts';
import { DomainError, messageOf } from '../domain/errors.ts';
import { readMailbox } from '../domain/sending/mailbox.ts';
import { buildApp } from '../http/app.ts';
import { ownChanges, version } from '../version.ts';
import { examine } from '../wire/doctor.ts';
import { openService, type Service } from '../wire/service.ts';
import type { Tuning } from '../wire/tuning.ts';
import { announce, warnOfMailbox } from './announce.ts';
import { cronLog } from './cron-log.ts';
import { createLogger } from './run.ts';
import { startWorkerProcesses } from './worker-processes.ts';

export type Role = 'all' | 'web' | 'worker';

/** How long a first start waits for the sources before it shows the sample papers. */
const firstFetchMs = 6_000;

/**
 * Runs the service until it is told to end (SIGTERM, SIGINT), then finishes the work in hand. `workers`: how many
 * processes take jobs, this one among them.
 */
export async function serve(
  { role, workers = 1 }: { role: Role; workers?: number },
  tuning: Tuning = {},
): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config);
  const works = role !== 'web';
  const service = await openService(config, { log: logger, worker: works, tuning });
  const { deps } = service;
  const stoppers: (() => Promise<void> | void)[] = [() => service.stop()];
  try {
    // Before any job is taken: what waits in the queue of a restored database must not be sent again.
    await watchDatabase(deps, service.scheduleMark);
    const mailbox = config.smtpUrls.length === 0 && !config.production;
    const app = await buildApp({
      deps,
      publicUrl: config.publicUrl,
      trustedProxies: config.trustedProxies,
      hstsSubdomains: config.hstsSubdomains,
      mailbox,
      senderName: readMailbox(config.mailFrom)?.name ?? '',
      postalAddress: config.postalAddress,
      secretKey: service.secretKey,
      version,
      changes: ownChanges(),
      environment: shownEnvironment(config, environmentWith({})),
      examine: () => examine(config, logger),
      maxSendRate: config.maxSendRate,
      readMail: service.readMail,
      checkReady: service.checkReady,
      queueDepths: service.queueDepths,
      probesOnly: role === 'worker',
      logger: logger.child({}, { level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
    });
    stoppers.push(() => app.close());
    await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw unusable('', config, error);
    });
    if (works) {
      const { bounceHost, bouncePort } = config;
      const receiver = await service.receiveBounces().catch((error: unknown) => {
        throw unusable('BOUNCE_', { host: bounceHost, port: bouncePort ?? 0 }, error);
      });
      if (receiver !== null) stoppers.push(() => receiver.close());
      await service.work();
      stoppers.push(startClock(service, tuning), startWorkerProcesses(workers - 1, config, logger));
    }
    if (role !== 'worker') {
      const admin = await ensureFirstAdmin(deps, {
        email: config.adminEmail,
        password: config.adminPassword,
      });
      announce(config.publicUrl, mailbox, admin);
      if (mailbox) warnOfMailbox(config, logger);
    }
    if (works) void firstPapers(service);
    await untilToldToEnd();
    logger.info('ending: no new work is taken, what is in hand is finished');
  } finally {
    for (const stop of stoppers.reverse()) await stop();
  }
}

/** Why this service cannot listen at the address, in words for whoever set it. */
function unusable(
  prefix: '' | 'BOUNCE_',
  { host, port }: Pick<Config, 'host' | 'port'>,
  error: unknown,
): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new DomainError(
      'unavailable',
      `Port ${port} on ${host} is taken by another program. Stop it, or set ${prefix}PORT to a free one.`,
    );
  if (code === 'EACCES')
    return new DomainError(
      'unavailable',
      `This account may not listen on port ${port}. Set ${prefix}PORT to one above 1023.`,
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new DomainError(
      'unavailable',
      `This machine has no address ${host}. Set ${prefix}HOST to one of its own, or to 0.0.0.0 for all of them.`,
    );
  return error;
}

/**
 * The scheduler: digests that are due, trends and what a killed worker left, each minute; sources by their own plan.
 */
function startClock(
  service: Service,
  { orphanedDeliveriesSeconds = 15, dueDigestsCron = '* * * * *' }: Tuning,
): () => Promise<void> {
  const { deps, config } = service;
  const running = new Set<Promise<void>>();
  const guarded = (name: string, work: () => Promise<unknown>) => async () => {
    const run = work().then(
      () => undefined,
      (error: unknown) =>
        deps.log.error(
          { task: name, reason: messageOf(error) },
          'a scheduled task failed; it runs again at its next time',
        ),
    );
    running.add(run);
    await run;
    running.delete(run);
  };
  const freshTrends = guarded('trends', () => keepTrendsFresh(deps));
  // At once too: after an upgrade there may be none.
  void freshTrends();
  void guarded('keys', () => indexPapers(deps, service.ending))();
  const count = guarded('count', () => countSubscribers(deps));
  void count();
  const embed = guarded('embeddings', () => askForEmbeddings(deps));
  void embed();
  const askForPictures = guarded('thumbnails', () => askForThumbnails(deps));
  const options = { noOverlap: true, logger: cronLog(deps.log) };
  const tasks = [
    cron.schedule('* * * * *', freshTrends, options),
    cron.schedule('* * * * *', count, options),
    cron.schedule('* * * * *', embed, options),
    cron.schedule('* * * * *', askForPictures, options),
    cron.schedule(
      '* * * * *',
      guarded('tidying', () => askForTidying(deps)),
      options,
    ),
    cron.schedule(
      dueDigestsCron,
      guarded('digests', async () => {
        await scheduleDigests(deps, { catchUp: config.catchUp, mark: service.scheduleMark });
        await startPlanned(deps);
      }),
      options,
    ),
    cron.schedule(
      `*/${orphanedDeliveriesSeconds} * * * * *`,
      guarded('sweep', () => sweep(deps)),
      options,
    ),
    cron.schedule(
      `*/${orphanedDeliveriesSeconds} * * * * *`,
      guarded('integrations', () => lookAfterIntegrations(deps)),
      options,
    ),
    cron.schedule(
      config.ingestCron,
      guarded('ingest', () =>
        deps.stores.jobs.send('ingest', { sources: [...config.sources] }, { key: 'ingest' }),
      ),
      options,
    ),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
    await Promise.all(running);
  };
}

/** Papers for a service that has none: from the sources, or the samples when none can be fetched. */
async function firstPapers({ deps, config, ending }: Service): Promise<void> {
  try {
    if ((await deps.stores.papers.count()) > 0) return;
    deps.log.info({ sources: config.sources }, 'there are no papers yet: asking the sources');
    const fetched = ingestPapers(deps, { signal: ending });
    const timer = new Promise<void>((resolve) => void setTimeout(resolve, firstFetchMs).unref());
    await Promise.race([fetched, timer]);
    if (!config.samplePapers || ending.aborted) return;
    const lines = (
      await readFile(join(import.meta.dirname, '../../scripts/sample-papers.jsonl'), 'utf8')
    ).split('\n');
    const added = await loadSamplePapers(deps, lines);
    if (added > 0)
      deps.log.info({ papers: added }, 'no source could be reached: showing sample papers until one can');
  } catch (error) {
    if (ending.aborted) return;
    deps.log.error({ reason: messageOf(error) }, 'the first papers could not be loaded');
  }
}

function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    // A worker process of another one (worker-processes.ts) does not outlive it.
    process.once('disconnect', () => resolve());
  });
}
