import { longest } from '../../lengths.ts';

/** What stands between two signs that part statements, as words in lower case and commas. */
export type Fragment = {
  words: string[];
  /** What its sentence says before it, brackets left out: the last words of it. */
  before: string[];
  inBrackets: boolean;
  /** Whether the text says nothing before it but that a notice follows. */
  first: boolean;
  /** Whether it begins its sentence. */
  opens: boolean;
  /** Whether its sentence is the last. */
  last: boolean;
};

/** Words that only announce a notice: "arXiv admin note:", "v2:". */
const announcing = new Set(
  'arxiv admin administrators administrator note notes notice please warning important unfortunately sorry regrettably update edit erratum comment comments remark remarks attention nb version editors editorial'.split(
    ' ',
  ),
);
const isVersion = (word: string) => /^v?\d+$/.test(word);

/** How far back a sentence is looked at, in words or characters: one may be as long as the text. */
const near = 200;
const opening = '([{';
const closing = ')]}';

/** A text as its fragments, in their order; what stands in brackets comes after the words around it. */
export function fragmentsOf(text: string): Fragment[] {
  if (text.length > longest.tex) return [];
  const plain = text
    .toLowerCase()
    .replace(/[’'"“”*\\_~`#]/g, '')
    .replace(/\barxiv: ?/g, 'arxiv ');
  const sentences = plain.split(/[.;!?](?=[\s)\]}]|$)|\n/);
  const fragments = sentences.flatMap((sentence, index) =>
    fragmentsOfSentence(sentence).map((fragment) => ({ ...fragment, last: index === sentences.length - 1 })),
  );
  // A full stop at the very end leaves nothing behind it.
  const lastSaid = fragments.findLastIndex(({ words }) => words.length > 0);
  let first = true;
  return fragments.flatMap((fragment, index) => {
    if (fragment.words.length === 0) return [];
    const words = withoutAnnouncement(fragment.words);
    const here = first;
    if (words.length > 0) first = false;
    return words.length === 0
      ? []
      : [{ ...fragment, words, first: here, last: fragment.last || index === lastSaid }];
  });
}

function withoutAnnouncement(words: readonly string[]): string[] {
  // "v2: withdrawn" is said of this paper, "v2 withdrawn" of one of its versions.
  if (words.every((word) => word === ',' || announcing.has(word) || isVersion(word))) return [];
  const start = words.findIndex((word) => word !== ',' && !announcing.has(word));
  return start === -1 ? [] : words.slice(start);
}

function fragmentsOfSentence(sentence: string): Omit<Fragment, 'first' | 'last'>[] {
  let around = '';
  let aside = '';
  let depth = 0;
  const asides: { text: string; before: string[] }[] = [];
  for (const character of sentence) {
    if (opening.includes(character)) depth++;
    else if (closing.includes(character)) {
      depth = Math.max(0, depth - 1);
      if (depth > 0) continue;
      asides.push({ text: aside, before: wordsOf(around.slice(-near)) });
      aside = '';
    } else if (depth === 0) around += character;
    else aside += character;
  }
  // A bracket that is never closed.
  if (depth > 0) asides.push({ text: aside, before: wordsOf(around.slice(-near)) });
  const fragments: Omit<Fragment, 'first' | 'last'>[] = [];
  const before: string[] = [];
  for (const piece of around.split(/: ?|--+|\s-\s|[–—]/)) {
    const words = wordsOf(piece);
    fragments.push({ words, before: before.slice(-near), inBrackets: false, opens: before.length === 0 });
    before.push(...words);
  }
  const inside = asides.map((one) => ({
    words: wordsOf(one.text),
    before: one.before,
    inBrackets: true,
    opens: one.before.length === 0,
  }));
  // A bracket that opens the sentence is read first.
  return around.trim() === '' ? inside : [...fragments, ...inside].sort((a, b) => order(a) - order(b));
}

/** Brackets at the front are a notice of their own. */
function order({ inBrackets, before }: { inBrackets: boolean; before: readonly string[] }): number {
  return inBrackets && before.length === 0 ? 0 : 1;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:[./-][\p{L}\p{N}]+)*|,/gu) ?? [];
}
