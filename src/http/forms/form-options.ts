import { languageChoices } from '../../domain/languages/index.ts';
import { type QuietDays, quietDayChoices } from '../../domain/subscribers/preferences.ts';
import { type Cadence, cadences } from '../../domain/time/cadence.ts';
import type { Option, OptionGroup } from './list-models.ts';

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
  return cadences.map((value) => ({ value, text: cadenceNames[value], selected: value === selected }));
}

/** "08:00". */
export function clock(hour: string): string {
  return `${hour.padStart(2, '0')}:00`;
}

/** Every hour of the day. */
export function hourOptions(selected: string): Option[] {
  return Array.from({ length: 24 }, (_, hour) => String(hour)).map((value) => ({
    value,
    text: clock(value),
    selected: value === selected,
  }));
}

/** The last part of a zone's name: "Buenos Aires". As short as it is, it fits on the line that it stands on. */
export function placeOf(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** A large city of each offset in use, for browsers that run no script. */
export const commonZones =
  'UTC Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago America/New_York America/Halifax America/Bogota America/Mexico_City America/Argentina/Buenos_Aires America/Sao_Paulo Atlantic/Reykjavik Europe/London Europe/Lisbon Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Zurich Europe/Amsterdam Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Istanbul Africa/Lagos Africa/Cairo Africa/Nairobi Africa/Johannesburg Asia/Jerusalem Asia/Riyadh Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Hong_Kong Asia/Singapore Asia/Taipei Australia/Perth Asia/Seoul Asia/Tokyo Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland'.split(
    ' ',
  );

/** By continent; the selected one is among them. */
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

const quietDayNames: Record<QuietDays, string> = {
  skip: 'No mail',
  note: 'A short note that there is nothing',
};

/** What comes when there is nothing new. */
export function quietDayOptions(selected: string): Option[] {
  return quietDayChoices.map((value) => ({
    value,
    text: quietDayNames[value],
    selected: value === selected,
  }));
}
