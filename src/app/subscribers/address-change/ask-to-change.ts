import { DomainError, invalid } from '../../../domain/errors.ts';
import { comparable, parseAddress } from '../../../domain/subscribers/address.ts';
import { mostAddressChanges } from '../../../domain/subscribers/address-change.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Deps } from '../../deps.ts';

/**
 * Takes a reader's wish to get the digests at another address. What is answered is the same for every address; whether
 * a mail goes there is decided later, by the job. Rejects with `invalid` for what is no address, or the present one,
 * and `too_many` for a reader who asks too often.
 */
export async function askToChangeAddress(
  deps: Pick<Deps, 'atomically' | 'now'>,
  { subscriber, email }: { subscriber: Subscriber; email: string },
): Promise<void> {
  const parsed = parseAddress(email);
  if (!parsed.ok) throw invalid([{ field: 'email', message: parsed.message }]);
  if (comparable(parsed.address) === comparable(subscriber.email))
    throw invalid([{ field: 'email', message: 'is the address that the digests come to already' }]);
  const createdAt = deps.now();
  const since = new Date(createdAt.getTime() - dayMs);
  await deps.atomically(async ({ addressChanges, jobs }) => {
    const before = await addressChanges.ofSubscriber(subscriber.id);
    if (before.filter((one) => one.createdAt > since).length >= mostAddressChanges)
      throw new DomainError('too_many', 'You asked for this too often today. Please try again tomorrow.', {
        retryAfter: dayMs / 1000,
      });
    const asked = { subscriberId: subscriber.id, newEmail: parsed.address, createdAt };
    const changeId = await addressChanges.ask(asked);
    await jobs.send('send-address-mail', { kind: 'confirm', changeId });
  });
}
