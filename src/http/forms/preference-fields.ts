import { english } from '../../domain/languages/en.ts';
import type { Language } from '../../domain/languages/language.ts';
import {
  type PreferenceName,
  type Preferences,
  preferenceNames,
} from '../../domain/subscribers/preferences.ts';
import { zoneNames } from '../../domain/time/zone-names.ts';
import { field } from './form-body.ts';
import {
  announcementOptions,
  cadenceOptions,
  hourOptions,
  type LanguageOption,
  languageOptions,
  type Option,
  type OptionGroup,
  quietDayOptions,
  weekdayOptions,
  zoneOptions,
} from './form-options.ts';

/** Preferences as they stand in a form. */
export type TypedPreferences = Record<PreferenceName, string>;

/** What the controls of a form offer. */
export type PreferenceOptions = {
  cadences: Option[];
  hours: Option[];
  weekdays: Option[];
  timezones: OptionGroup[];
  quietDays: Option[];
  announcements: Option[];
  languages: LanguageOption[];
};

/** What was typed into a form. */
export function typedPreferences(body: unknown): TypedPreferences {
  return forEach((name) => field(body, name));
}

/** What a form shows at first. */
export function storedPreferences(stored: Preferences): TypedPreferences {
  return forEach((name) => String(stored[name]));
}

/** `now`: zones are shown with what their clocks are ahead of UTC then. */
export function preferenceOptions(
  values: TypedPreferences,
  now: Date,
  language: Language = english,
): PreferenceOptions {
  return {
    cadences: cadenceOptions(values.cadence, language),
    hours: hourOptions(values.hour),
    weekdays: weekdayOptions(values.weekday, language),
    timezones: zoneOptions(zoneNames(), values.timezone, now, language),
    quietDays: quietDayOptions(values.quietDays, language),
    announcements: announcementOptions(values.announcements, language),
    languages: languageOptions(values.language),
  };
}

function forEach(value: (name: PreferenceName) => string): TypedPreferences {
  return Object.fromEntries(preferenceNames.map((name) => [name, value(name)])) as TypedPreferences;
}
