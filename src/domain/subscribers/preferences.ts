import type { FieldError } from '../errors.ts';
import { defaultLanguage, isLanguageTag, knownLanguage, type LanguageTag } from '../languages/index.ts';
import { cut } from '../lengths.ts';
import { type Cadence, cadences, type Weekday, weekdays } from '../time/cadence.ts';
import { currentZone, saysNoZone } from '../time/zone-names.ts';

export const quietDayChoices = ['skip', 'note'] as const;
/** What comes when there is nothing new for a reader: no mail, or a short note. */
export type QuietDays = (typeof quietDayChoices)[number];

export const announcementChoices = ['on', 'off'] as const;
/** Whether editors' letters come beside the digests. */
export type Announcements = (typeof announcementChoices)[number];

/** One setting of a reader. */
type Preference<T> = {
  /** What it is when the reader said nothing. */
  fallback: T;
  /** Its name as a column: of the table `subscriber`, and of files in and out. */
  column: string;
  /** What was typed, trimmed and not empty; `wrong` says what it must be. */
  read(typed: string): { value: T } | { wrong: string };
};

/**
 * Every setting that a reader has: what forms, files, the API and the database know of them is made from this table.
 */
export const preferences = {
  cadence: { ...oneOf(cadences, 'daily'), column: 'cadence' },
  /** IANA name, for instance `Europe/Berlin`. An old name becomes today's; who does not know theirs has none. */
  timezone: {
    fallback: 'UTC',
    column: 'timezone',
    read: (typed) => {
      const zone = saysNoZone(typed) ? 'UTC' : currentZone(typed);
      if (zone !== null) return { value: zone };
      return { wrong: `"${cut(typed, 64)}" is not a time zone's name such as Europe/Berlin` };
    },
  },
  /** Of weekly digests. */
  weekday: { ...oneOf(weekdays, 'monday'), column: 'weekday' },
  /** Local hour of the day. */
  hour: { ...whole(0, 23, 8), column: 'hour' },
  /** The most papers in one digest. */
  maxPapers: { ...whole(1, 40, 10), column: 'max_papers' },
  quietDays: { ...oneOf(quietDayChoices, 'skip'), column: 'quiet_days' },
  announcements: { ...oneOf(announcementChoices, 'on'), column: 'announcements' },
  /** Of mails; BCP 47. One that mails do not have becomes the default. */
  language: {
    fallback: defaultLanguage,
    column: 'language',
    read: (typed) =>
      isLanguageTag(typed)
        ? { value: knownLanguage(typed) ?? defaultLanguage }
        : { wrong: 'must be a language tag such as en or de' },
  },
} satisfies {
  cadence: Preference<Cadence>;
  timezone: Preference<string>;
  weekday: Preference<Weekday>;
  hour: Preference<number>;
  maxPapers: Preference<number>;
  quietDays: Preference<QuietDays>;
  announcements: Preference<Announcements>;
  language: Preference<LanguageTag>;
};

export type PreferenceName = keyof typeof preferences;
export type Preferences = { [N in PreferenceName]: (typeof preferences)[N]['fallback'] };
/** Preferences as they come from a form, a file or the API: not looked at yet. */
export type RawPreferences = { [N in PreferenceName]?: string | number | undefined };

export const preferenceNames = Object.keys(preferences) as PreferenceName[];

/** What was chosen, the fallback for the others, and every field that is wrong. */
export function readPreferences(raw: RawPreferences): { chosen: Preferences; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const entries = preferenceNames.map((name) => {
    const { fallback, read } = preferences[name];
    const typed = String(raw[name] ?? '').trim();
    if (typed === '') return [name, fallback];
    const found = read(typed);
    if ('value' in found) return [name, found.value];
    errors.push({ field: name, message: found.wrong });
    return [name, fallback];
  });
  return { chosen: Object.fromEntries(entries) as Preferences, errors };
}

/** The preferences of whatever has them among other things. */
export function preferencesOf(of: Preferences): Preferences {
  return Object.fromEntries(preferenceNames.map((name) => [name, of[name]])) as Preferences;
}

function oneOf<const T extends string>(choices: readonly T[], fallback: NoInfer<T>) {
  return {
    fallback: fallback as T,
    read(typed: string): { value: T } | { wrong: string } {
      const found = choices.find((choice) => choice === typed.toLowerCase());
      return found === undefined ? { wrong: `must be one of ${choices.join(', ')}` } : { value: found };
    },
  };
}

function whole(least: number, limit: number, fallback: number) {
  return {
    fallback,
    read(typed: string): { value: number } | { wrong: string } {
      const number = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
      return number >= least && number <= limit
        ? { value: number }
        : { wrong: `must be a whole number from ${least} to ${limit}` };
    },
  };
}
