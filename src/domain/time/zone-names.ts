import { longest } from '../lengths.ts';
import { isTimeZone, offsetMinutes } from './zone.ts';

/**
 * Zones that Intl calls by the name that they had when the Unicode CLDR first listed them, with the name that the IANA
 * database has for them today: the attribute `iana` in CLDR's common/bcp47/timezone.xml.
 */
const renamed: ReadonlyMap<string, string> = new Map([
  ['Africa/Asmera', 'Africa/Asmara'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['America/Catamarca', 'America/Argentina/Catamarca'],
  ['America/Coral_Harbour', 'America/Atikokan'],
  ['America/Cordoba', 'America/Argentina/Cordoba'],
  ['America/Godthab', 'America/Nuuk'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['America/Jujuy', 'America/Argentina/Jujuy'],
  ['America/Louisville', 'America/Kentucky/Louisville'],
  ['America/Mendoza', 'America/Argentina/Mendoza'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['Pacific/Ponape', 'Pacific/Pohnpei'],
  ['Pacific/Truk', 'Pacific/Chuuk'],
]);

function nameToday(canonical: string): string {
  return renamed.get(canonical) ?? canonical;
}

/** By the name as it was given: looking one up makes a formatter. Names that are no zone's are not kept. */
const resolved = new Map<string, string>();

/**
 * The name that a zone has today, in its own spelling: `Asia/Calcutta` and `asia/kolkata` are `Asia/Kolkata`,
 * `US/Eastern` is `America/New_York`. Null for what is no zone (`isTimeZone`).
 */
export function currentZone(name: string): string | null {
  if (name.length > longest.timezone) return null;
  const key = name.toLowerCase();
  const known = resolved.get(key);
  if (known !== undefined) return known;
  if (!isTimeZone(name)) return null;
  const zone = nameToday(new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone);
  resolved.set(key, zone);
  return zone;
}

/**
 * Whether `name` is what a program says that does not know where it is: Unicode's `Etc/Unknown` (UTS 35), which
 * browsers give too, and the names of nothing in common languages.
 */
export function saysNoZone(name: string): boolean {
  if (name.length > longest.timezone) return false;
  return ['etc/unknown', 'unknown', 'undefined', 'null'].includes(name.trim().toLowerCase());
}

/** Every zone that somebody can live in, by its name of today, in the order of the alphabet; `UTC` comes first. */
export function zoneNames(): readonly string[] {
  return allZones;
}

const allZones: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone')
    .map(nameToday)
    .filter((zone) => zone !== 'UTC')
    .toSorted(),
];

/** "UTC", "UTC+1", "UTC−3:30": what its clocks are ahead of UTC at an instant. Throws a RangeError for no zone. */
export function offsetInWords(zone: string, at: Date): string {
  const minutes = offsetMinutes(at, zone);
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
