import { cut, longest } from '../lengths.ts';

const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|a\.k\.a|w\.r\.t|al|approx|ca|cf|Dr|Eqs?|Figs?|No|Prof|Refs?|resp|Secs?|St|viz|vs|\p{Lu})\.$/u;
const accented = /^\\(?:['`^"~=.]|[Hbcdkruv](?![a-zA-Z])) ?(?:\\[a-zA-Z]+|[a-zA-Z])/;
const command = /^\\(?:[a-zA-Z]+\*?|[\s\S])/u;
/** How far behind a cut a formula or group may end. */
const reach = 4000;
// Made at first use: loading its data takes about ten milliseconds, which every command would pay.
let graphemes: Intl.Segmenter | null = null;

/** Most characters: a comparison each, because this runs for every character of every card. */
function isPlain(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') || character === ' ' || (character >= 'A' && character <= 'Z')
  );
}

/** For each `{` that is closed the index after its `}`. */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '{') open.push(at);
    else if (character === '}') {
      const start = open.pop();
      if (start !== undefined) closing.set(start, at + 1);
    }
  }
  return closing;
}

/**
 * What must stay whole in a text: formulas, groups in braces, commands, characters. To be asked from its beginning to
 * its end. What was looked for once is not looked for again, or else each of many open marks would cost all that
 * follows.
 */
class Atoms {
  readonly #text: string;
  readonly #missing = new Set<string>();
  #closing: Map<number, number> | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** The end of what begins at `at`. */
  endOf(at: number): number {
    const text = this.#text;
    const character = text[at] ?? '';
    if (isPlain(character)) return at + 1;
    let end: number | null = null;
    if (character === '$') {
      const mark = text[at + 1] === '$' ? '$$' : '$';
      end = this.#afterMark(mark, at + mark.length);
    } else if (character === '{') {
      end = this.#closingBrace(at);
    } else if (character === '\\') {
      const next = text[at + 1];
      if (next === '(') end = this.#afterMark('\\)', at + 2);
      else if (next === '[') end = this.#afterMark('\\]', at + 2);
      else end = this.#commandEnd(at);
    }
    return end ?? Math.min(text.length, at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
  }

  #closingBrace(open: number): number | null {
    this.#closing ??= closingBraces(this.#text);
    return this.#closing.get(open) ?? null;
  }

  /** The index after the next `mark` from `from` on that no backslash precedes; null without one. */
  #afterMark(mark: string, from: number): number | null {
    const text = this.#text;
    if (this.#missing.has(mark)) return null;
    for (let at = from; at < text.length; at++) {
      if (text.startsWith(mark, at)) return at + mark.length;
      if (text[at] === '\\') at++;
    }
    this.#missing.add(mark);
    return null;
  }

  /** A command with its arguments: `\emph{one}`, `\frac{a} {b}`, `\'e`, `\'{e}`, `\c c`. */
  #commandEnd(at: number): number {
    const text = this.#text;
    const rest = text.slice(at, at + 64);
    let end = at + ((accented.exec(rest) ?? command.exec(rest))?.[0].length ?? 1);
    for (;;) {
      const open = /^ ?\{/.exec(text.slice(end, end + 2))?.[0];
      const close = open === undefined ? null : this.#closingBrace(end + open.length - 1);
      if (close === null) return end;
      end = close;
    }
  }
}

function endsSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 16), at);
  if (!/[.!?…]["'”’)\]]*$/.test(before) || abbreviation.test(before)) return false;
  return !/^\s+\p{Ll}/u.test(text.slice(at, at + 8));
}

/** The places before `max` at which the text may be cut, each the last of its kind; 0 for none. */
function cuts(source: string, max: number): { sentence: number; word: number; any: number } {
  const text = source.slice(0, max + reach);
  const atoms = new Atoms(text);
  const found = { sentence: 0, word: 0, any: 0 };
  for (let at = 0; at <= max && at < text.length; at = atoms.endOf(at)) {
    const character = text[at] ?? '';
    if (character === ' ' || (!isPlain(character) && /\s/.test(character))) {
      if (endsSentence(text, at)) found.sentence = at;
      if (at <= max - 2) found.word = at;
    } else if (character > '\u2000' && /[。！？]/.test(text[at - 1] ?? '')) {
      found.sentence = at;
    }
    if (at <= max - 2) found.any = at;
  }
  return found;
}

const loose = /[\s,;:–—(-]/u;

function startOfCharacter(text: string, at: number): number {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return graphemes.segment(text).containing(at)?.index ?? 0;
}

function ellipsis(source: string, places: { word: number; any: number }, max: number): string {
  const text = source.slice(0, max + reach);
  // A text without spaces is cut between characters as readers see them, so that no emoji falls apart.
  let at = places.word >= max / 3 ? places.word : startOfCharacter(text, places.any);
  while (at > 0 && loose.test(text.charAt(at - 1))) at--;
  return at === 0 ? '…' : `${text.slice(0, at)} …`;
}

/**
 * The beginning of `text`, at most `max` (at least 2) UTF-16 units long, cut between words and marked with an
 * ellipsis when something was left out. A cut never falls within TeX: formulas, groups in braces and commands
 * stay whole, so the result can be read as TeX where the text could.
 */
export function shorten(text: string, max: number): string {
  const source = text.trim();
  return source.length <= max ? source : ellipsis(source, cuts(source, max), max);
}

/**
 * The first sentences of `text` that fit into `max` UTF-16 units. When the first sentence alone is too long, or
 * what fits is less than half of `max`, the text is cut between words as `shorten` does.
 */
export function excerpt(text: string, max: number): string {
  const source = text.trim();
  if (source.length <= max) return source;
  const places = cuts(source, max);
  return places.sentence >= max / 2 ? source.slice(0, places.sentence) : ellipsis(source, places, max);
}

/** Where sentences begin. */
function* sentenceStarts(source: string): Generator<number> {
  yield 0;
  const atoms = new Atoms(source);
  for (let at = 0; at < source.length; at = atoms.endOf(at)) {
    if (/\s/.test(source[at] ?? '') && endsSentence(source, at)) yield at + 1;
  }
}

/**
 * As `excerpt`, but from the first sentence that `isWanted`, with an ellipsis before it, when the beginning of the text
 * is not. What is longer than any abstract is cut.
 */
export function excerptAround(text: string, max: number, isWanted: (part: string) => boolean): string {
  const source = cut(text, longest.tex).trim();
  const beginning = excerpt(source, max);
  if (isWanted(beginning)) return beginning;
  const starts = [...sentenceStarts(source)];
  const start = starts.find((at, index) => isWanted(source.slice(at, starts[index + 1])));
  return start === undefined || start === 0 ? beginning : `… ${excerpt(source.slice(start), max - 2)}`;
}
