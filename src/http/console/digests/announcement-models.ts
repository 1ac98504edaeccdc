import type { DigestCheck } from '../../../app/digests/check-digest.ts';
import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import {
  cadenceOptions,
  type LanguageOption,
  languageOptions,
  type Option,
} from '../../forms/form-options.ts';
import { type TopicTicks, topicTicks } from '../../forms/topic-ticks.ts';
import { number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import type { AnnouncementValues } from './announcement-form.ts';
import { type SampleItem, type SendDigestCheckModel, sampleItem } from './send-digest-models.ts';
import { type WhenFields, whenFields, whenInWords, withoutWhen } from './when-form.ts';

/** The form of an announcement. */
export type AnnouncementModel = {
  values: { subject: string; body: string };
  cadences: Option[];
  languages: LanguageOption[];
  tags: { name: string; checked: boolean }[];
  topicGroups: TopicTicks;
  when: WhenFields;
  errors: FieldMessages<'subject' | 'body' | 'cadence' | 'language' | 'topics' | 'tags'>;
};

export const announcementPage = secretPage<AnnouncementModel>('console/digests/announcement');

const fieldNames = ['subject', 'body', 'cadence', 'language', 'topics', 'tags'] as const;

/** `/admin/announcements/new`. Values are as typed. */
export function announcementModel(input: {
  values: Partial<AnnouncementValues>;
  topics: readonly Topic[];
  tags: readonly Pick<Tag, 'name'>[];
  now: Date;
  nextSlot: Date | null;
  /** Of the admin. */
  zone: string | null;
  errors?: readonly FieldError[];
}): AnnouncementModel {
  const { errors = [] } = input;
  const { subject = '', body = '', cadence = '', language = '', topics = '', tags = '' } = input.values;
  const ticked = new Set(tags.split(',').filter(Boolean));
  // One that is not there any more stays to be seen, with what is wrong with it.
  const names = new Set([...input.tags.map(({ name }) => name), ...ticked]);
  return {
    values: { subject, body },
    cadences: [{ value: '', text: 'Any cadence', selected: cadence === '' }, ...cadenceOptions(cadence)],
    languages: languageOptions(language),
    tags: [...names].map((name) => ({ name, checked: ticked.has(name) })),
    topicGroups: topicTicks(input.topics, topics.split(' ')),
    when: whenFields(input.values, errors, input),
    errors: messagesFor(fieldNames, withoutWhen(errors)),
  };
}

export type AnnouncementCheckModel = Omit<SendDigestCheckModel, 'reader' | 'checkedAt'>;

export const announcementCheckPage = secretPage<AnnouncementCheckModel>('console/digests/announcement-check');

/** What an announcement would be, before it is sent. */
export function announcementCheckModel(input: {
  values: AnnouncementValues;
  topics: readonly Topic[];
  check: DigestCheck;
  idempotencyKey: string;
  admin: string;
  flash: string | null;
  error: string | null;
}): AnnouncementCheckModel {
  const { values, check, idempotencyKey, flash, error } = input;
  const estimate = check.looked < check.audience;
  const at = whenInWords(values);
  const words = (count: number) => `${estimate && count > 0 ? 'about ' : ''}${number(count)}`;
  return {
    flash,
    error,
    asked: askedInWords(values, input.topics),
    fields: Object.entries(values).map(([name, value]) => ({ name, value })),
    idempotencyKey,
    audience: quantity(check.audience, 'reader'),
    outcome: [
      { name: 'would get it', count: words(check.queued) },
      { name: 'must not be mailed', count: words(check.suppressed) },
    ],
    basis: 'Without those who want no announcements, have paused, or have unsubscribed.',
    samples: check.samples.map((sample, index): SampleItem => {
      const item = sampleItem(sample, index + 1, check.asOf);
      const about = `${sample.subscriber.cadence} · ${sample.subscriber.language}`;
      const frame = `/admin/announcements/preview/${item.subscriberId}`;
      return { ...item, about, frameHref: `${frame}?scheme=light`, darkHref: `${frame}?scheme=dark` };
    }),
    testTo: input.admin,
    sendText: at === null ? `Send to ${words(check.queued)}` : `Plan it for ${at}`,
  };
}

function askedInWords(
  { subject, cadence, language, topics, tags, ...when }: AnnouncementValues,
  known: readonly Topic[],
) {
  const wanted = topics.split(' ').filter(Boolean);
  const named = wanted.map(
    (slug) => known.find((topic) => topic.slug.toLowerCase() === slug.toLowerCase())?.name ?? slug,
  );
  return [
    { name: 'Subject', value: subject },
    { name: 'Goes out', value: whenInWords(when) ?? 'as soon as you send it' },
    { name: 'Readers of', value: cadence ? `the ${cadence} digest` : 'any cadence' },
    ...(language === '' ? [] : [{ name: 'Mails in', value: language }]),
    ...(tags === '' ? [] : [{ name: 'Tagged', value: tags.split(',').join(' or ') }]),
    ...(named.length === 0 ? [] : [{ name: 'Following', value: named.join(' or ') }]),
  ];
}
