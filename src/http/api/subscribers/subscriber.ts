import Type, { type Static } from 'typebox';
import { interestValues, toldInterests } from '../../../app/interests/name-interests.ts';
import { languageChoices } from '../../../domain/languages/index.ts';
import { longest } from '../../../domain/lengths.ts';
import { subjectKinds } from '../../../domain/papers/subject.ts';
import { announcementChoices, quietDayChoices } from '../../../domain/subscribers/preferences.ts';
import { type Subscriber, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences, weekdays } from '../../../domain/time/cadence.ts';
import {
  cadenceWords,
  InstantSchema,
  MaybeInstant,
  MaybeText,
  oneOf,
  weekdayWords,
} from '../../schemas/common.ts';
import { WeightSchema } from './interest-fields.ts';

/** Preferences as they can be given; what is wrong with one is told as in a form. */
export const preferenceInputs = {
  quietDays: Type.Optional(
    Type.String({ description: 'skip, or note: a short mail when there is nothing new' }),
  ),
  announcements: Type.Optional(Type.String({ description: 'on, or off: digests alone' })),
  language: Type.Optional(
    Type.String({ maxLength: 35, description: 'of mails, BCP 47; en for one that mails do not have' }),
  ),
  cadence: Type.Optional(Type.String({ description: cadenceWords })),
  timezone: Type.Optional(Type.String({ description: 'IANA name' })),
  hour: Type.Optional(Type.Integer({ description: 'local hour, 0 to 23' })),
  weekday: Type.Optional(Type.String({ description: weekdayWords })),
  maxPapers: Type.Optional(Type.Integer({ description: 'papers in a digest at most, 1 to 40' })),
};

/** Which tag those in a list have. */
export const tagParameter = Type.Optional(
  Type.String({
    maxLength: longest.typedTag,
    description: 'only those with this tag, however it is written',
    examples: ['workshop 2026'],
  }),
);

export const SubscriberSchema = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  name: MaybeText,
  status: oneOf(subscriberStatuses),
  cadence: oneOf(cadences),
  timezone: Type.String(),
  hour: Type.Integer(),
  weekday: oneOf(weekdays),
  maxPapers: Type.Integer(),
  quietDays: oneOf(quietDayChoices),
  announcements: oneOf(announcementChoices),
  language: oneOf(languageChoices.map(({ tag }) => tag)),
  topics: Type.Array(Type.String(), { description: 'slugs' }),
  queries: Type.Array(Type.String()),
  authors: Type.Array(Type.String()),
  papers: Type.Array(Type.Integer(), { description: 'papers to find more like' }),
  interests: Type.Array(
    Type.Object({ kind: oneOf(subjectKinds), value: Type.String(), weight: WeightSchema }),
    { description: 'all of these, with their weights' },
  ),
  tags: Type.Array(Type.String(), { description: 'an admin’s labels' }),
  nextDueAt: MaybeInstant,
  pausedUntil: MaybeInstant,
  lastDigestAt: MaybeInstant,
  createdAt: InstantSchema,
  confirmedAt: MaybeInstant,
  unsubscribedAt: MaybeInstant,
});
type SubscriberJson = Static<typeof SubscriberSchema>;

export const subscriberExample: SubscriberJson = {
  id: 1,
  email: 'reader@example.org',
  name: null,
  status: 'active',
  cadence: 'daily',
  timezone: 'Europe/Berlin',
  hour: 8,
  weekday: 'monday',
  maxPapers: 10,
  quietDays: 'skip',
  announcements: 'on',
  language: 'en',
  topics: ['cs.RO'],
  queries: ['"graph neural" -survey'],
  authors: [],
  papers: [],
  interests: [
    { kind: 'topic', value: 'cs.RO', weight: 'normal' },
    { kind: 'query', value: '"graph neural" -survey', weight: 'more' },
  ],
  tags: ['workshop 2026'],
  nextDueAt: '2026-11-25T07:00:00.000Z',
  pausedUntil: null,
  lastDigestAt: '2026-11-24T08:00:00.000Z',
  createdAt: '2026-11-01T09:30:00.000Z',
  confirmedAt: '2026-11-01T09:34:00.000Z',
  unsubscribedAt: null,
};

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** `slugs`: of topics, by their ids. */
export function subscriberJson(subscriber: Subscriber, slugs: ReadonlyMap<number, string>): SubscriberJson {
  const {
    interests,
    nextDueAt,
    pausedUntil,
    lastDigestAt,
    createdAt,
    confirmedAt,
    unsubscribedAt,
    ...fields
  } = subscriber;
  return {
    ...fields,
    ...valuesOf(interests, slugs),
    interests: toldInterests(interests, slugs),
    nextDueAt: iso(nextDueAt),
    pausedUntil: iso(pausedUntil),
    lastDigestAt: iso(lastDigestAt),
    createdAt: createdAt.toISOString(),
    confirmedAt: iso(confirmedAt),
    unsubscribedAt: iso(unsubscribedAt),
  };
}

function valuesOf(interests: Subscriber['interests'], slugs: ReadonlyMap<number, string>) {
  const { topics, queries, authors, papers } = interestValues(interests, slugs);
  const plain = (held: readonly { value: string }[]) => held.map(({ value }) => value);
  return {
    topics: plain(topics),
    queries: plain(queries),
    authors: plain(authors),
    papers: plain(papers).map(Number),
  };
}
