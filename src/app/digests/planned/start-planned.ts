import type { Deps } from '../../deps.ts';

/**
 * Starts the sends whose moment has come, each once: any number of processes may do so at the same time, and one that
 * was missed while everything was down goes out when somebody is back. While the schedule is held, none starts.
 */
export async function startPlanned(deps: Pick<Deps, 'atomically' | 'log' | 'now'>): Promise<number[]> {
  const started: number[] = [];
  for (;;) {
    const digestId = await deps.atomically(async (stores) => {
      // What was planned in a database that was restored may have gone out since it was saved.
      if ((await stores.installation.lockHold()) !== null) return null;
      const id = await stores.digests.startNext(deps.now());
      if (id !== null) await stores.jobs.send('plan-digest', { digestId: id }, { key: String(id) });
      return id;
    });
    if (digestId === null) return started;
    started.push(digestId);
    deps.log.info({ digestId }, 'the moment of a planned send has come');
  }
}
