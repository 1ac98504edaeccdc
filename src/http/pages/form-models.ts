import { type Cadence, cadences } from '../../domain/cadence.ts';
import type { FieldError } from '../../domain/errors.ts';
import { type QuietDays, quietDayChoices, type Rhythm } from '../../domain/subscriber.ts';
import type { Topic } from '../../domain/topic.ts';
import type { InterestRow, Learned, Offer } from './interest-models.ts';
import {
  type Option,
  type OptionGroup,
  type TopicEntry,
  type TopicGroup,
  topicGroups,
} from './list-models.ts';

/** What a form holds, as it was typed: a refused form is shown again with it. */
export type RhythmValues = { cadence: string; timezone: string; hour: string };

/** Messages by field; null where there is nothing to say, so that a template may ask for any of them. */
export type FieldMessages<F extends string> = Record<F, string | null> & {
  /** What is wrong with none of the fields in particular. */
  other: string | null;
};

/** What the preferences form holds beside the rhythm; `query`, `author` and `paper` are to be added. */
export type PreferenceValues = { maxPapers: string; query: string; author: string; paper: string };

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
  'confirm',
] as const;

export type PreferencesModel = RhythmOptions & {
  action: string;
  exportHref: string;
  eraseAction: string;
  unsubscribeHref: string;
  saved: boolean;
  /** Something to know first, for instance that no digests come at present. */
  notice: string | null;
  interests: InterestRow[];
  groups: TopicGroup[];
  quietDays: Option[];
  values: PreferenceValues;
  errors: FieldMessages<(typeof preferenceFields)[number]>;
  refused: boolean;
  learned: Learned;
};

export type SendFormModel = {
  action: string;
  previewAction: string;
  cadences: Option[];
  values: { topics: string; emails: string; asOf: string; dryRun: boolean };
  /** Sent with the form, so that pressing the button twice triggers one digest; null for none. */
  idempotencyKey: string | null;
  errors: FieldMessages<'cadence' | 'topics' | 'emails' | 'asOf'>;
};

/** Hands out the messages of a DomainError by field; `other` gathers those that nobody asked for before. */
function sorted(errors: readonly FieldError[] = []): {
  of(field: string): string | null;
  other(): string | null;
} {
  const asked = new Set<string>();
  const sentence = (message: string) => message.charAt(0).toUpperCase() + message.slice(1);
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

export const cadenceNames: Record<Cadence, string> = {
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
};

export const quietDayNames: Record<QuietDays, string> = {
  skip: 'No mail',
  note: 'A short note that there is nothing',
};

export function cadenceOptions(selected: string): Option[] {
  return cadences.map((value) => ({ value, text: cadenceNames[value], selected: value === selected }));
}

function clock(hour: string): string {
  return `${hour.padStart(2, '0')}:00`;
}

export function hourOptions(selected: string): Option[] {
  return Array.from({ length: 24 }, (_, hour) => String(hour)).map((value) => ({
    value,
    text: clock(value),
    selected: value === selected,
  }));
}

/** The last part of a zone's name: "Buenos Aires". As short as it is, it fits on the line that it stands on. */
function placeOf(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** A large city of each offset in use, for browsers that run no script. */
const commonZones =
  'UTC Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago America/New_York America/Halifax America/Bogota America/Mexico_City America/Argentina/Buenos_Aires America/Sao_Paulo Atlantic/Reykjavik Europe/London Europe/Lisbon Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Zurich Europe/Amsterdam Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Istanbul Africa/Lagos Africa/Cairo Africa/Nairobi Africa/Johannesburg Asia/Jerusalem Asia/Riyadh Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Hong_Kong Asia/Singapore Asia/Taipei Australia/Perth Asia/Seoul Asia/Tokyo Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland'.split(
    ' ',
  );

export function zoneOptions(zones: readonly string[], selected: string): OptionGroup[] {
  const all = [...new Set(['UTC', ...zones, ...(selected === '' ? [] : [selected])])];
  return [
    ...Map.groupBy(all, (zone) => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'Universal')),
  ].map(([label, members]) => ({
    label,
    options: members.map((value) => ({
      value,
      text: value.slice(value.indexOf('/') + 1).replaceAll('_', ' '),
      selected: value === selected,
    })),
  }));
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
  values?: Partial<RhythmValues & SubscribeFormModel['values']>;
  offers?: readonly Offer[];
  errors?: readonly FieldError[];
}): SubscribeFormModel {
  const { email = '', cadence = 'daily', timezone = 'UTC', hour = '8' } = input.values ?? {};
  const { query = '', author = '' } = input.values ?? {};
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
    timeOpen: errors.timezone !== null || errors.hour !== null,
    guessZone: input.values?.timezone === undefined,
  };
}

/** A reader's own page. `path` is `/preferences/TOKEN`; values are strings, as they were typed or as they are stored. */
export function preferencesPage(input: {
  path: string;
  unsubscribeHref: string;
  topics: readonly Topic[];
  chosen: readonly string[];
  values: RhythmValues & PreferenceValues & { quietDays: string };
  interests: InterestRow[];
  learned: Learned;
  errors?: readonly FieldError[];
  saved?: boolean;
  notice?: string | null;
}): PreferencesModel {
  const { cadence, timezone, hour, quietDays, maxPapers, query, author, paper } = input.values;
  const errors = messagesFor(preferenceFields, input.errors);
  return {
    action: input.path,
    exportHref: `${input.path}/export`,
    eraseAction: `${input.path}/erase`,
    unsubscribeHref: input.unsubscribeHref,
    saved: input.saved ?? false,
    notice: input.notice ?? null,
    groups: topicGroups(input.topics, new Set(input.chosen)),
    cadences: cadenceOptions(cadence),
    hours: hourOptions(hour),
    timezones: zoneOptions(Intl.supportedValuesOf('timeZone'), timezone),
    interests: input.interests,
    quietDays: quietDayChoices.map((value) => ({
      value,
      text: quietDayNames[value],
      selected: value === quietDays,
    })),
    values: { maxPapers, query, author, paper },
    errors,
    refused: Object.values(errors).some((message) => message !== null),
    learned: input.learned,
  };
}

/** The console's form that triggers a digest. Values are as typed. */
export function sendForm(input: {
  values?: Partial<{ cadence: string; topics: string; emails: string; asOf: string; dryRun: boolean }>;
  errors?: readonly FieldError[];
  idempotencyKey?: string | null;
}): SendFormModel {
  const { cadence = '', topics = '', emails = '', asOf = '', dryRun = false } = input.values ?? {};
  return {
    action: '/admin/digests',
    previewAction: '/admin/preview',
    cadences: [{ value: '', text: 'Any cadence', selected: cadence === '' }, ...cadenceOptions(cadence)],
    values: { topics, emails, asOf, dryRun },
    idempotencyKey: input.idempotencyKey ?? null,
    errors: messagesFor(['cadence', 'topics', 'emails', 'asOf'], input.errors),
  };
}
