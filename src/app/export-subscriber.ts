import { DomainError } from '../domain/errors.ts';
import type { Deps } from './ports.ts';

/** All that is kept about one person, in the shape that they download. Rejects with `not_found`. */
export async function exportSubscriber(deps: Deps, subscriberId: number) {
  const { stores } = deps;
  const subscriber = await stores.subscribers.byId(subscriberId);
  if (subscriber === null) throw new DomainError('not_found', 'There is no such subscriber.');
  const topics = await stores.topics.list();
  /** Topics by the slugs that people know. */
  const bySlug = <T extends { topicIds: number[] }>({ topicIds, ...fields }: T) => ({
    ...fields,
    topics: topics.filter(({ id }) => topicIds.includes(id)).map(({ slug }) => slug),
  });
  return {
    subscriber: bySlug(subscriber),
    consent: (await stores.requests.of(subscriberId)).map((request) => ({
      form: request.form,
      textVersion: request.textVersion,
      requestedAt: request.createdAt,
      requestedFrom: request.clientIp,
      asked: bySlug(request.choices),
      mailedAt: request.mailedAt,
      confirmedAt: request.confirmedAt,
      confirmedFrom: request.confirmedIp,
    })),
    events: await stores.subscribers.events(subscriberId),
    deliveries: await stores.subscribers.deliveriesOf(subscriberId),
    bounces: (await stores.bounces.of(subscriberId)).map(({ kind, reason, status, at }) => ({
      kind,
      reason,
      status,
      at,
    })),
  };
}
