import Type, { type Static } from 'typebox';
import { mostInterests } from '../../app/interests/read-interests.ts';
import { bounceMatches } from '../../domain/bounces/bounce-match.ts';
import { bounceOrigins } from '../../domain/bounces/bounce-origin.ts';
import { bounceKinds } from '../../domain/bounces/bounce-reason.ts';
import { suppressionReasons } from '../../domain/bounces/suppression.ts';
import { topicKinds } from '../../domain/catalogue/topic.ts';
import { languageChoices } from '../../domain/languages/index.ts';
import { subjectKinds, weights } from '../../domain/papers/subject.ts';
import { windows } from '../../domain/ranking/trending.ts';
import { deliveryStates } from '../../domain/sending/delivery.ts';
import { digestStatuses } from '../../domain/sending/digest-status.ts';
import { quietDayChoices } from '../../domain/subscribers/preferences.ts';
import { subscriberStatuses } from '../../domain/subscribers/subscriber.ts';
import { cadences } from '../../domain/time/cadence.ts';
import { problemKinds } from '../plugins/errors.ts';

/** One of a list's texts. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

export const CadenceSchema = oneOf(cadences);
export const WindowSchema = oneOf(windows);
export const StatusSchema = oneOf(subscriberStatuses);
export const StateSchema = oneOf(deliveryStates);

export const WeightSchema = oneOf(weights);
export const QuietDaysSchema = oneOf(quietDayChoices);
export const LanguageSchema = oneOf(languageChoices.map(({ tag }) => tag));

const weighed = (description: string, maxLength: number, maxItems: number) =>
  Type.Optional(
    Type.Array(
      Type.Union([
        Type.String({ maxLength }),
        Type.Object(
          { value: Type.String({ maxLength }), weight: WeightSchema },
          { additionalProperties: false },
        ),
      ]),
      { maxItems, description },
    ),
  );

const tags = languageChoices.map(({ tag }) => tag).join(', ');
/** In which language mails are wished. */
export const LanguageField = Type.Optional(
  Type.String({
    maxLength: 35,
    description: `of mails, BCP 47: ${tags}; en for any other. When absent: what Accept-Language wants most of these`,
  }),
);

/** What a subscriber wants to follow: values, or values with weights. */
export const InterestFields = {
  topics: weighed('slugs', 100, mostInterests.topic),
  queries: weighed('words, "phrases", -word, OR, `author:`, `cat:`', 500, mostInterests.query),
  authors: weighed('names', 500, mostInterests.author),
  papers: weighed(
    'papers to find more like: numbers here, arXiv ids, or addresses',
    500,
    mostInterests.paper,
  ),
};

export const InstantSchema = Type.String({
  format: 'date-time',
  description: 'RFC 3339, for instance 2026-11-24T08:00:00Z',
});
const MaybeInstant = Type.Union([InstantSchema, Type.Null()]);
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const MaybeInteger = Type.Union([Type.Integer(), Type.Null()]);

/** RFC 9457. */
export const ProblemSchema = Type.Object({
  type: Type.String({ description: 'always about:blank: `code` tells problems apart' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'what is wrong, in words for a person' }),
  code: Type.String({ enum: problemKinds.map(({ code }) => code) }),
  errors: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
      description: 'each wrong field, by its name in the request',
    }),
  ),
});

export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) });

const TrendSchema = Type.Object(
  {
    gainPerDay: Type.Union([Type.Integer(), Type.Null()], {
      description: 'upvotes gained in a day, up to the last visit to the source; null when not known',
    }),
    usualPerDay: Type.Union([Type.Number(), Type.Null()], {
      description:
        'what papers of its primary category with votes usually gain in a day at its age, in points (an upvote is one)',
    }),
    timesUsual: Type.Union([Type.Number(), Type.Null()], {
      description:
        'how many times the usual, or three points if that is less, it gained; sudden rises are damped',
    }),
  },
  { description: 'how it does beside its field at present' },
);

