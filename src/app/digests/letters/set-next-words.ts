import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import { defaultLanguage, type LanguageTag } from '../../../domain/languages/index.ts';
import { type EditorsWords, readWords, type WordsByLanguage } from '../../../domain/sending/editors-words.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { everybodyOnceBy } from '../../../domain/time/schedule.ts';
import { recordAction } from '../../audit.ts';
import type { Needs } from '../../deps.ts';
import { type CarryInput, carriedDetail, readCarried } from '../carried/read-carried.ts';
import type { DigestDraft } from './words-stores.ts';

/** Of an introduction without anything in it. */
export const nothingSaid: FieldError = {
  field: 'introduction',
  message: 'is missing, and so is a subject and a collection',
};

/** What was typed for readers of one language. */
export type TypedWords = { language: LanguageTag; subject: string; introduction: string };

/**
 * What was typed by language, and every field of it that is wrong. The first language's fields are called `subject` and
 * `introduction`, another's have its tag behind them: `subject-de`. `words` null: nothing is said in any.
 */
export function readTypedWords(typed: readonly TypedWords[]): {
  words: WordsByLanguage | null;
  errors: FieldError[];
} {
  const words: Partial<Record<LanguageTag, EditorsWords>> = {};
  const errors: FieldError[] = [];
  for (const [index, { language, ...said }] of typed.entries()) {
    const read = readWords(said, index === 0 ? '' : `-${language}`);
    errors.push(...read.errors);
    if (read.words !== null) words[language] = read.words;
  }
  return { words: Object.keys(words).length === 0 ? null : words, errors };
}

/** The language of words of which nobody says it: the one that the service speaks to readers who say nothing. */
export function ownLanguage({ brand }: Needs<'brand', never>): LanguageTag {
  return brand.last().language ?? defaultLanguage;
}

/**
 * Sets what stands in the next digest of each reader of a cadence, words and a collection: everybody who gets one from
 * now on has it in the first, once. What is set already is changed, for those who have not had it. Rejects with
 * `invalid` and every wrong field.
 */
export async function setNextWords(
  deps: Needs<'atomically' | 'now', never>,
  input: CarryInput & { cadence: Cadence; typed: readonly TypedWords[]; actor: string },
): Promise<void> {
  const { cadence, typed, actor } = input;
  const { words, errors } = readTypedWords(typed);
  const now = deps.now();
  await deps.atomically(async (stores) => {
    const known = await stores.nextWords.nextWordsOf(cadence, now);
    const { carried, errors: wrongCollection } = await readCarried({ stores }, input, known?.carried);
    const wrong = [...errors, ...wrongCollection];
    if (wrong.length > 0) throw invalid(wrong);
    if (words === null && carried === null) throw invalid([nothingSaid]);
    const said = { words: words ?? {}, carried };
    if (known === null)
      await stores.nextWords.addNextWords({
        cadence,
        ...said,
        since: now,
        until: everybodyOnceBy(now, cadence),
      });
    else await stores.nextWords.changeNextWords(known.id, said, now);
    const action = known === null ? 'introduction set' : 'introduction changed';
    const detail = { languages: Object.keys(said.words).join(', '), ...carriedDetail(carried) };
    await recordAction(stores, { actor, at: now }, action, `introduction ${cadence}`, detail);
  });
}

/** Takes back what is set for a cadence, for those who have not had it. Rejects with `not_found` when nothing is. */
export async function dropNextWords(
  deps: Needs<'atomically' | 'now', never>,
  cadence: Cadence,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    if (!(await stores.nextWords.dropNextWords(cadence)))
      throw new DomainError('not_found', `There is no introduction for ${cadence} digests.`);
    await recordAction(stores, { actor, at: deps.now() }, 'introduction removed', `introduction ${cadence}`);
  });
}

/** Keeps what an admin is writing, for the previews, which are pages of their own. */
export async function keepDraft(
  { stores, now }: Needs<'now', 'wordsDrafts'>,
  adminId: number,
  draft: DigestDraft,
): Promise<void> {
  if (draft.words !== null || draft.carried !== null)
    await stores.wordsDrafts.keepDraft(adminId, draft, now());
}
