import { longest } from '../../lengths.ts';
import { texToText } from '../../tex/tex.ts';
import { authorKey, authorMatch, familyWord, keyedName, leastAuthorMatch } from '../author-name.ts';
import { mayHave } from './author-words.ts';

/** Different names that are read; hardly any family has as many first names. */
const mostNames = 5_000;

/** A paper with those of its authors' names that may be the one in question. */
export type NamedPaper = { id: number; names: readonly string[] };

type Name = { name: string; key: string };

/** A spelling, on how many papers it is, and how sure it is that it is the same person (`authorMatch`). */
export type AuthorName = { name: string; key: string; papers: number; confidence: number };

/**
 * What is known of an author: the name as most of their papers spell it, all names that are taken for the same, the
 * surest first, and the papers in the order in which they came, each with the name that stands on it.
 */
export type AuthorPapers = {
  name: string;
  names: readonly AuthorName[];
  papers: readonly { id: number; name: string; confidence: number }[];
};

/**
 * The papers of an author, by the matching with which readers follow one. Null when none of the papers has a name with
 * this key.
 */
export function authorPapers(key: string, found: readonly NamedPaper[]): AuthorPapers | null {
  if (key.length > longest.typedAuthor) return null;
  // Papers of a collaboration have the same thousands of names each.
  const family = familyWord(keyedName(key)) ?? '';
  const known = new Map<string, Name | null>();
  let namesRead = 0;
  const read = (raw: string): Name | null => {
    const before = known.get(raw);
    if (before !== undefined) return before;
    const isRead = namesRead < mostNames && mayHave(raw, family);
    if (isRead) namesRead++;
    const keyOfName = isRead ? authorKey(raw) : null;
    const one = keyOfName === null ? null : { name: texToText(raw), key: keyOfName };
    known.set(raw, one);
    return one;
  };
  const spellings = new Map<string, number>();
  for (const { names } of found)
    for (const raw of names) {
      const one = read(raw);
      if (one?.key === key) spellings.set(one.name, (spellings.get(one.name) ?? 0) + 1);
    }
  const [usual] = [...spellings].sort(([, a], [, b]) => b - a);
  if (usual === undefined) return null;
  const [name] = usual;
  const confidences = new Map<string, number>();
  const confidenceOf = (other: Name): number => {
    const before = confidences.get(other.name);
    if (before !== undefined) return before;
    const confidence = authorMatch(name, other.name);
    confidences.set(other.name, confidence);
    return confidence;
  };
  const counted = new Map<string, AuthorName>();
  const papers = found.flatMap(({ id, names }) => {
    let best: { name: string; key: string; confidence: number } | null = null;
    for (const raw of names) {
      const one = read(raw);
      if (one === null) continue;
      const confidence = confidenceOf(one);
      if (confidence < leastAuthorMatch) continue;
      const sameKey = one.key === key && best?.key !== key;
      if (best === null || confidence > best.confidence || (confidence === best.confidence && sameKey))
        best = { name: one.name, key: one.key, confidence };
    }
    if (best === null) return [];
    const before = counted.get(best.name);
    counted.set(best.name, { ...best, papers: (before?.papers ?? 0) + 1 });
    return { id, name: best.name, confidence: best.confidence };
  });
  const names = [...counted.values()].sort(
    (a, b) =>
      Number(b.key === key) - Number(a.key === key) || b.confidence - a.confidence || b.papers - a.papers,
  );
  return { name, names, papers };
}
