import { longest } from '../../lengths.ts';
import { parseName } from '../author-name.ts';

/** A word of a name, or what it begins with. */
export type NameWord = { word: string; prefix: boolean };

/**
 * What papers must have among the words of their authors' names to be by somebody of this name: the family name, and
 * all words of one of `firsts`; empty for a name that has no first one. More than the author's papers have them: which
 * are, `authorMatch` says. Null for what is no name.
 */
export type AuthorWords = { family: string; firsts: readonly (readonly NameWord[])[] };

/** Longer ones are not written apart. */
const longestApart = 24;

const whole = (word: string): NameWord => ({ word, prefix: false });

/** The ways to write a word as two: Xiaoming, Xiao-Ming. Two letters at least on each side: less is an initial. */
function apart(word: string): NameWord[][] {
  const letters = Array.from(word);
  if (letters.length > longestApart) return [];
  const cuts = Array.from({ length: Math.max(0, letters.length - 3) }, (_, at) => at + 2);
  return cuts.map((at) => [letters.slice(0, at), letters.slice(at)].map((part) => whole(part.join(''))));
}

/** The words by which papers of an author are looked up. */
export function authorWords(name: string): AuthorWords | null {
  if (name.length > longest.typedAuthor) return null;
  const { given, family } = parseName(name);
  const [first] = given;
  const last = family.at(-1);
  if (last === undefined) return null;
  if (first === undefined) return { family: last, firsts: [] };
  const [initial = ''] = Array.from(first);
  // An initial stands for every name that begins with it.
  if (first === initial) return { family: last, firsts: [[{ word: initial, prefix: true }]] };
  const joined = given.length > 1 ? [[whole(given.join(''))]] : apart(first);
  return { family: last, firsts: [[whole(first)], [whole(initial)], ...joined] };
}

/** Letters that `nameWords` spells otherwise, and what may be TeX. */
const readInFull = /[øłđħıŧðæœßþ\\{$]/iu;

/**
 * Whether a name may have a plain word in it, at a tenth of what reading the name costs: collaborations have thousands
 * of names.
 */
export function mayHave(name: string, word: string): boolean {
  if (name.length > longest.typedAuthor || word.length > longest.typedAuthor) return false;
  if (readInFull.test(name)) return true;
  const letters = name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
  return letters.includes(word.replace(/[^\p{L}\p{N}]/gu, ''));
}
