import { longest } from '../../lengths.ts';
import { texToText } from '../../tex/tex.ts';
import { authorKey, nameWords, parseName } from '../author-name.ts';
import type { NamedPaper } from './author-papers.ts';
import { mayHave } from './author-words.ts';

/** Different names that are read. */
const mostNames = 2_000;

/** Whether what was typed can be a name, and no more than one: up to four words without signs. */
export function sayName(typed: string): boolean {
  if (typed.length > longest.author) return false;
  return (
    /^\p{L}[\p{L}\p{M}.'’-]*(?: \p{L}[\p{L}\p{M}.'’-]*){0,3}$/u.test(typed) &&
    nameWords(typed).join('').length > 1
  );
}

/**
 * The authors whose names have all these plain words: of several the last may be only begun, and one alone must be a
 * family name or a whole name. Those who have just this name come first, then those on most of the papers.
 */
export function authorsNamed(
  words: readonly string[],
  papers: readonly NamedPaper[],
): { name: string; papers: number }[] {
  const found = new Map<string, { name: string; papers: number; whole: boolean }>();
  const last = words.at(-1) ?? '';
  const known = new Map<string, { name: string; key: string; whole: boolean } | null>();
  const read = (raw: string) => {
    const before = known.get(raw);
    if (before !== undefined) return before;
    if (known.size >= mostNames || !mayHave(raw, last)) return null;
    const all = nameWords(raw);
    const whole = words.length === all.length && words.every((word) => all.includes(word));
    const named =
      words.length === 1
        ? parseName(raw).family.includes(last)
        : words.slice(0, -1).every((word) => all.includes(word)) &&
          all.some((word) => word.startsWith(last) && (word === last || !words.slice(0, -1).includes(word)));
    const key = named ? authorKey(raw) : null;
    const one = key === null ? null : { name: texToText(raw), key, whole };
    known.set(raw, one);
    return one;
  };
  for (const { names } of papers)
    for (const raw of new Set(names)) {
      const one = read(raw);
      if (one === null) continue;
      const before = found.get(one.key);
      if (before === undefined) found.set(one.key, { name: one.name, papers: 1, whole: one.whole });
      else before.papers++;
    }
  return [...found.values()]
    .sort((a, b) => Number(b.whole) - Number(a.whole) || b.papers - a.papers)
    .map(({ name, papers: count }) => ({ name, papers: count }));
}
