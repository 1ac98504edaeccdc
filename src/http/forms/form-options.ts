import { english } from '../../domain/languages/en.ts';
import { counted, weekdayInWords } from '../../domain/languages/formats.ts';
import { languageChoices } from '../../domain/languages/index.ts';
import type { Language } from '../../domain/languages/language.ts';
import { announcementChoices, quietDayChoices } from '../../domain/subscribers/preferences.ts';
import { type Cadence, cadences, type Rhythm, weekdays } from '../../domain/time/cadence.ts';
import { isTimeZone } from '../../domain/time/zone.ts';
import { currentZone, offsetInWords } from '../../domain/time/zone-names.ts';
import { filled } from '../say.ts';

// The console, which is in English, leaves the language out; pages for readers say it.

export type Option = { value: string; text: string; selected: boolean };
export type OptionGroup = { label: string; options: Option[] };

/** The values as choices of a form, one of them selected. */
export function options<V extends string>(
  values: readonly V[],
  selected: string,
  textOf: (value: V) => string = (value) => value,
): Option[] {
  return values.map((value) => ({ value, text: textOf(value), selected: value === selected }));
}

/** What a reader may follow of the catalogue, under its headings. */
export function topicOptions(
  topics: readonly { slug: string; name: string; group: string }[],
  selected: string | null,
): OptionGroup[] {
  return [...Map.groupBy(topics, ({ group }) => group)].map(([label, members]) => ({
    label,
    options: members.map(({ slug, name }) => ({ value: slug, text: name, selected: slug === selected })),
  }));
}

/** A language by the name that its speakers give it; `tag` null for words that are the page's. */
export type LanguageOption = Option & { tag: string | null };

/** In a reader's words, in English. */
export const cadenceNames: Readonly<Record<Cadence, string>> = english.pages.forms.cadences;

/** The languages of mails. */
export function languageOptions(selected: string): LanguageOption[] {
  return languageChoices.map(({ tag, name }) => ({
    value: tag,
    text: name,
    tag,
    selected: tag === selected,
  }));
}

/** How often. */
export function cadenceOptions(selected: string, language: Language = english): Option[] {
  return options(cadences, selected, (cadence) => language.pages.forms.cadences[cadence]);
}

/** "08:00". */
export function clock(hour: string): string {
  return `${hour.padStart(2, '0')}:00`;
}

/** Every hour of the day. */
export function hourOptions(selected: string): Option[] {
  return options(
    Array.from({ length: 24 }, (_, hour) => String(hour)),
    selected,
    clock,
  );
}

/** The days of the week. */
export function weekdayOptions(selected: string, language: Language = english): Option[] {
  return options(weekdays, selected, (weekday) => weekdayInWords(weekday, language));
}

/** "Every Monday at 08:00 (Europe/Berlin), at most 10 papers". */
export function rhythmSentence(
  { cadence, timezone, hour, weekday, maxPapers }: Rhythm,
  language: Language = english,
): string {
  return filled(language.pages.forms.rhythm[cadence], {
    weekday: weekdayInWords(weekday, language),
    time: clock(String(hour)),
    zone: timezone,
    papers: counted(maxPapers, language.papers, language),
  });
}

/** By continent, each with what its clocks are ahead of UTC at `at`; the selected one is among them. */
export function zoneOptions(
  zones: readonly string[],
  selected: string,
  at: Date,
  language: Language = english,
): OptionGroup[] {
  // What is stored may have been chosen before the zone had its name of today.
  const chosen = currentZone(selected) ?? selected;
  const all = [...new Set(['UTC', ...zones, ...(chosen === '' ? [] : [chosen])])];
  return [
    ...Map.groupBy(all, (zone) =>
      zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : language.pages.forms.universal,
    ),
  ].map(([label, members]) => ({
    label,
    options: options(members, chosen, (zone) => zoneInWords(zone, at)),
  }));
}

/** "Europe/Berlin (UTC+1)"; what is no zone as it is. */
function zoneInWords(zone: string, at: Date): string {
  const name = zone.replaceAll('_', ' ');
  return zone === 'UTC' || !isTimeZone(zone) ? name : `${name} (${offsetInWords(zone, at)})`;
}

/** Whether editors' letters come. */
export function announcementOptions(selected: string, language: Language = english): Option[] {
  return options(announcementChoices, selected, (choice) => language.pages.forms.letters[choice]);
}

/** What comes when there is nothing new. */
export function quietDayOptions(selected: string, language: Language = english): Option[] {
  return options(quietDayChoices, selected, (choice) => language.pages.forms.quiet[choice]);
}
