import { type FieldError, invalid } from '../../../domain/errors.ts';
import type { LanguageTag } from '../../../domain/languages/index.ts';
import { cut } from '../../../domain/lengths.ts';
import type { Subscriber, SubscriberStatus } from '../../../domain/subscribers/subscriber.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import type { Needs } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import type { SubscriberFilter } from '../subscriber-stores.ts';
import { tagNamed } from '../tags/edit-tags.ts';
import { placeOf, type SubscriberOrder, type SubscriberPlace } from './subscriber-order.ts';

/** What is looked for, in the words of whoever asks; what is absent or empty is not looked at. */
export type AskedFilter = {
  q?: string | undefined;
  status?: SubscriberStatus | undefined;
  cadence?: Cadence | undefined;
  language?: LanguageTag | undefined;
  /** A topic's slug. */
  topic?: string | undefined;
  /** A tag's name, however it is written. */
  tag?: string | undefined;
};

/** Rejects with `invalid` for a topic or a tag that is not there. */
export async function readFilter(
  stores: Pick<Stores, 'tags' | 'topics'>,
  asked: AskedFilter,
): Promise<SubscriberFilter> {
  const errors: FieldError[] = [];
  const slug = asked.topic?.trim() ?? '';
  const topic = slug === '' ? null : await stores.topics.bySlug(slug);
  if (slug !== '' && topic === null)
    errors.push({ field: 'topic', message: `there is no topic "${cut(slug, 60)}"` });
  const name = asked.tag?.trim() ?? '';
  const tag = name === '' ? null : await tagNamed(stores, name);
  if (name !== '' && tag === null)
    errors.push({ field: 'tag', message: `there is no tag "${cut(name, 60)}"` });
  if (errors.length > 0) throw invalid(errors);
  return {
    search: asked.q?.trim() || null,
    status: asked.status ?? null,
    cadence: asked.cadence ?? null,
    language: asked.language ?? null,
    topicId: topic?.id ?? null,
    tagId: tag?.id ?? null,
  };
}

/** A filter for the log of changes: whether there was a word, but not which, since it may be somebody's address. */
export function filterDetail({ search, ...others }: SubscriberFilter): Record<string, unknown> {
  const given = Object.entries(others).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...(search === null ? {} : { search: true }) };
}

/** As many as can be ordered by their last digests, each of which is looked up. */
export const mostByLastDigest = 20_000;

export type FoundSubscribers = {
  found: Subscriber[];
  /** Where this part of the list ends; null at the end of the list. */
  next: SubscriberPlace | null;
  /** Those that fit, whatever was asked of their status, by that. */
  counts: Record<SubscriberStatus, number>;
  /** How many fit all that was asked. */
  total: number;
};

/**
 * A part of the list of those that fit, and how many there are. Rejects with `invalid` as `readFilter`, or when there
 * are too many for the order.
 */
export async function findSubscribers(
  { stores }: Needs<never, 'subscribers' | 'tags' | 'topics'>,
  input: { asked: AskedFilter; order: SubscriberOrder; after: SubscriberPlace | null; limit: number },
): Promise<FoundSubscribers> {
  const { asked, order, after, limit } = input;
  const filter = await readFilter(stores, asked);
  const counts = await stores.subscribers.countsOf(filter);
  const total = totalOf(filter, counts);
  if (order.by === 'last-digest' && total > mostByLastDigest)
    throw invalid([
      {
        field: 'order',
        message: `at most ${mostByLastDigest.toLocaleString('en')} can be sorted by their last digests: look for fewer`,
      },
    ]);
  const found = await stores.subscribers.find({ filter, order, after, limit, total });
  const last = found.at(-1);
  const next = found.length < limit || last === undefined ? null : placeOf(last, order);
  return { found, next, counts, total };
}

/** How many fit a filter, of those that fit it whatever their status. */
export function totalOf({ status }: SubscriberFilter, counts: Record<SubscriberStatus, number>): number {
  return status === null ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[status];
}
