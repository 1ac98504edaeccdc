import type { Deps } from '../deps.ts';
import { barSubscriber } from './bar-subscriber.ts';

/** The server said that the address does not exist: it is suppressed, and nothing more goes to it. */
export async function recordHardBounce(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  reply: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) return;
    // The reply may quote the address; only its codes are kept.
    const code = /^\d{3}(?:[ -]\d\.\d+\.\d+)?/.exec(reply)?.[0] ?? 'refused for good';
    await barSubscriber(stores, subscriber, {
      status: 'bounced',
      note: code,
      actor: 'mail server',
      detail: { code },
      at: deps.now(),
    });
  });
}
