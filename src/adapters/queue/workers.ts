import type { PgBoss } from 'pg-boss';
import type { JobName, Jobs, Log } from '../../app/ports.ts';

/** What to do with each kind of job. A rejection makes the queue try again with a growing delay. */
export type Handlers = { [N in JobName]: (data: Jobs[N], signal: AbortSignal) => Promise<void> };

/** Jobs of a kind that one process works on at a time. */
const concurrency: Record<JobName, number> = {
  'plan-digest': 1,
  'send-deliveries': 2,
  'send-subscription-mail': 4,
  ingest: 1,
};

/** Starts taking jobs. The returned function stops taking new ones and waits for those in hand. */
export async function startWorkers(boss: PgBoss, handlers: Handlers, log: Log): Promise<void> {
  async function start<N extends JobName>(name: N) {
    await boss.work<Jobs[N]>(
      name,
      {
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 5,
        batchSize: 1,
        localConcurrency: concurrency[name],
      },
      async (jobs) => {
        for (const job of jobs) {
          try {
            await handlers[name](job.data, job.signal);
          } catch (error) {
            log.error(
              { job: name, jobId: job.id, reason: error instanceof Error ? error.message : String(error) },
              'a job failed; it will be tried again',
            );
            throw error;
          }
        }
      },
    );
  }
  await start('plan-digest');
  await start('send-deliveries');
  await start('send-subscription-mail');
  await start('ingest');
}
