import { invalid } from '../../domain/errors.ts';
import type { Subscriber, SubscriberStatus } from '../../domain/subscribers/subscriber.ts';
import type { Cadence } from '../../domain/time/cadence.ts';
import type { Needs } from '../deps.ts';

export type SubscriberSearch = {
  q?: string | undefined;
  status?: SubscriberStatus | undefined;
  cadence?: Cadence | undefined;
  /** A topic's slug. */
  topic?: string | undefined;
  /** The last id of the page before. */
  before?: number | undefined;
  limit: number;
};

/** Subscribers that fit all that is given, the newest first. Rejects with `invalid` for a topic that is not there. */
export async function findSubscribers(
  deps: Needs<never, 'subscribers' | 'topics'>,
  requested: SubscriberSearch,
): Promise<Subscriber[]> {
  const slug = requested.topic?.trim() ?? '';
  const topic = slug === '' ? null : await deps.stores.topics.bySlug(slug);
  if (slug !== '' && topic === null)
    throw invalid([{ field: 'topic', message: `there is no topic "${slug.slice(0, 60)}"` }]);
  return await deps.stores.subscribers.find({
    search: requested.q?.trim() || null,
    status: requested.status ?? null,
    cadence: requested.cadence ?? null,
    topicId: topic?.id ?? null,
    before: requested.before ?? null,
    limit: requested.limit,
  });
}
