import { preferenceNames, preferences } from '../../domain/subscribers/preferences.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { interestValues } from '../interests/name-interests.ts';
import { filterDetail, totalOf } from './list/find-subscribers.ts';
import { everybody, type SubscriberFilter } from './subscriber-stores.ts';

const page = 500;

/**
 * Subscribers as rows of the import format, read a page at a time: all, or those that fit a filter. `actor` asked for
 * them: the log of changes says so before the first row.
 */
export async function* exportSubscribers(
  deps: Needs<'now', 'audit' | 'requests' | 'subscribers' | 'topics'>,
  { actor, filter = everybody }: { actor: string; filter?: SubscriberFilter },
): AsyncGenerator<Record<string, string>> {
  const count = totalOf(filter, await deps.stores.subscribers.countsOf(filter));
  const detail = { count, ...filterDetail(filter) };
  await recordAction(deps.stores, { actor, at: deps.now() }, 'subscribers exported', 'subscribers', detail);
  const slugs = new Map((await deps.stores.topics.list()).map(({ id, slug }) => [id, slug]));
  let after = 0;
  for (;;) {
    const subscribers = await deps.stores.subscribers.list({ filter, after, limit: page });
    const last = subscribers.at(-1);
    if (last === undefined) return;
    const sources = await deps.stores.requests.consentOf(subscribers.map(({ id }) => id));
    for (const subscriber of subscribers) yield toRow(subscriber, slugs, sources.get(subscriber.id) ?? '');
    after = last.id;
  }
}

function toRow(
  subscriber: Subscriber,
  slugs: ReadonlyMap<number, string>,
  source: string,
): Record<string, string> {
  return {
    email: subscriber.email,
    name: subscriber.name ?? '',
    ...interestCells(subscriber, slugs),
    ...Object.fromEntries(
      preferenceNames.map((name) => [preferences[name].column, String(subscriber[name])]),
    ),
    status: subscriber.status,
    // No name of a tag has a semicolon (domain/subscribers/tag.ts).
    tags: subscriber.tags.join(';'),
    // The form of an import names where the consent came from: what the file said.
    consent_source: source.replace(/^(import|admin):/, ''),
    consent_at: subscriber.confirmedAt?.toISOString() ?? '',
  };
}

/**
 * Queries and names have no semicolons (domain/papers/search-query.ts, domain/papers/author-name.ts); weights are left
 * out.
 */
function interestCells({ interests }: Subscriber, slugs: ReadonlyMap<number, string>) {
  const { topics, queries, authors, papers } = interestValues(interests, slugs);
  const cell = (values: readonly { value: string }[]) => values.map(({ value }) => value).join(';');
  return { topics: cell(topics), queries: cell(queries), authors: cell(authors), papers: cell(papers) };
}
