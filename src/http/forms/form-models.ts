import type { Topic } from '../../domain/catalogue/topic.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Rhythm } from '../../domain/time/cadence.ts';
import {
  cadenceOptions,
  clock,
  commonZones,
  hourOptions,
  type LanguageOption,
  languageOptions,
  placeOf,
  quietDayOptions,
  zoneOptions,
} from './form-options.ts';
import type { InterestRow, Learned, Offer } from './interest-models.ts';
import {
  type Option,
  type OptionGroup,
  type TopicEntry,
  type TopicGroup,
  topicGroups,
} from './list-models.ts';
import type { StoredFact } from './privacy-facts.ts';
import type { ComeBackModel, StatusModel } from './status-models.ts';

/** What a form holds, as it was typed: a refused form is shown again with it. */
export type RhythmValues = { cadence: string; timezone: string; hour: string };

/** Messages by field; null where there is nothing to say, so that a template may ask for any of them. */
export type FieldMessages<F extends string> = Record<F, string | null> & {
  /** What is wrong with none of the fields in particular. */
  other: string | null;
};

/**
 * What the preferences form holds beside the rhythm; `query`, `author` and `paper` are to be added, one a line. `name` is
 * null where none is stored: nothing here needs one, so none is asked for.
 */
export type PreferenceValues = {
  maxPapers: string;
  name: string | null;
  query: string;
  author: string;
  paper: string;
};

type RhythmOptions = { cadences: Option[]; hours: Option[]; timezones: OptionGroup[] };

export type SubscribeFormModel = RhythmOptions & {
  action: string;
  /** Which form it is, kept as evidence of consent: `home`, `topic:cs.RO`, `paper`. */
  form: string;
  values: { email: string; query: string; author: string };
  errors: FieldMessages<SubscribeField>;
  refused: boolean;
  /** What is offered to be followed because of the page that the form stands on. */
  offers: Offer[];
  wordsInWords: string;
  wordsOpen: boolean;
  topics: TopicEntry[];
  topicsInWords: string;
  topicsOpen: boolean;
  timeInWords: string;
  timeOpen: boolean;
  /** Of mails; the first one leaves it to the browser's. */
  languages: LanguageOption[];
  /** The zone is only a guess: the browser's may take its place. */
  guessZone: boolean;
};

const subscribeFields = [
  'email',
  'topics',
  'queries',
  'authors',
  'papers',
  'cadence',
  'timezone',
  'hour',
  'language',
] as const;
type SubscribeField = (typeof subscribeFields)[number];

const preferenceFields = [
  'topics',
  'queries',
  'authors',
  'papers',
  'weight',
  'cadence',
  'timezone',
  'hour',
  'maxPapers',
  'quietDays',
  'language',
  'name',
  'confirm',
] as const;

export type PreferencesModel = RhythmOptions & {
  action: string;
  exportHref: string;
  eraseAction: string;
  unsubscribeHref: string;
  /** What was just done. */
  flash: string | null;
  email: string;
  status: StatusModel;
  comeBack: ComeBackModel | null;
  /** There is something to unsubscribe from. */
  leaving: boolean;
  stored: StoredFact[];
  nameless: boolean;
  interests: InterestRow[];
  groups: TopicGroup[];
  quietDays: Option[];
  languages: LanguageOption[];
  values: PreferenceValues;
  errors: FieldMessages<(typeof preferenceFields)[number]>;
  refused: boolean;
  learned: Learned;
};

export type SendFormModel = {
  action: string;
  cadences: Option[];
  values: { topics: string; emails: string; asOf: string };
  errors: FieldMessages<'cadence' | 'topics' | 'emails' | 'asOf'>;
};

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** Hands out the messages of a DomainError by field; `other` gathers those that nobody asked for before. */
function sorted(errors: readonly FieldError[] = []): {
  of(field: string): string | null;
  other(): string | null;
} {
  const asked = new Set<string>();
  return {
    of(field) {
      asked.add(field);
      const found = errors.find((error) => error.field === field);
      return found === undefined ? null : sentence(found.message);
    },
    other: () =>
      errors
        .filter(({ field }) => !asked.has(field))
        .map(({ message }) => sentence(message))
        .join(' ') || null,
  };
}

/** The message for each field, and what is wrong elsewhere. */
export function messagesFor<F extends string>(
  names: readonly F[],
  errors: readonly FieldError[] | undefined,
): FieldMessages<F> {
  const message = sorted(errors);
  const entries = names.map((name) => [name, message.of(name)] as const);
  return { ...(Object.fromEntries(entries) as Record<F, string | null>), other: message.other() };
}

