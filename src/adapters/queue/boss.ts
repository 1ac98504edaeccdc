import { fromPrisma, type Db as IDatabase, PgBoss } from 'pg-boss';
import type { JobName, JobQueue } from '../../app/job-queue.ts';
import type { Log } from '../../app/log.ts';
import type { Db } from '../postgres/client.ts';

/**
 * A job of a worker that was killed is given to another one when its heartbeat has been silent for
 * `heartbeatSeconds`; one that hangs is ended after `expireInSeconds`.
 */
const queues = {
  'plan-digest': {
    // One at a time for each digest, in hand or waiting: a second planner would only wait for the first.
    policy: 'exclusive',
    retryLimit: 100,
    retryDelay: 1,
    retryDelayMax: 60,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 10,
  },
  'send-deliveries': {
    policy: 'standard',
    retryLimit: 100,
    retryDelay: 1,
    retryDelayMax: 60,
    expireInSeconds: 3600,
    heartbeatSeconds: 10,
  },
  'send-subscription-mail': {
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 30,
    retryDelayMax: 3600,
    expireInSeconds: 300,
    heartbeatSeconds: 20,
  },
  'send-link': {
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 30,
    retryDelayMax: 3600,
    expireInSeconds: 300,
    heartbeatSeconds: 20,
  },
  'send-address-mail': {
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 30,
    retryDelayMax: 3600,
    expireInSeconds: 300,
    heartbeatSeconds: 20,
  },
  'send-account-mail': {
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 30,
    retryDelayMax: 3600,
    expireInSeconds: 300,
  },
  'import-subscribers': {
    policy: 'standard',
    retryLimit: 100,
    retryDelay: 1,
    retryDelayMax: 60,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 10,
  },
  'change-subscribers': {
    // One at a time for each change, in hand or waiting.
    policy: 'exclusive',
    retryLimit: 100,
    retryDelay: 1,
    retryDelayMax: 60,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 10,
  },
  'match-topic': {
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 5,
    retryDelayMax: 300,
    expireInSeconds: 600,
    heartbeatSeconds: 20,
  },
  'embed-papers': {
    // One at a time, in hand or waiting. What it could not do is asked for again in a minute.
    policy: 'exclusive',
    retryLimit: 0,
    retryDelay: 0,
    retryDelayMax: 1,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 20,
  },
  'keep-thumbnails': {
    // As with what papers mean.
    policy: 'exclusive',
    retryLimit: 0,
    retryDelay: 0,
    retryDelayMax: 1,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 20,
  },
  'tell-integration': {
    // One at a time for each integration, in hand or waiting. What is left waits for the next one, seconds later.
    policy: 'exclusive',
    retryLimit: 0,
    retryDelay: 0,
    retryDelayMax: 1,
    expireInSeconds: 600,
    heartbeatSeconds: 10,
  },
  tidy: {
    // One at a time, in hand or waiting. One that was cut off goes on where it was.
    policy: 'exclusive',
    retryLimit: 100,
    retryDelay: 5,
    retryDelayMax: 300,
    expireInSeconds: 12 * 3600,
    heartbeatSeconds: 20,
  },
  ingest: {
    policy: 'short',
    retryLimit: 0,
    retryDelay: 0,
    retryDelayMax: 1,
    expireInSeconds: 3600,
    heartbeatSeconds: 30,
  },
} as const satisfies Record<JobName, object>;

export const queueNames = Object.keys(queues) as JobName[];

/**
 * Opens the queue (schema `pgboss` in the same database) and makes sure that its queues exist. Only a process
 * that works (`worker` true) supervises it and listens for new jobs.
 */
export async function openBoss(
  url: string,
  options: { direct: string; worker: boolean; log: Log; superviseSeconds?: number | undefined },
): Promise<PgBoss> {
  const { direct, superviseSeconds = 5 } = options;
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'offprint-queue',
    max: options.worker ? 6 : 2,
    supervise: options.worker,
    schedule: false,
    // How soon the jobs of a worker that was killed go on: within these and the queue's heartbeat together.
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    useListenNotify: options.worker,
  });
  boss.on('error', (error) =>
    options.log.warn({ reason: error.message }, 'the job queue had an error; it goes on'),
  );
  if (direct !== url) listenAt(boss, direct);
  await boss.start();
  for (const [name, { retryDelayMax, ...settings }] of Object.entries(queues)) {
    const backoff = settings.retryLimit > 0 ? { retryBackoff: true, retryDelayMax } : {};
    await boss.createQueue(name, { ...settings, ...backoff, notify: true });
  }
  return boss;
}

/**
 * Has the queue listen past the pooler that it works through: what is told reaches a session, and there it has none of
 * its own. pg-boss knows one address, which it keeps in `config`.
 */
function listenAt(boss: PgBoss, direct: string): void {
  const db = boss.getDb() as IDatabase & { config: object };
  const config = { ...db.config, connectionString: direct };
  const { listen } = db;
  if (listen !== undefined) db.listen = listen.bind(Object.create(db, { config: { value: config } }));
}

/** The queue as the use cases see it. With a transaction's `db`, a job exists when the transaction commits. */
export function jobQueueOn(boss: PgBoss): (db: Db) => JobQueue {
  return (db) => ({
    async send(name, data, { after, key } = {}) {
      await boss.send(name, data, {
        db: fromPrisma(db),
        ...(after === undefined ? {} : { startAfter: after }),
        ...(key === undefined ? {} : { singletonKey: key }),
      });
    },
    async sendAll(name, datas) {
      if (datas.length === 0) return;
      await boss.insert(
        name,
        datas.map((data) => ({ data })),
        { db: fromPrisma(db) },
      );
    },
    async forgetJobsOf(subscriberId) {
      const name: JobName = 'send-subscription-mail';
      const inTransaction = { db: fromPrisma(db) };
      const jobs = await boss.findJobs(name, { data: { subscriberId }, ...inTransaction });
      if (jobs.length > 0)
        await boss.deleteJob(
          name,
          jobs.map(({ id }) => id),
          inTransaction,
        );
    },
  });
}
