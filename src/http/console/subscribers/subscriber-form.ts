import type { Deps } from '../../../app/deps.ts';
import { interestValues } from '../../../app/interests/name-interests.ts';
import type { EditInput } from '../../../app/subscribers/edit-subscriber.ts';
import type { Admin } from '../../../domain/accounts/admin-role.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field, listIn } from '../../forms/form-body.ts';
import { storedPreferences, typedPreferences } from '../../forms/preference-fields.ts';
import { tickedTopics } from '../../forms/topic-ticks.ts';
import { seenBy } from '../audit/audit-models.ts';
import { type SubscriberFormValues, type SubscriberModel, subscriberModel } from './subscriber-models.ts';

const deliveriesShown = 25;
const auditShown = 50;

/** What the page is to say beside what is stored. */
export type SubscriberNotes = {
  /** What a refused form held. */
  body?: unknown;
  errors?: readonly FieldError[];
  problem?: string;
  /** What was done just now. */
  done?: string;
  typed?: string;
  /** What was typed to take a bounce back. */
  note?: string;
  /** A tag that was typed. */
  tag?: string;
  /** Deliveries of digests before this one. */
  before?: number | null;
};

/** What the form asks for. */
export function readSubscriberForm(body: unknown): Omit<EditInput, 'actor'> {
  return {
    name: field(body, 'name').trim().slice(0, 200) || null,
    ...typedPreferences(body),
    topics: tickedTopics(body),
    queries: listIn(field(body, 'queries'), /\r?\n/),
    authors: listIn(field(body, 'authors'), /\r?\n/),
    papers: listIn(field(body, 'papers'), /[\s,;]+/),
  };
}

function storedValues(subscriber: Subscriber, slugs: ReadonlyMap<number, string>): SubscriberFormValues {
  const held = interestValues(subscriber.interests, slugs);
  const lines = (values: readonly { value: string }[]) => values.map(({ value }) => value).join('\n');
  return {
    name: subscriber.name ?? '',
    ...storedPreferences(subscriber),
    topics: lines(held.topics),
    queries: lines(held.queries),
    authors: lines(held.authors),
    papers: lines(held.papers),
  };
}

/** What a form holds, as it was typed. */
export function typedValues(body: unknown): SubscriberFormValues {
  const typed = (name: keyof SubscriberFormValues) => field(body, name);
  return {
    name: typed('name'),
    ...typedPreferences(body),
    topics: tickedTopics(body).join('\n'),
    queries: typed('queries'),
    authors: typed('authors'),
    papers: typed('papers'),
  };
}

/** The page of one subscriber, as `admin` may see it. Rejects with `not_found`. */
export async function readSubscriberModel(
  { stores, now: clock }: Pick<Deps, 'now' | 'stores'>,
  admin: Admin,
  id: number,
  notes: SubscriberNotes,
): Promise<SubscriberModel> {
  const subscriber = await stores.subscribers.byId(id);
  if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${id}.`);
  const { body, before = null, ...said } = notes;
  const now = clock();
  const topics = await stores.topics.list();
  const slugs = new Map(topics.map((topic) => [topic.id, topic.slug]));
  const query = { subscriberId: id, before, limit: deliveriesShown };
  return subscriberModel({
    subscriber,
    values: body === undefined ? storedValues(subscriber, slugs) : typedValues(body),
    topics,
    tags: await stores.tags.listTags(),
    suppressions: await stores.suppressions.suppressionsOf(subscriber.email),
    requests: await stores.requests.requestsOf(id),
    deliveries: await stores.deliveries.ofSubscriber(query),
    limit: deliveriesShown,
    bounces: await stores.bounces.eventsOf(id),
    events: await stores.subscribers.events(id),
    audit: seenBy(
      admin,
      await stores.audit.list({ before: null, limit: auditShown, object: `subscriber ${id}` }),
    ),
    now,
    ...said,
  });
}
