import { english } from '../../domain/languages/en.ts';
import { weekdayInWords } from '../../domain/languages/formats.ts';
import { languageChoices } from '../../domain/languages/index.ts';
import {
  type Announcements,
  announcementChoices,
  type QuietDays,
  quietDayChoices,
} from '../../domain/subscribers/preferences.ts';
import { type Cadence, cadences, type Rhythm, weekdays } from '../../domain/time/cadence.ts';
import { isTimeZone } from '../../domain/time/zone.ts';
import { currentZone, offsetInWords } from '../../domain/time/zone-names.ts';

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

/** In a reader's words. */
export const cadenceNames: Record<Cadence, string> = {
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month',
};

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
export function cadenceOptions(selected: string): Option[] {
  return options(cadences, selected, (cadence) => cadenceNames[cadence]);
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
export function weekdayOptions(selected: string): Option[] {
  return options(weekdays, selected, (weekday) => weekdayInWords(weekday, english));
}

/** "Every Monday at 08:00 (Europe/Berlin), at most 10 papers". */
export function rhythmSentence({ cadence, timezone, hour, weekday, maxPapers }: Rhythm): string {
  const weekly = `Every ${weekdayInWords(weekday, english)}`;
  const when = { daily: 'Every day', weekly, monthly: 'On the 1st of every month' }[cadence];
  const papers = maxPapers === 1 ? '1 paper' : `${maxPapers} papers`;
  return `${when} at ${clock(String(hour))} (${timezone}), at most ${papers}`;
}

/** By continent, each with what its clocks are ahead of UTC at `at`; the selected one is among them. */
export function zoneOptions(zones: readonly string[], selected: string, at: Date): OptionGroup[] {
  // What is stored may have been chosen before the zone had its name of today.
  const chosen = currentZone(selected) ?? selected;
  const all = [...new Set(['UTC', ...zones, ...(chosen === '' ? [] : [chosen])])];
  return [
    ...Map.groupBy(all, (zone) => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'Universal')),
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

const quietDayNames: Record<QuietDays, string> = {
  skip: 'No mail',
  note: 'A short note that there is nothing',
};

const announcementNames: Record<Announcements, string> = { on: 'Send me them too', off: 'Only digests' };

/** Whether editors' letters come. */
export function announcementOptions(selected: string): Option[] {
  return options(announcementChoices, selected, (choice) => announcementNames[choice]);
}

/** What comes when there is nothing new. */
export function quietDayOptions(selected: string): Option[] {
  return options(quietDayChoices, selected, (choice) => quietDayNames[choice]);
}
