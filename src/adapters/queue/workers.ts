import type { Job, PgBoss } from 'pg-boss';
import type { JobName, Jobs } from '../../app/job-queue.ts';
import type { Log } from '../../app/log.ts';
import { messageOf } from '../../domain/errors.ts';
import { queueNames } from './boss.ts';

/** What to do with each kind of job. A rejection makes the queue try again with a growing delay. */
export type Handlers = { [N in JobName]: (data: Jobs[N], signal: AbortSignal) => Promise<void> };

/** Jobs of a kind that one process works on at a time. */
const concurrency: Record<JobName, number> = {
  'plan-digest': 1,
  'plan-range': 1,
  'send-deliveries': 2,
  'send-subscription-mail': 4,
  'send-link': 1,
  'send-address-mail': 1,
  'send-account-mail': 1,
  ingest: 1,
  'import-subscribers': 1,
  'change-subscribers': 1,
  'match-topic': 1,
  'embed-papers': 1,
  'keep-thumbnails': 1,
  tidy: 1,
  // A slow one keeps no other waiting.
  'tell-integration': 4,
};

/** Starts taking jobs, until the queue is stopped. */
export async function startWorkers(boss: PgBoss, handlers: Handlers, log: Log): Promise<void> {
  async function run<N extends JobName>(name: N, job: Job<Jobs[N]>): Promise<void> {
    try {
      await handlers[name](job.data, job.signal);
    } catch (error) {
      log.error(
        { job: name, jobId: job.id, reason: messageOf(error) },
        'a job failed; it will be tried again',
      );
      throw error;
    }
  }
  async function startOne<N extends JobName>(name: N): Promise<void> {
    let id = '';
    id = await boss.work<Jobs[N]>(
      name,
      { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5, batchSize: 1 },
      async (jobs) => {
        try {
          for (const job of jobs) await run(name, job);
        } finally {
          // Otherwise it would wait for a notification or the next poll, although more jobs may be waiting already.
          boss.notifyWorker(id);
        }
      },
    );
  }
  // At once, not only after the first interval: where processes live for seconds, jobs of dead ones must go on too.
  void boss
    .supervise()
    .catch((error: unknown) => log.warn({ reason: String(error) }, 'the queue could not be looked after'));
  for (const name of queueNames) {
    for (let one = 0; one < concurrency[name]; one++) await startOne(name);
  }
}
