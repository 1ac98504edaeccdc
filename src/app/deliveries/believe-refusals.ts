import { recordHardBounce } from '../bounces/record-hard-bounce.ts';
import type { Needs } from '../deps.ts';
import { giveOut } from '../digests/give-out.ts';
import { countRefusal } from '../digests/judge-digest.ts';
import type { Believed, Withheld } from './server-holds.ts';

/**
 * Does what follows from refusals that were withheld: of those that mean their readers, an address that is gone is
 * suppressed; deliveries that were refused because of us go back into the queue, and the attempt does not count.
 */
export async function believeRefusals(
  deps: Needs<'atomically' | 'log' | 'now', 'digests' | 'returns'>,
  { readers, us }: Believed,
): Promise<void> {
  for (const { subscriberId, reply, hard, delivery } of readers) {
    if (!hard) continue;
    await recordHardBounce(deps, subscriberId, reply, delivery?.digestId ?? null);
    if (delivery !== null) await countRefusal(deps, delivery.id);
  }
  const deliveries = us.flatMap(({ delivery }) => delivery ?? []);
  for (const [digestId, attempts] of Map.groupBy(deliveries, (one) => one.digestId))
    await takeBack(deps, digestId, attempts);
}

async function takeBack(
  deps: Pick<Parameters<typeof believeRefusals>[0], 'atomically' | 'log' | 'now'>,
  digestId: number,
  attempts: readonly NonNullable<Withheld['delivery']>[],
): Promise<void> {
  const now = deps.now();
  const taken = await deps.atomically(async (stores) => {
    if ((await stores.digests.lock(digestId)) === null) return 0;
    const ids = await stores.deliveries.takeBack(digestId, attempts);
    if (ids.length === 0) return 0;
    await stores.digests.setStatus(digestId, 'sending', ['finished'], now);
    await giveOut(stores, digestId, ids);
    return ids.length;
  });
  if (taken > 0)
    deps.log.warn({ digestId, deliveries: taken }, 'refusals of everybody mean us: deliveries wait again');
}
