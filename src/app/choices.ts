import { type Cadence, cadences } from '../domain/cadence.ts';
import type { FieldError } from '../domain/errors.ts';
import { isTimeZone } from '../domain/zone.ts';
import type { Choices, TopicStore } from './ports.ts';

/** Choices as they come from a form, a file or the API: not yet looked at. */
export type RawChoices = {
  topics?: readonly string[] | undefined;
  cadence?: string | undefined;
  timezone?: string | undefined;
  hour?: number | string | undefined;
  maxPapers?: number | string | undefined;
};

const defaults = { cadence: 'daily', timezone: 'UTC', hour: 8, maxPapers: 10 } as const;

/** The choices that were made, defaults for the others, and every field that is wrong. */
export async function readChoices(
  topics: Pick<TopicStore, 'bySlugs'>,
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

  const slugs = [...new Set((raw.topics ?? []).map((slug) => slug.trim()).filter(Boolean))];
  const found = slugs.length === 0 ? [] : await topics.bySlugs(slugs);
  const known = new Set(found.map(({ slug }) => slug.toLowerCase()));
  const unknown = slugs.filter((slug) => !known.has(slug.toLowerCase()));
  if (unknown.length > 0) {
    wrong(
      'topics',
      `there is no topic ${unknown.map((slug) => `"${slug.slice(0, 60)}"`).join(', ')}; /topics lists them all`,
    );
  }
  return { choices: { cadence, timezone, hour, maxPapers, topicIds: found.map(({ id }) => id) }, errors };
}
