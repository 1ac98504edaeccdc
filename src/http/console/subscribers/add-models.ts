import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { preferenceNames, readPreferences } from '../../../domain/subscribers/preferences.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import {
  type PreferenceOptions,
  preferenceOptions,
  storedPreferences,
} from '../../forms/preference-fields.ts';
import { type TopicTicks, topicTicks } from '../../forms/topic-ticks.ts';
import { secretPage } from '../../page-description.ts';
import type { SubscriberFormValues } from './subscriber-models.ts';

/** What the form asks beside a subscription. */
export type AddValues = SubscriberFormValues & {
  email: string;
  tags: string;
  consentSource: string;
  /** As `datetime-local` has it, in UTC. */
  consentAt: string;
  /** Active at once. */
  active: boolean;
};

const fields = [
  'email',
  'name',
  'tags',
  'topics',
  'queries',
  'authors',
  'papers',
  'consentSource',
  'consentAt',
  ...preferenceNames,
] as const;

export type AddModel = PreferenceOptions & {
  values: AddValues;
  topicGroups: TopicTicks;
  /** Tags to choose from. */
  knownTags: string[];
  errors: FieldMessages<(typeof fields)[number]>;
  /** Who has this address already. */
  knownHref: string | null;
  /** The latest moment that can be said. */
  latest: string;
};

export const addPage = secretPage<AddModel>('console/subscribers/add');

/** A form in which nothing is typed yet. */
export function emptyValues(): AddValues {
  return {
    email: '',
    name: '',
    ...storedPreferences(readPreferences({}).chosen),
    topics: '',
    queries: '',
    authors: '',
    papers: '',
    tags: '',
    consentSource: '',
    consentAt: '',
    active: false,
  };
}

/** `/admin/subscribers/new`. Values are as typed. */
export function addModel(input: {
  values: AddValues;
  topics: readonly Topic[];
  tags: readonly Tag[];
  now: Date;
  errors?: readonly FieldError[];
  knownId?: number | null;
}): AddModel {
  const { values, topics, knownId = null } = input;
  return {
    ...preferenceOptions(values, input.now),
    values,
    topicGroups: topicTicks(topics, values.topics.split('\n')),
    knownTags: input.tags.map(({ name }) => name),
    errors: messagesFor(fields, input.errors),
    knownHref: knownId === null ? null : `/admin/subscribers/${knownId}`,
    latest: input.now.toISOString().slice(0, 16),
  };
}