/** "Every Monday at 08:00 (Europe/Berlin), at most 10 papers". */
export function rhythmInWords({ cadence, timezone, hour, maxPapers }: Rhythm): string {
  const when = { daily: 'Every day', weekly: 'Every Monday', monthly: 'On the 1st of every month' }[cadence];
  const papers = maxPapers === 1 ? '1 paper' : `${maxPapers} papers`;
  return `${when} at ${clock(String(hour))} (${timezone}), at most ${papers}`;
}

/**
 * The subscribe box. `values` and `chosen` (slugs) are what was typed when the form was refused, with the
 * `fields` of the DomainError as `errors`; on a first visit, `chosen` are the topics to suggest.
 */
export function subscribeForm(input: {
  form: string;
  /** The catalogue. Curated topics are offered, and whichever others are chosen. */
  topics: readonly Topic[];
  chosen?: readonly string[];
  values?: Partial<RhythmValues & SubscribeFormModel['values'] & { language: string }>;
  offers?: readonly Offer[];
  errors?: readonly FieldError[];
}): SubscribeFormModel {
  const { email = '', cadence = 'daily', timezone = 'UTC', hour = '8' } = input.values ?? {};
  const { query = '', author = '', language = '' } = input.values ?? {};
  const chosen = new Set(input.chosen ?? []);
  const offered = input.topics.filter((topic) => topic.kind === 'curated' || chosen.has(topic.slug));
  const topics = topicGroups(offered, chosen)
    .flatMap((group) => group.topics)
    .sort((a, b) => Number(b.checked) - Number(a.checked));
  const names = topics.filter((topic) => topic.checked).map((topic) => topic.name);
  const errors = messagesFor(subscribeFields, input.errors);
  const words = [query, author].filter((one) => one.trim() !== '');
  return {
    action: '/subscribe',
    form: input.form,
    values: { email, query, author },
    offers: [...(input.offers ?? [])],
    wordsInWords: words.join(', ') || 'none',
    wordsOpen: words.length > 0 || errors.queries !== null || errors.authors !== null,
    cadences: cadenceOptions(cadence),
    hours: hourOptions(hour),
    timezones: zoneOptions(commonZones, timezone),
    errors,
    refused: Object.values(errors).some((message) => message !== null),
    topics,
    topicsInWords: names.length > 2 ? `${names.length} chosen` : names.join(', ') || 'all fields',
    topicsOpen: errors.topics !== null,
    timeInWords: `${clock(hour)}, ${placeOf(timezone)}`,
    timeOpen: errors.timezone !== null || errors.hour !== null || errors.language !== null,
    languages: [
      { value: '', text: 'The language of this browser', tag: null, selected: language === '' },
      ...languageOptions(language),
    ],
    guessZone: input.values?.timezone === undefined,
  };
}

/** A reader's own page. `path` is `/preferences/TOKEN`; values are strings, as they were typed or as they are stored. */
export function preferencesModel(input: {
  path: string;
  unsubscribeHref: string;
  topics: readonly Topic[];
  chosen: readonly string[];
  values: RhythmValues & PreferenceValues & { quietDays: string; language: string };
  interests: InterestRow[];
  learned: Learned;
  email: string;
  status: StatusModel;
  comeBack: ComeBackModel | null;
  stored: StoredFact[];
  errors?: readonly FieldError[];
  flash?: string | null;
}): PreferencesModel {
  const { cadence, timezone, hour, quietDays, language, ...values } = input.values;
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
    exportHref: `${input.path}/export`,
    eraseAction: `${input.path}/erase`,
    unsubscribeHref: input.unsubscribeHref,
    flash: input.flash ?? null,
    email: input.email,
    status: input.status,
    comeBack: input.comeBack,
    leaving: input.comeBack === null,
    nameless: values.name === null,
    stored: input.stored,
    groups: topicGroups(input.topics, new Set(input.chosen)),
    cadences: cadenceOptions(cadence),
    hours: hourOptions(hour),
    timezones: zoneOptions(Intl.supportedValuesOf('timeZone'), timezone),
    interests: input.interests.map((row) => ({ ...row, error: inRows.get(`value-${row.id}`) ?? null })),
    quietDays: quietDayOptions(quietDays),
    languages: languageOptions(language),
    values,
    errors,
    refused: inRows.size > 0 || Object.values(errors).some((message) => message !== null),
    learned: input.learned,
  };
}

/** The console's form that asks for a digest. Values are as typed. */
export function sendForm(input: {
  values?: Partial<{ cadence: string; topics: string; emails: string; asOf: string }>;
  errors?: readonly FieldError[];
}): SendFormModel {
  const { cadence = '', topics = '', emails = '', asOf = '' } = input.values ?? {};
  return {
    action: '/admin/digests/check',
    cadences: [{ value: '', text: 'Any cadence', selected: cadence === '' }, ...cadenceOptions(cadence)],
    values: { topics, emails, asOf },
    errors: messagesFor(['cadence', 'topics', 'emails', 'asOf'], input.errors),
  };
}
