import type { Stores } from '../persistence.ts';
import type { QueuedDelivery } from './delivery-store.ts';

/** Deliveries that a worker takes as one job. */
const jobSize = 200;

/** Gives queued deliveries to the workers, at once or, with `after`, from that moment on. */
export async function giveOut(
  stores: Pick<Stores, 'jobs'>,
  digestId: number,
  ids: readonly string[],
  after?: Date,
): Promise<void> {
  const when = after === undefined ? {} : { after };
  for (let start = 0; start < ids.length; start += jobSize) {
    const deliveryIds = ids.slice(start, start + jobSize);
    await stores.jobs.send('send-deliveries', { digestId, deliveryIds }, when);
  }
}

/** Likewise, each when it may be sent: what is due at the same moment goes together. */
export async function giveOutInTime(
  stores: Pick<Stores, 'jobs'>,
  digestId: number,
  queued: readonly QueuedDelivery[],
  now: Date,
): Promise<void> {
  const byMoment = Map.groupBy(queued, ({ notBefore }) =>
    notBefore === null || notBefore <= now ? 0 : notBefore.getTime(),
  );
  for (const [at, due] of byMoment)
    await giveOut(
      stores,
      digestId,
      due.map(({ id }) => id),
      at === 0 ? undefined : new Date(at),
    );
}
