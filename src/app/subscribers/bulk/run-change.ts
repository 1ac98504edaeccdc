import type { BulkKind } from '../../../domain/subscribers/bulk-change.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../in-transaction.ts';
import type { Stores } from '../../persistence.ts';
import { eraseSubscriber } from '../erase-subscriber.ts';
import { unsubscribe } from '../unsubscribe.ts';

/** Subscribers who have their turn in one transaction. */
const chunks: Record<BulkKind, number> = { tag: 2_000, untag: 2_000, unsubscribe: 200, erase: 50 };

type Runs = Pick<Deps, 'atomically' | 'log' | 'now'>;

/**
 * The worker's part of a change: some at a time, each wholly or not at all, until everybody has had their turn or
 * somebody stops it. One that was cut off goes on with those who are left.
 */
export async function runChange(deps: Runs, changeId: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const goesOn = await deps.atomically((stores) => runChunk(inTransaction(deps, stores), changeId));
    if (!goesOn) return;
  }
}

/** Whether there is more to do. */
async function runChunk(deps: Runs & { stores: Stores }, changeId: number): Promise<boolean> {
  const { bulkChanges } = deps.stores;
  const change = await bulkChanges.lockRunning(changeId);
  if (change === null) return false;
  const ids = await bulkChanges.nextMembers(changeId, chunks[change.kind]);
  if (ids.length === 0) {
    await bulkChanges.end(changeId, 'done', deps.now());
    deps.log.info({ changeId, change: change.kind }, 'changed many subscribers');
    return false;
  }
  const changed = await changeThese(deps, change, ids);
  await bulkChanges.leave(changeId, ids, changed);
  return true;
}

/** For how many it made a difference. */
async function changeThese(
  deps: Runs & { stores: Stores },
  { kind, tagId }: { kind: BulkKind; tagId: number | null },
  ids: readonly number[],
): Promise<number> {
  const { subscribers, tags } = deps.stores;
  let changed = 0;
  switch (kind) {
    case 'tag':
      // Deleted since: there is nothing to give.
      return tagId === null ? 0 : await tags.giveTag(ids, tagId);
    case 'untag':
      return tagId === null ? 0 : await tags.removeTag(ids, tagId);
    case 'unsubscribe':
      for (const id of ids) if (await unsubscribe(deps, { subscriberId: id, means: 'admin' })) changed++;
      return changed;
    case 'erase':
      for (const id of ids) {
        // Somebody may have been erased meanwhile, by themselves too.
        if ((await subscribers.byId(id)) === null) continue;
        await eraseSubscriber(deps, id);
        changed++;
      }
      return changed;
  }
}
