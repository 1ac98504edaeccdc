import type { PgBoss } from 'pg-boss';
import type { Db } from '../adapters/postgres/client.ts';
import type { JobQueue } from '../app/job-queue.ts';
import type { Log } from '../app/log.ts';

/** The job queue, loaded and opened when it is first used: most commands leave no work to it. */
export type Queue = {
  /** Rejects when it cannot be opened. */
  boss(): Promise<PgBoss>;
  /** The queue as the use cases see it, working in the transaction of `db`. */
  on(db: Db): JobQueue;
  /** Lets jobs in hand end, bounded in time, and closes it if it was opened. A second call does nothing more. */
  stop(): Promise<void>;
};

/** How long a stopping process waits for jobs in hand. */
const drainMs = 20_000;

/** `direct`: where a session of its own can listen; `worker`: this process will take jobs. */
export function createQueue(
  url: string,
  options: { direct: string; worker: boolean; log: Log; superviseSeconds?: number | undefined },
): Queue {
  let opening: ReturnType<typeof load> | null = null;
  const load = async () => {
    const { jobQueueOn, openBoss } = await import('../adapters/queue/boss.ts');
    const boss = await openBoss(url, options);
    return { boss, on: jobQueueOn(boss) };
  };
  const open = () => {
    opening ??= load();
    return opening;
  };
  const jobsOn = async (db: Db) => (await open()).on(db);
  return {
    boss: async () => (await open()).boss,
    on: (db) => ({
      send: async (name, data, how) => await (await jobsOn(db)).send(name, data, how),
      sendAll: async (name, datas) => await (await jobsOn(db)).sendAll(name, datas),
      forgetJobsOf: async (subscriberId) => await (await jobsOn(db)).forgetJobsOf(subscriberId),
    }),
    async stop() {
      const opened = await opening?.catch(() => null);
      opening = null;
      await opened?.boss.stop({ graceful: true, timeout: drainMs });
    },
  };
}
