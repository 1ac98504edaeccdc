import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { maskedAddress } from '../../../domain/subscribers/masked-address.ts';
import { pauseWeeks } from '../../../domain/subscribers/pause.ts';
import { preferenceNames } from '../../../domain/subscribers/preferences.ts';
import { errorSummary, type SummaryLine } from '../../forms/error-summary.ts';
import { type FieldMessages, messagesFor, sentence } from '../../forms/field-messages.ts';
import {
  type PreferenceOptions,
  preferenceOptions,
  type TypedPreferences,
} from '../../forms/preference-fields.ts';
import { secretPage } from '../../page-description.ts';
import type { ComeBackModel } from '../come-back.ts';
import { type TopicGroup, topicGroups } from '../topic-groups.ts';
import type { InterestRow, Learned } from './interest-models.ts';
import type { StoredFact } from './privacy-facts.ts';
import type { StatusModel } from './status-models.ts';

/**
 * What the preferences form holds; `query`, `author` and `paper` are to be added, one a line. `name` is null where none
 * is stored: nothing here needs one, so none is asked for.
 */
export type PreferenceValues = TypedPreferences & {
  name: string | null;
  query: string;
  author: string;
  paper: string;
};

const preferenceFields = [
  'topics',
  'queries',
  'authors',
  'papers',
  'weight',
  ...preferenceNames,
  'name',
] as const;

export type PreferencesModel = PreferenceOptions & {
  action: string;
  /** Shows the next digest as it would be now; null: none comes. */
  nextHref: string | null;
  /** What is followed, for feed readers. */
  feedsHref: string;
  /** The reader's own list of papers. */
  savedHref: string;
  /** Of what would come next; null: none comes. */
  ownFeed: { href: string; action: string } | null;
  pauseAction: string;
  goOnAction: string;
  pauses: { weeks: string; text: string }[];
  exportAction: string;
  eraseAction: string;
  addressAction: string;
  unsubscribeHref: string;
  /** What was just done. */
  flash: string | null;
  /** Masked. */
  email: string;
  status: StatusModel;
  comeBack: ComeBackModel | null;
  /** There is something to unsubscribe from. */
  leaving: boolean;
  stored: StoredFact[];
  nameless: boolean;
  interests: InterestRow[];
  groups: TopicGroup[];
  values: PreferenceValues;
  errors: FieldMessages<(typeof preferenceFields)[number]>;
  /** All that is wrong, for the top of the page; empty unless the form was refused. */
  summary: SummaryLine[];
  learned: Learned;
};

/** Where each field is on the page, from top to bottom. */
function placesOf(
  rows: readonly InterestRow[],
  { forms, preferences: words }: Language['pages'],
): Map<string, { label: string; id: string }> {
  const above = preferenceNames.map((name) => [name, forms[name], name] as const);
  const inRows = rows.map(({ id, kind }) => [`value-${id}`, kind, `value-${id}`] as const);
  return new Map(
    [
      ...above,
      ['name', words.nameLabel, 'name'] as const,
      ['weight', words.howMuchLabel, 'follow'] as const,
      ...inRows,
      ['queries', forms.keywords, 'query'] as const,
      ['authors', forms.authors, 'author'] as const,
      ['papers', forms.papersLike, 'paper'] as const,
      ['topics', forms.topics, 'topics'] as const,
    ].map(([field, label, id]) => [field, { label, id }]),
  );
}

export const preferencesPage = secretPage<PreferencesModel>('site/preferences/preferences');

/**
 * A reader's own page. `path` is `/preferences/TOKEN`; values are strings, as they were typed or as they are stored.
 */
export function preferencesModel(input: {
  path: string;
  unsubscribeHref: string;
  language: Language;
  topics: readonly Topic[];
  chosen: readonly string[];
  values: PreferenceValues;
  interests: InterestRow[];
  learned: Learned;
  email: string;
  status: StatusModel;
  comeBack: ComeBackModel | null;
  ownFeedHref: string;
  savedHref: string;
  stored: StoredFact[];
  errors?: readonly FieldError[];
  flash?: string | null;
  now: Date;
}): PreferencesModel {
  const { values, language } = input;
  // A row of what is followed has a field of its own.
  const inRows = new Map(
    (input.errors ?? []).flatMap(({ field, message }) =>
      input.interests.some(({ id }) => field === `value-${id}`) ? [[field, sentence(message)]] : [],
    ),
  );
  const errors = messagesFor(
    preferenceFields,
    input.errors?.filter(({ field }) => !inRows.has(field)),
  );
  return {
    action: input.path,
    feedsHref: `${input.path}/feeds.opml`,
    savedHref: input.savedHref,
    nextHref: input.status.canPause ? `${input.path}/next` : null,
    ownFeed: input.status.canPause ? { href: input.ownFeedHref, action: `${input.path}/feed` } : null,
    pauseAction: `${input.path}/pause`,
    goOnAction: `${input.path}/go-on`,
    pauses: pauseWeeks.map((weeks) => ({
      weeks: String(weeks),
      text: counted(weeks, language.pages.preferences.weeks, language),
    })),
    exportAction: `${input.path}/export`,
    eraseAction: `${input.path}/erase`,
    addressAction: `${input.path}/address`,
    unsubscribeHref: input.unsubscribeHref,
    flash: input.flash ?? null,
    email: maskedAddress(input.email),
    status: input.status,
    comeBack: input.comeBack,
    leaving: input.comeBack === null,
    nameless: values.name === null,
    stored: input.stored,
    groups: topicGroups(input.topics, language, new Set(input.chosen)),
    interests: input.interests.map((row) => ({ ...row, error: inRows.get(`value-${row.id}`) ?? null })),
    ...preferenceOptions(values, input.now, language),
    values,
    errors,
    summary: errorSummary(input.errors ?? [], placesOf(input.interests, language.pages)),
    learned: input.learned,
  };
}
