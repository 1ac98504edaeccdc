import { longest } from '../lengths.ts';
import { dayMs, minuteMs } from './units.ts';

/** A wall clock's reading; `month` 1 to 12, `weekday` 1 Monday to 7 Sunday (ISO 8601). */
export type LocalTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
};

/** Building a formatter costs about a thousand times as much as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError when Intl does not know the zone. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  // Intl ignores case, so without this a caller could fill the map with spellings of one name.
  const key = zone.toLowerCase();
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(key, formatter);
  return formatter;
}

/**
 * Whether `name` is a zone of the IANA database that this runtime knows (`UTC` and old names such as
 * `Asia/Calcutta` included). A bare offset such as `+02:00` is refused: it has no daylight saving rules, and
 * someone who gives one means a place that has.
 */
export function isTimeZone(name: string): boolean {
  if (name.length > longest.timezone || !/^[A-Za-z]/.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The wall clock in `zone` at `ms`, read as if it were UTC, to the second. */
function wallMs(ms: number, formatter: Intl.DateTimeFormat): number {
  // One format() and a split: formatToParts takes three times as long.
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    formatter.format(ms).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * What a clock on the wall in `zone` shows at `instant`, from the year 100 on. Throws a RangeError for an
 * unknown zone or an invalid date.
 */
export function localTime(instant: Date, zone: string): LocalTime {
  const wall = new Date(wallMs(instant.getTime(), formatterOf(zone)));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: wall.getUTCDay() || 7,
  };
}

/** How many minutes the clocks of a zone are ahead of UTC at an instant. Throws as `localTime`. */
export function offsetMinutes(instant: Date, zone: string): number {
  const seconds = Math.floor(instant.getTime() / 1000) * 1000;
  return Math.round((wallMs(seconds, formatterOf(zone)) - seconds) / minuteMs);
}

/**
 * The instant at which the clock in `zone` shows `local`, from the year 100 on. When the clock shows it twice
 * (autumn), the first of the two; when it never does (a gap in spring, a day skipped at the date line), the
 * first instant after the gap. Fields beyond their range roll over, as in `Date.UTC`. Throws a RangeError for
 * an unknown zone.
 */
export function instantOf(
  local: { year: number; month: number; day: number; hour: number; minute?: number },
  zone: string,
): Date {
  const formatter = formatterOf(zone);
  const wall = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute ?? 0);
  // No zone was ever 24 hours or more from UTC, so the instant lies within a day of the wall clock's reading.
  const before = wallMs(wall - dayMs, formatter) - (wall - dayMs);
  const after = wallMs(wall + dayMs, formatter) - (wall + dayMs);
  const candidates =
    before === after ? [wall - before] : [wall - Math.max(before, after), wall - Math.min(before, after)];
  for (const candidate of candidates) {
    if (wallMs(candidate, formatter) === wall) return new Date(candidate);
  }
  // In a gap: find the second in which the wall clock jumps over the reading.
  let below = (wall - dayMs) / 1000;
  let reached = (wall + dayMs) / 1000;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (wallMs(middle * 1000, formatter) >= wall) reached = middle;
    else below = middle;
  }
  return new Date(reached * 1000);
}
