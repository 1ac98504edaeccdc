import { cut, longest } from '../lengths.ts';
import { lexemeOf, plainText, runsOf } from '../papers/search-words.ts';

/** The words of a collection's titles and abstracts, the most frequent first. */
export type Vocabulary = {
  /** In how many papers of the sample each word is. */
  readonly papers: ReadonlyMap<string, number>;
  /** The words that stand for the same in the index, the most frequent first. */
  readonly forms: ReadonlyMap<string, readonly string[]>;
  /** The words in a row, and which letters each has. */
  readonly list: readonly string[];
  readonly letters: Int32Array;
};

/** Papers that are enough to know a field's words. */
export const vocabularySample = 10_000;
/** Of a collection, so many are kept: one that is in hardly any paper is a slip of the pen as often as not. */
const mostWords = 40_000;
/** From so many papers on, a word must be in two. */
const large = 1_000;
const longestText = 10_000;

/** Adds to `counts` the words of one paper, each once. */
export function countWords(counts: Map<string, number>, paper: { title: string; abstract: string }): void {
  const words = new Set<string>();
  for (const text of [cut(paper.title, longest.title), cut(paper.abstract, longestText)])
    for (const { text: word } of runsOf(plainText(text))) if (/^[a-z]{3,30}$/.test(word)) words.add(word);
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
}

/** The words as they are kept: one a line with its number of papers, the most frequent first. */
export function vocabularyText(counts: ReadonlyMap<string, number>, papers: number): string {
  const least = papers < large ? 1 : 2;
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostWords)
    .map(([word, count]) => `${word} ${count}`)
    .join('\n');
}

/** What `vocabularyText` made. */
export function readVocabulary(text: string): Vocabulary {
  const papers = new Map<string, number>();
  const forms = new Map<string, string[]>();
  for (const line of cut(text, mostWords * 40).split('\n')) {
    const [word = '', count = ''] = line.split(' ', 2);
    if (word === '') continue;
    papers.set(word, Number(count));
    const lexeme = lexemeOf(word);
    if (lexeme === null) continue;
    const known = forms.get(lexeme);
    if (known === undefined) forms.set(lexeme, [word]);
    else known.push(word);
  }
  const list = [...papers.keys()];
  return { papers, forms, list, letters: Int32Array.from(list, letterSet) };
}

/** Words that begin so, the most frequent first. */
export function completions({ list }: Vocabulary, start: string, most: number): string[] {
  const found: string[] = [];
  if (start.length < 3 || start.length > 30) return found;
  for (const word of list) {
    if (word.startsWith(start)) found.push(word);
    if (found.length === most) break;
  }
  return found;
}

/** Words of four letters or less have too many neighbours. */
const shortest = 4;
/** From so many letters on two slips are forgiven. */
const long = 8;
/** So many times as frequent must a word be that is one slip further away. */
const slipFactor = 40;

/**
 * The word of the vocabulary that was probably meant: one or two slips away (a letter more, less, other, or two
 * exchanged), the more frequent and the nearer the likelier; null when none is near.
 */
export function corrected({ papers, list, letters }: Vocabulary, typed: string): string | null {
  if (typed.length < shortest || typed.length > 30 || !/^[a-z]+$/.test(typed)) return null;
  const slips = typed.length < long ? 1 : 2;
  const own = letterSet(typed);
  let best: string | null = null;
  let bestScore = 0;
  for (let at = 0; at < list.length; at++) {
    // A slip changes one letter for another at most.
    if (bits((letters[at] ?? 0) ^ own) > 2 * slips) continue;
    const word = list[at] ?? '';
    if (Math.abs(word.length - typed.length) > slips) continue;
    const far = distance(typed, word, slips);
    if (far > slips) continue;
    const score = ((papers.get(word) ?? 0) / slipFactor ** far) * (word[0] === typed[0] ? 4 : 1);
    if (score > bestScore) [best, bestScore] = [word, score];
  }
  return best;
}

function letterSet(word: string): number {
  let set = 0;
  for (let at = 0; at < word.length; at++) set |= 1 << (word.charCodeAt(at) - 97);
  return set;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Slips between two words (Damerau and Levenshtein, in the form that moves no letter twice), or more than `most`. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return least;
    [before, last] = [last, row];
  }
  return last[b.length] ?? most + 1;
}
