import type { Deps } from '../deps.ts';
import { barSubscriber } from './bar-subscriber.ts';

/**
 * The server said that the address does not exist: it is suppressed, and nothing more goes to it. `digestId`: of the
 * digest that it refused; null: it was another mail.
 */
export async function recordHardBounce(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  reply: string,
  digestId: number | null = null,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) return;
    // A suppression outlives the person's data: only codes are kept there.
    const code = /^\d{3}(?:[ -]\d\.\d+\.\d+)?/.exec(reply)?.[0] ?? 'refused for good';
    await barSubscriber(stores, subscriber, {
      status: 'bounced',
      note: code,
      actor: 'mail server',
      // Kept for as long as the person's data; without an address.
      detail: {
        code,
        reply: reply.replace(/\s+/g, ' ').slice(0, 500),
        ...(digestId === null ? {} : { digestId }),
      },
      at: deps.now(),
    });
  });
}
