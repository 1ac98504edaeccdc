import { mostSaved } from '../../domain/papers/saved/saved-list.ts';
import type { Needs } from '../deps.ts';

/** Adds papers to the list that is kept with a subscription, and takes others from it. */
export async function changeSaved(
  deps: Needs<'atomically' | 'now', never>,
  subscriberId: number,
  { added, removed }: { added: readonly number[]; removed: readonly number[] },
): Promise<void> {
  const now = deps.now();
  await deps.atomically(async ({ savedPapers }) => {
    if (removed.length > 0) await savedPapers.dropSaved(subscriberId, removed);
    if (added.length > 0) await savedPapers.keepSaved(subscriberId, added, now, mostSaved);
  });
}
