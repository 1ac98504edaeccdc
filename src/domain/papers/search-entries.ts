import { cut, longest } from '../lengths.ts';
import { nameBlock, nameWords } from './author-name.ts';
import type { Paper } from './paper.ts';
import { joined, lexemeOf, major, plainText, type Run, runsOf } from './search-words.ts';
import { pairsOf } from './word-pairs.ts';

/** How much a word counts by where it stands: in the title, a name, the abstract, a category. */
export type EntryWeight = 'A' | 'B' | 'C' | 'D';

/** A word of the index with a place where it stands; places of the parts of a paper do not touch. */
type Word = { lexeme: string; at: number; weight: EntryWeight };
/** A word, or a pair of neighbours (`pairsOf`), which has no place. */
export type Entry = Word | { lexeme: string; at: null; weight?: never };

/** The version of all that is made here. Papers that were indexed by an earlier one are indexed again. */
export const searchVersion = 2;

/** Places between two things that are no phrase together. */
const apart = 8;
/** So many authors can be found by words; `author:` finds all. */
const mostAuthors = 3_000;

/**
 * The words by which a paper is found, from what its page shows. A word stands there by its stem; what has letters and
 * digits, or a hyphen, as a whole and in parts, all from the place of its first part on. Last come the pairs.
 */
export function searchEntries(paper: Pick<Paper, 'title' | 'abstract' | 'authors' | 'categories'>): Entry[] {
  const entries: Word[] = [];
  let from = 1;
  const add = (text: string, weight: EntryWeight) => {
    const runs = runsOf(text);
    for (const [lexeme, at] of wordsOf(runs)) entries.push({ lexeme, at: from + at, weight });
    const last = runs.at(-1);
    if (last !== undefined) from += last.at + last.parts.length + apart;
  };
  add(plainText(paper.title), 'A');
  add(plainText(paper.abstract), 'C');
  for (const category of paper.categories) add(cut(category, longest.slug), 'D');
  for (const author of paper.authors.slice(0, mostAuthors))
    add(plainText(cut(author, longest.typedAuthor)), 'B');
  return [...entries, ...Array.from(pairsOf(entries), (lexeme) => ({ lexeme, at: null }))];
}

/** Words of one name stand side by side, those of the next so much further on, so that a name is one person's. */
const nameApart = 16;
const longestName = 12;
/** Places end with the thousandth name, and begin again. */
const namesInARow = 1_023;

/**
 * The words of authors' names in plain letters, with their places, and the block of each name (`nameBlock`), where it
 * begins: no word has a space in it.
 */
export function authorEntries(authors: readonly string[]): { lexeme: string; at: number }[] {
  return authors.flatMap((author, index) => {
    const from = (index % namesInARow) * nameApart + 1;
    const block = nameBlock(author);
    return [
      ...nameWords(author)
        .slice(0, longestName)
        .map((lexeme, at) => ({ lexeme, at: from + at })),
      ...(block === null ? [] : [{ lexeme: block, at: from }]),
    ];
  });
}

/** What stands in the index for a word of a text that `plainText` made. */
export function wordForms(text: string): string[] {
  return wordsOf(runsOf(cut(text, longest.title))).map(([lexeme]) => lexeme);
}

/** The words of a text with their places. */
function wordsOf(runs: readonly Run[]): [string, number][] {
  const found: [string, number][] = [];
  const add = (word: string | null, at: number) => {
    if (word !== null) found.push([word, at]);
  };
  for (const [index, run] of runs.entries()) {
    const next = runs[index + 1];
    addRun(run, add);
    const alone = run.glue !== '-' && runs[index + 2]?.glue !== '-';
    const whole = joined(run, next, alone);
    if (whole === null || next === undefined) continue;
    add(lexemeOf(whole), run.at);
    const [version = ''] = next.parts;
    const series = next.parts.length > 1 && !version.startsWith('v') ? version : major(version);
    if (series !== null) add(run.text + series, run.at);
    // Llama-3.1-8B and Llama 3.1: the series, too.
    const least = series === null ? null : major(series);
    if (least !== null) add(run.text + least, run.at);
  }
  return found;
}

function addRun(run: Run, add: (word: string | null, at: number) => void): void {
  const [head = '', version, ...more] = run.parts;
  if (version === undefined) {
    add(lexemeOf(head), run.at);
    if (major(head) !== null && /^\p{N}/u.test(head)) add(major(head), run.at);
    return;
  }
  add(run.text, run.at);
  if (/^\p{N}/u.test(head)) return;
  // Qwen2.5 is a Qwen2 and a Qwen, DINOv2 a DINO.
  const name = head.length > 2 && head.endsWith('v') ? head.slice(0, -1) : head;
  if (name.length > 1) add(lexemeOf(name), run.at);
  if (name !== head) add(`v${version}`, run.at + 1);
  add(version, run.at + 1);
  const series = major(version) ?? (more.length > 0 ? version : null);
  if (series !== null && head.length > 1) add(head + series, run.at);
}
