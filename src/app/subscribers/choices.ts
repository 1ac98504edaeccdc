import type { FieldError } from '../../domain/errors.ts';
import { type RawPreferences, readPreferences } from '../../domain/subscribers/preferences.ts';
import { type RawInterests, readInterests } from '../interests/read-interests.ts';
import type { Stores } from '../persistence.ts';
import type { Choices } from './subscriber-stores.ts';

/** Choices as they come from a form, a file or the API: not looked at yet. */
export type RawChoices = RawInterests & RawPreferences;

/** The choices that were made, defaults for the others, and every field that is wrong. */
export async function readChoices(
  stores: { topics: Pick<Stores['topics'], 'bySlugs'>; papers: Stores['papers'] },
  raw: RawChoices,
): Promise<{ choices: Choices; errors: FieldError[] }> {
  const { chosen, errors } = readPreferences(raw);
  const wrong = (field: string, message: string) => void errors.push({ field, message });
  const interests = await readInterests(stores, raw, wrong);
  return { choices: { ...chosen, interests }, errors };
}
