import { DomainError } from '../../../domain/errors.ts';
import type { Needs } from '../../deps.ts';

/**
 * Gives the feed of a reader's next digest a new address; the one before ends with it. Rejects with `not_found`.
 */
export async function turnFeed(
  deps: Needs<'atomically' | 'now', never>,
  subscriberId: number,
): Promise<void> {
  const at = deps.now();
  await deps.atomically(async ({ ownFeeds, subscribers }) => {
    if (!(await ownFeeds.turnFeed(subscriberId)))
      throw new DomainError('not_found', 'There is no such subscriber.');
    await subscribers.addEvent(subscriberId, {
      kind: 'feed address changed',
      actor: 'reader',
      detail: {},
      at,
    });
  });
}