export const PaperSchema = Type.Object({
  id: Type.Integer(),
  arxivId: MaybeText,
  version: MaybeInteger,
  doi: MaybeText,
  title: Type.String(),
  abstract: Type.String(),
  authors: Type.Array(Type.String()),
  categories: Type.Array(Type.String()),
  primaryCategory: MaybeText,
  topics: Type.Array(Type.String(), { description: 'slugs' }),
  url: MaybeText,
  publishedAt: InstantSchema,
  updatedAt: MaybeInstant,
  upvotes: Type.Integer(),
  comments: Type.Integer(),
  stars: Type.Integer(),
  trend: Type.Union([TrendSchema, Type.Null()]),
  links: Type.Array(Type.Object({ url: Type.String(), type: Type.String() })),
  thumbnailUrl: MaybeText,
  summary: MaybeText,
  comment: MaybeText,
  journalRef: MaybeText,
  note: MaybeText,
});
export type PaperJson = Static<typeof PaperSchema>;

export const TopicSchema = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  description: Type.String(),
  kind: oneOf(topicKinds),
  group: Type.String(),
  query: MaybeText,
  papers: Type.Integer(),
});

const count = Type.Integer({ minimum: 0 });
export const CountsSchema = Type.Object({
  audience: count,
  queued: count,
  sending: count,
  sent: count,
  failed: count,
  unknown: count,
  suppressed: count,
  skipped: count,
  cancelled: count,
});

export const DigestSchema = Type.Object({
  id: Type.Integer(),
  origin: Type.String(),
  cadence: Type.Union([CadenceSchema, Type.Null()]),
  slot: MaybeInstant,
  status: oneOf(digestStatuses),
  asOf: InstantSchema,
  problem: MaybeText,
  createdAt: InstantSchema,
  plannedAt: MaybeInstant,
  finishedAt: MaybeInstant,
  counts: CountsSchema,
});

export const DeliverySchema = Type.Object({
  id: Type.String(),
  digestId: Type.Integer(),
  subscriberId: MaybeInteger,
  state: StateSchema,
  attempt: Type.Integer(),
  messageId: MaybeText,
  nextAttemptAt: MaybeInstant,
  sentAt: MaybeInstant,
  detail: MaybeText,
});

export const SubscriberSchema = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  name: MaybeText,
  status: StatusSchema,
  cadence: CadenceSchema,
  timezone: Type.String(),
  hour: Type.Integer(),
  maxPapers: Type.Integer(),
  quietDays: QuietDaysSchema,
  language: LanguageSchema,
  topics: Type.Array(Type.String(), { description: 'slugs' }),
  queries: Type.Array(Type.String()),
  authors: Type.Array(Type.String()),
  papers: Type.Array(Type.Integer(), { description: 'papers to find more like' }),
  interests: Type.Array(
    Type.Object({ kind: oneOf(subjectKinds), value: Type.String(), weight: WeightSchema }),
    { description: 'all of these, with their weights' },
  ),
  nextDueAt: MaybeInstant,
  lastDigestAt: MaybeInstant,
  createdAt: InstantSchema,
  confirmedAt: MaybeInstant,
  unsubscribedAt: MaybeInstant,
});

export const SuppressionSchema = Type.Object({
  id: Type.Integer(),
  email: MaybeText,
  domain: MaybeText,
  reason: oneOf(suppressionReasons),
  note: MaybeText,
  createdAt: InstantSchema,
});

export const AuditSchema = Type.Object({
  id: Type.String(),
  at: InstantSchema,
  actor: Type.String(),
  action: Type.String(),
  object: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export const BounceSchema = Type.Object({
  id: Type.String(),
  origin: oneOf(bounceOrigins),
  kind: oneOf(bounceKinds),
  reason: Type.String({ description: 'for instance `unknown-user` or `mailbox-full`' }),
  status: Type.String({ description: 'RFC 3463, or empty' }),
  subscriberId: MaybeInteger,
  deliveryId: MaybeText,
  matchedBy: Type.Union([oneOf(bounceMatches), Type.Null()]),
  kept: Type.Boolean({ description: 'whether `/bounces/{id}/message` has the message' }),
  at: InstantSchema,
});

/** `{items, …}`: the shape of every list. */
export const listOf = <T extends Type.TSchema>(items: T) => Type.Object({ items: Type.Array(items) });
