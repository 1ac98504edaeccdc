import type { FieldError } from '../../domain/errors.ts';
import { type About, type Interest, keyOf } from '../../domain/papers/subject.ts';
import { type RawPreferences, readPreferences } from '../../domain/subscribers/preferences.ts';
import {
  type InterestLookups,
  mostInterests,
  type RawInterests,
  readInterests,
} from '../interests/read-interests.ts';
import type { Choices } from './subscriber-stores.ts';

/** Choices as they come from a form, a file or the API: not looked at yet. */
export type RawChoices = RawInterests & RawPreferences;

/** The choices that were made, defaults for the others, and every field that is wrong. */
export async function readChoices(
  stores: InterestLookups,
  raw: RawChoices,
): Promise<{ choices: Choices; errors: FieldError[] }> {
  const { chosen, errors } = readPreferences(raw);
  const wrong = (field: string, message: string) => void errors.push({ field, message });
  const interests = await readInterests(stores, raw, wrong);
  return { choices: { ...chosen, interests }, errors };
}

/** Those of some wishes that are not followed yet. */
export function notFollowed(followed: readonly About[], wanted: readonly Interest[]): Interest[] {
  const known = new Set(followed.map(keyOf));
  return wanted.filter((interest) => !known.has(keyOf(interest)));
}

/** Everything that is followed, and what is added to it: of each kind as many as anybody may follow. */
export function joinInterests(followed: readonly Interest[], wanted: readonly Interest[]): Interest[] {
  const all = [...followed, ...notFollowed(followed, wanted)];
  return all.filter(
    ({ kind }, at) => all.slice(0, at).filter((one) => one.kind === kind).length < mostInterests[kind],
  );
}

/** What two wishes of one reader come to: what either of them follows, in the rhythm of the later one. */
export function joinChoices(earlier: Choices, later: Choices): Choices {
  return { ...later, interests: joinInterests(earlier.interests, later.interests) };
}
