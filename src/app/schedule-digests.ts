import { dueSlot } from '../domain/cadence.ts';
import type { Deps } from './ports.ts';

/**
 * The scheduler's tick: one digest for each cadence of which somebody is due. Any number of processes may tick in
 * the same minute; the slot belongs to the first (a unique index), the others create nothing. Whoever became due
 * while everything was down is due now, once.
 */
export async function scheduleDigests(deps: Deps): Promise<number[]> {
  const now = deps.now();
  const slot = dueSlot(now);
  const created: number[] = [];
  for (const cadence of await deps.stores.digests.dueCadences(slot)) {
    const digest = await deps.atomically(async (stores) => {
      const made = await stores.digests.create({
        origin: 'schedule',
        cadence,
        slot,
        asOf: now,
        topicIds: [],
        subscriberIds: [],
        targeted: false,
        idempotencyKey: null,
        requestHash: null,
        createdAt: now,
      });
      if (made !== null)
        await stores.jobs.send('plan-digest', { digestId: made.id }, { key: String(made.id) });
      return made;
    });
    if (digest === null) continue;
    created.push(digest.id);
    deps.log.info({ digestId: digest.id, cadence, slot: slot.toISOString() }, 'a digest is due');
  }
  return created;
}
