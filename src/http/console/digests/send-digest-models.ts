import type { DigestCheck, Sample } from '../../../app/digests/check-digest.ts';
import type { CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { LanguageTag } from '../../../domain/languages/index.ts';
import type { Carried } from '../../../domain/ranking/carried.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { cadenceOptions, type Option, rhythmSentence } from '../../forms/form-options.ts';
import { type TopicTicks, topicTicks } from '../../forms/topic-ticks.ts';
import { momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { type CarryFields, carriedInWords, carryFields, withoutCarry } from './carry-form.ts';
import { draftHref } from './introduction-models.ts';
import type { SendValues } from './send-form.ts';
import { type WhenFields, whenFields, whenInWords, withoutWhen } from './when-form.ts';
import { otherErrors, type WordsGroup, wordsGroups } from './words-form.ts';

/** The form that asks for a digest. */
export type SendDigestModel = {
  action: string;
  cadences: Option[];
  topicGroups: TopicTicks;
  values: { emails: string; asOf: string };
  words: WordsGroup[];
  carry: CarryFields;
  when: WhenFields;
  errors: FieldMessages<'cadence' | 'topics' | 'emails' | 'asOf'>;
};

export const sendDigestPage = secretPage<SendDigestModel>('console/digests/send-digest');

/** `/admin/digests/new`. Values are as typed. */
export function sendDigestModel(input: {
  values?: Partial<SendValues>;
  topics: readonly Topic[];
  languages: readonly LanguageTag[];
  /** Those of readers. */
  spoken: readonly LanguageTag[];
  /** The collections that can be carried. */
  published: readonly CountedCollection[];
  now: Date;
  nextSlot: Date | null;
  /** Of the admin. */
  zone: string | null;
  errors?: readonly FieldError[];
}): SendDigestModel {
  const { languages, spoken, errors = [] } = input;
  const { cadence = '', topics = '', emails = '', asOf = '', words = {} } = input.values ?? {};
  return {
    action: '/admin/digests/check',
    cadences: [{ value: '', text: 'Any cadence', selected: cadence === '' }, ...cadenceOptions(cadence)],
    topicGroups: topicTicks(input.topics, topics.split(' ')),
    values: { emails, asOf },
    words: wordsGroups({ languages, spoken, values: words, errors }),
    carry: carryFields(input.values ?? {}, errors, input),
    errors: messagesFor(
      ['cadence', 'topics', 'emails', 'asOf'],
      withoutCarry(withoutWhen(otherErrors(errors))),
    ),
    when: whenFields(input.values ?? {}, errors, input),
  };
}

export type SampleItem = {
  /** Makes ids on the page unlike each other's. */
  place: number;
  subscriberId: number;
  email: string;
  about: string;
  subject: string;
  frameHref: string;
  darkHref: string;
  text: string;
  source: string;
};

export type SendDigestCheckModel = {
  flash: string | null;
  error: string | null;
  /** What was asked for, in words. */
  asked: { name: string; value: string }[];
  /** The same as fields of a form. */
  fields: { name: string; value: string }[];
  idempotencyKey: string;
  audience: string;
  outcome: { name: string; count: string }[];
  /** How sure the numbers are. */
  basis: string;
  samples: SampleItem[];
  /** Whose copy is to be shown, too, as typed, and what is wrong with that. */
  reader: { typed: string; errors: FieldMessages<'reader'> };
  /** The instant of this check, for what is shown beside it. */
  checkedAt: string;
  testTo: string;
  sendText: string;
};

export const sendDigestCheckPage = secretPage<SendDigestCheckModel>('console/digests/send-digest-check');

/** What a digest would be, before it is sent. `values` are the fields as they were typed. */
export function sendDigestCheckModel(input: {
  values: SendValues;
  topics: readonly Topic[];
  check: DigestCheck;
  idempotencyKey: string;
  admin: string;
  flash: string | null;
  error: string | null;
  reader: { typed: string; errors: readonly FieldError[] };
}): SendDigestCheckModel {
  const { values, check, idempotencyKey, flash, error } = input;
  const estimate = check.looked < check.audience;
  const words = (count: number) => `${estimate && count > 0 ? 'about ' : ''}${number(count)}`;
  const at = whenInWords(values);
  const isDrafted = Object.keys(values.words).length > 0 || check.carried !== null;
  return {
    flash,
    error,
    asked: askedInWords(values, input.topics, check.carried),
    fields: fieldsOf(values),
    idempotencyKey,
    audience: quantity(check.audience, 'reader'),
    outcome: [
      { name: 'would get a mail', count: words(check.queued) },
      { name: 'have nothing new', count: words(check.skipped) },
      { name: 'must not be mailed', count: words(check.suppressed) },
    ],
    basis: estimate
      ? `Estimated from ${quantity(check.looked, 'reader')} spread over the audience.`
      : 'Counted, every reader of the audience.',
    samples: shownSamples(check).map((sample, index) => {
      const item = sampleItem(sample, index + 1, check.asOf);
      if (!isDrafted) return item;
      const frame = draftHref(item.subscriberId, check.asOf);
      return { ...item, frameHref: `${frame}&scheme=light`, darkHref: `${frame}&scheme=dark` };
    }),
    reader: { typed: input.reader.typed, errors: messagesFor(['reader'], input.reader.errors) },
    checkedAt: check.asOf.toISOString(),
    testTo: input.admin,
    sendText:
      at !== null
        ? `Plan it for ${at}`
        : check.queued === 0
          ? 'Send all the same'
          : `Send to ${words(check.queued)}`,
  };
}

/** The values as fields of a form. */
function fieldsOf({ words, ...values }: SendValues): { name: string; value: string }[] {
  return Object.entries({ ...values, ...words }).map(([name, value]) => ({ name, value }));
}

/** The one that was asked for before all others. */
function shownSamples({ chosen, samples }: DigestCheck): Sample[] {
  if (chosen === null) return samples;
  return [chosen, ...samples.filter(({ subscriber }) => subscriber.id !== chosen.subscriber.id)];
}

function askedInWords(
  { cadence, topics, emails, asOf, words, ...when }: SendValues,
  known: readonly Topic[],
  carried: Carried | null,
) {
  const wanted = topics.split(' ').filter(Boolean);
  const named = wanted.map(
    (slug) => known.find((topic) => topic.slug.toLowerCase() === slug.toLowerCase())?.name ?? slug,
  );
  const addresses = emails.split(/[\s,;]+/).filter(Boolean).length;
  return [
    { name: 'Readers of', value: cadence ? `the ${cadence} digest` : 'any cadence' },
    { name: 'Topics', value: named.join(', ') || 'whatever they follow' },
    ...(addresses === 0 ? [] : [{ name: 'Only', value: quantity(addresses, 'address', 'addresses') }]),
    ...(words['subject'] ? [{ name: 'Subject', value: words['subject'] }] : []),
    ...(carried === null ? [] : [{ name: 'Carries', value: carriedInWords(carried) }]),
    { name: 'Goes out', value: whenInWords(when) ?? 'as soon as you send it' },
    { name: 'As of', value: asOf ? `${asOf.replace('T', ' ')} UTC` : 'the moment of sending' },
  ];
}

/** A sample as the page shows it. */
export function sampleItem(
  { papers, subscriber, interests, mail }: Sample,
  place: number,
  asOf: Date,
): SampleItem {
  const frame = `/admin/preview/${subscriber.id}?asOf=${encodeURIComponent(momentOf(asOf).iso)}`;
  const follows = interests.length === 0 ? 'all fields' : interests.join(', ');
  return {
    place,
    subscriberId: subscriber.id,
    email: subscriber.email,
    about: `${papers === 0 ? 'The note on quiet days' : quantity(papers, 'paper')} · ${rhythmSentence(subscriber)} · follows ${follows}`,
    subject: mail.subject,
    frameHref: `${frame}&scheme=light`,
    darkHref: `${frame}&scheme=dark`,
    text: mail.text,
    source: mail.raw.toString('latin1'),
  };
}
