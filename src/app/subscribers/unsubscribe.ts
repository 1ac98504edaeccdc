import type { Deps } from '../deps.ts';

/** How somebody unsubscribed: kept as evidence. */
export type UnsubscribeMeans = 'page' | 'one-click' | 'admin' | 'import';

/**
 * Unsubscribes at once; whatever is queued is stopped when its turn comes. Repeating it changes nothing. A
 * person who was erased counts as unsubscribed. The goodbye mail goes out once, and only for the page: a mail
 * program's one-click must not be answered by yet another mail. Resolves with whether there was something to end.
 */
export async function unsubscribe(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: { subscriberId: number; means: UnsubscribeMeans },
): Promise<boolean> {
  const { subscriberId, means } = input;
  const now = deps.now();
  return await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null || (subscriber.status !== 'active' && subscriber.status !== 'pending'))
      return false;
    await stores.subscribers.deactivate(subscriberId, 'unsubscribed', now);
    const actor = means === 'page' || means === 'one-click' ? 'reader' : means;
    await stores.subscribers.addEvent(subscriberId, {
      kind: 'unsubscribed',
      actor,
      detail: { means },
      at: now,
    });
    if (means === 'page' && subscriber.status === 'active') {
      await stores.jobs.send('send-subscription-mail', { kind: 'goodbye', subscriberId });
    }
    return true;
  });
}
