import type { Stores } from '../persistence.ts';

/** Deliveries that a worker takes as one job. */
const jobSize = 200;

/** Gives queued deliveries to the workers. */
export async function giveOut(
  stores: Pick<Stores, 'jobs'>,
  digestId: number,
  ids: readonly string[],
): Promise<void> {
  for (let start = 0; start < ids.length; start += jobSize) {
    await stores.jobs.send('send-deliveries', { digestId, deliveryIds: ids.slice(start, start + jobSize) });
  }
}
