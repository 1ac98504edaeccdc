import type { Topic } from '../../domain/catalogue/topic.ts';
import type { FieldError } from '../../domain/errors.ts';
import { counted } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';
import { type FieldMessages, messagesFor } from '../forms/field-messages.ts';
import {
  cadenceOptions,
  clock,
  hourOptions,
  type LanguageOption,
  languageOptions,
  type Option,
  type OptionGroup,
  zoneOptions,
} from '../forms/form-options.ts';
import { filled } from '../say.ts';
import { type TopicEntry, type TopicGroup, topicGroups } from './topic-groups.ts';

/** Something that the subscribe box offers to follow, beside the catalogue; `name` is the form's field. */
export type Offer = { name: 'queries' | 'authors' | 'papers'; value: string; text: string; checked: boolean };

/** What a form about the rhythm holds, as it was typed: a refused form is shown again with it. */
export type RhythmValues = { cadence: string; timezone: string; hour: string };

export type SubscribeFormModel = {
  action: string;
  /** What it is for, as a sentence. */
  heading: string;
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
  /** The whole catalogue in place of `topics`, where it is offered. */
  catalogue: TopicGroup[];
  topicsInWords: string;
  /** What it says of topics while none is ticked. */
  noTopics: string;
  /** Where the same form has the whole catalogue. */
  allTopicsHref: string;
  /** What else there is to set is open from the start. */
  open: boolean;
  topicsOpen: boolean;
  cadences: Option[];
  hours: Option[];
  timezones: OptionGroup[];
  timeInWords: string;
  timeOpen: boolean;
  /** Of mails and of the reader's own pages; the first one leaves it to that of the page. */
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

const offerFields = ['queries', 'authors', 'papers'] as const satisfies readonly Offer['name'][];

/** The subscribe form with something chosen already. */
export function subscribeHref(chosen: Partial<Record<'topics' | Offer['name'], readonly string[]>>): string {
  const query = new URLSearchParams(
    Object.entries(chosen).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  );
  return query.size === 0 ? '/subscribe' : `/subscribe?${query.toString()}`;
}

/** A large city of each offset in use, for browsers that run no script. */
const commonZones =
  'UTC Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago America/New_York America/Halifax America/Bogota America/Mexico_City America/Argentina/Buenos_Aires America/Sao_Paulo Atlantic/Reykjavik Europe/London Europe/Lisbon Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Zurich Europe/Amsterdam Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Istanbul Africa/Lagos Africa/Cairo Africa/Nairobi Africa/Johannesburg Asia/Jerusalem Asia/Riyadh Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Hong_Kong Asia/Singapore Asia/Taipei Australia/Perth Asia/Seoul Asia/Tokyo Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland'.split(
    ' ',
  );

/** The last part of a zone's name: "Buenos Aires". As short as it is, it fits on the line that it stands on. */
function placeOf(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/**
 * The subscribe box. `values` and `chosen` (slugs) are what was typed when the form was refused, with the
 * `fields` of the DomainError as `errors`; on a first visit, `chosen` are the topics to suggest.
 */
export function subscribeFormModel(input: {
  form: string;
  /** The catalogue. Curated topics are offered, and whichever others are chosen. */
  topics: readonly Topic[];
  chosen?: readonly string[];
  /** What it follows as it stands, in a few words, for its heading; null: what is trending. */
  about?: string | null;
  /** Offers the whole catalogue. */
  whole?: boolean;
  values?: Partial<RhythmValues & SubscribeFormModel['values'] & { language: string }>;
  offers?: readonly Offer[];
  /** In place of the heading that `about` makes. */
  heading?: string;
  errors?: readonly FieldError[];
  now: Date;
  language: Language;
}): SubscribeFormModel {
  const { language } = input;
  const { subscribe: words, forms } = language.pages;
  const { email = '', cadence = 'daily', timezone = 'UTC', hour = '8' } = input.values ?? {};
  const { query = '', author = '', language: chosenLanguage = '' } = input.values ?? {};
  const chosen = new Set(input.chosen ?? []);
  const offered = input.topics.filter((topic) => topic.kind === 'curated' || chosen.has(topic.slug));
  const topics = topicGroups(offered, language, chosen)
    .flatMap((group) => group.topics)
    .sort((a, b) => Number(b.checked) - Number(a.checked));
  const names = topics.filter((topic) => topic.checked).map((topic) => topic.name);
  const errors = messagesFor(subscribeFields, input.errors);
  const offers = [...(input.offers ?? [])];
  const noTopics = offers.some((offer) => offer.checked) ? words.noneBesides : words.allFields;
  const refused = Object.values(errors).some((message) => message !== null);
  const about = input.about ?? null;
  const typed = [query, author].filter((one) => one.trim() !== '');
  return {
    action: '/subscribe',
    heading: input.heading ?? (about === null ? words.heading : filled(words.headingOf, { about })),
    form: input.form,
    values: { email, query, author },
    offers,
    wordsInWords: typed.join(', ') || words.none,
    wordsOpen: typed.length > 0 || errors.queries !== null || errors.authors !== null,
    cadences: cadenceOptions(cadence, language),
    hours: hourOptions(hour),
    timezones: zoneOptions(commonZones, timezone, input.now, language),
    errors,
    refused,
    open: refused || input.whole === true,
    topics,
    catalogue: input.whole === true ? topicGroups(input.topics, language, chosen) : [],
    noTopics,
    allTopicsHref: subscribeHref({
      topics: [...chosen],
      ...Object.fromEntries(
        offerFields.map((name) => [
          name,
          offers.filter((offer) => offer.checked && offer.name === name).map(({ value }) => value),
        ]),
      ),
    }),
    topicsInWords:
      names.length > 2 ? counted(names.length, forms.chosen, language) : names.join(', ') || noTopics,
    topicsOpen: errors.topics !== null || input.whole === true,
    timeInWords: `${clock(hour)}, ${placeOf(timezone)}`,
    timeOpen: errors.timezone !== null || errors.hour !== null || errors.language !== null,
    languages: [
      { value: '', text: words.pageLanguage, tag: null, selected: chosenLanguage === '' },
      ...languageOptions(chosenLanguage),
    ],
    guessZone: input.values?.timezone === undefined,
  };
}
