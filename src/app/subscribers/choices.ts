import type { FieldError } from '../../domain/errors.ts';
import { defaultLanguage, isLanguageTag, knownLanguage } from '../../domain/languages/index.ts';
import { type QuietDays, quietDayChoices } from '../../domain/subscribers/subscriber.ts';
import { type Cadence, cadences } from '../../domain/time/cadence.ts';
import { isTimeZone } from '../../domain/time/zone.ts';
import { type RawInterests, readInterests } from '../interests/read-interests.ts';
import type { Stores } from '../persistence.ts';
import type { Choices } from './subscriber-stores.ts';

/** Choices as they come from a form, a file or the API: not yet looked at. */
export type RawChoices = RawInterests & {
  cadence?: string | undefined;
  timezone?: string | undefined;
  hour?: number | string | undefined;
  maxPapers?: number | string | undefined;
  quietDays?: string | undefined;
  /** BCP 47; one that mails do not have becomes the default. */
  language?: string | undefined;
};

const defaults = { cadence: 'daily', timezone: 'UTC', hour: 8, maxPapers: 10, quietDays: 'skip' } as const;

/** The choices that were made, defaults for the others, and every field that is wrong. */
export async function readChoices(
  stores: { topics: Pick<Stores['topics'], 'bySlugs'>; papers: Stores['papers'] },
  raw: RawChoices,
): Promise<{ choices: Choices; errors: FieldError[] }> {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => void errors.push({ field, message });

  const whole = (field: 'hour' | 'maxPapers', least: number, most: number): number => {
    const given = raw[field];
    if (given === undefined || given === '') return defaults[field];
    const number = typeof given === 'number' ? given : /^\s*\d+\s*$/.test(given) ? Number(given) : Number.NaN;
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    wrong(field, `must be a whole number from ${least} to ${most}`);
    return defaults[field];
  };
  const cadence = ((): Cadence => {
    const given = raw.cadence?.trim().toLowerCase() || defaults.cadence;
    const found = cadences.find((one) => one === given);
    if (found === undefined) wrong('cadence', `must be one of ${cadences.join(', ')}`);
    return found ?? defaults.cadence;
  })();
  const timezone = raw.timezone?.trim() || defaults.timezone;
  if (!isTimeZone(timezone))
    wrong('timezone', `"${timezone}" is not a time zone's name such as Europe/Berlin`);
  const hour = whole('hour', 0, 23);
  const maxPapers = whole('maxPapers', 1, 40);
  const quietDays = ((): QuietDays => {
    const given = raw.quietDays?.trim() || defaults.quietDays;
    const found = quietDayChoices.find((one) => one === given);
    if (found === undefined) wrong('quietDays', `must be one of ${quietDayChoices.join(', ')}`);
    return found ?? defaults.quietDays;
  })();
  const wished = raw.language?.trim() || defaultLanguage;
  if (!isLanguageTag(wished)) wrong('language', 'must be a language tag such as en or de');
  const language = knownLanguage(wished) ?? defaultLanguage;
  const interests = await readInterests(stores, raw, wrong);
  return { choices: { cadence, timezone, hour, maxPapers, quietDays, language, interests }, errors };
}
