export type TexStyle = 'plain' | 'italic' | 'bold' | 'sub' | 'sup' | 'code';
/** A formula as it stands in the source, without its delimiters; `display` when it has a line of its own. */
export type Formula = { source: string; display: boolean };
/** `formula`: the one that the text shows, the same object for all spans of it. */
export type TexSpan = { text: string; style: TexStyle; formula?: Formula };

/** Spans read from the source, and the index of what follows them there. */
export type Reading = { spans: TexSpan[]; next: number };

/** A part of a source: from index `from` up to, not including, `to`. */
export type Range = { from: number; to: number };

/** Reads the command at a backslash as text does; null when it is not one that text can show. */
export type CommandReader = (
  tex: TexSource,
  at: number,
  to: number,
  style: TexStyle,
  depth: number,
) => Reading | null;

/** Reads a range as mathematics; null when something in it cannot be shown. */
export type MathReader = (tex: TexSource, range: Range, depth: number, script?: boolean) => TexSpan[] | null;

/** Reads a range as text; whatever it cannot show it keeps as source. */
export type TextReader = (tex: TexSource, range: Range, style: TexStyle, depth: number) => TexSpan[];

/** `\begin{name}…\end{name}`: the range of what is inside, and the index behind it. */
export type Environment = Range & { name: string; next: number };

/** A source with its braces paired once, so that no reader has to search for the end of a group. */
export type TexSource = {
  source: string;
  /** For each `{` the index of its `}`, for everything else -1. */
  closing: Int32Array;
  /** By the index of its `\begin`. */
  environments: ReadonlyMap<number, Environment>;
  /** Where each mark that ends a formula was last found, and from where it was looked for: see `indexOfMark`. */
  marks: Map<string, { from: number; index: number }>;
  /** Whether spans are to say of which formula they are. */
  formulas: boolean;
  /** Text, its commands and mathematics hold one another; each finds the others here. */
  text: TextReader;
  textCommand: CommandReader;
  math: MathReader;
};

/**
 * No formula in an abstract is longer; the limit keeps an unclosed dollar sign from costing a search of all that
 * follows.
 */
export const longestFormula = 2_000;

/** Deeper groups than any author writes stay as source; this bounds the recursion. */
export const maxDepth = 16;

const environmentMark = /\\(begin|end)\s{0,3}\{([A-Za-z]{1,20}\*?)\}/y;

export function prepare(
  source: string,
  readers: Pick<TexSource, 'text' | 'textCommand' | 'math'>,
  formulas = false,
): TexSource {
  const { text, textCommand, math } = readers;
  const closing = new Int32Array(source.length).fill(-1);
  const open: number[] = [];
  const environments = new Map<number, Environment>();
  const begun: { name: string; at: number; from: number }[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i];
    if (character === '\\') {
      environmentMark.lastIndex = i;
      const [mark = '', which, name = ''] = environmentMark.exec(source) ?? [];
      const next = i + mark.length;
      if (which === 'begin') begun.push({ name, at: i, from: next });
      else if (which === 'end') {
        const place = begun.findLastIndex((one) => one.name === name);
        const [start] = place === -1 ? [] : begun.splice(place);
        if (start !== undefined) environments.set(start.at, { name, from: start.from, to: i, next });
      }
      i += 1;
    } else if (character === '{') open.push(i);
    else if (character === '}') {
      const start = open.pop();
      if (start !== undefined) closing[start] = i;
    }
  }
  return { source, closing, environments, marks: new Map(), formulas, text, textCommand, math };
}

/** The end of the group that opens at `at`, or -1 when it does not close before `to`. */
export function groupEnd(tex: TexSource, at: number, to: number): number {
  const end = tex.source[at] === '{' ? (tex.closing[at] ?? -1) : -1;
  return end < to ? end : -1;
}

/**
 * The index of the next `mark` from `from` on, or -1. Remembered, so that a source full of what is never closed is gone
 * through once.
 */
export function indexOfMark(tex: TexSource, mark: string, from: number): number {
  const known = tex.marks.get(mark);
  if (known !== undefined && known.from <= from && (known.index === -1 || known.index >= from))
    return known.index;
  const index = tex.source.indexOf(mark, from);
  tex.marks.set(mark, { from, index });
  return index;
}

const letters = /[A-Za-z]+/y;

/** The name of the command whose backslash is at `at`: letters, or one other character; empty at the end. */
export function commandName(tex: TexSource, at: number, to: number): string {
  letters.lastIndex = at + 1;
  const name = letters.exec(tex.source)?.[0];
  if (name !== undefined) return name.slice(0, to - at - 1);
  return at + 1 < to ? String.fromCodePoint(tex.source.codePointAt(at + 1) ?? 0) : '';
}

/** The first index from `at` on that is not white space. */
export function skipSpace(tex: TexSource, at: number, to: number): number {
  let i = at;
  while (i < to && /\s/.test(tex.source[i] ?? '')) i += 1;
  return i;
}

/**
 * The argument at `at`: a group's inside, else one command's name, else one character. Null when there is
 * none or its group does not close.
 */
export function argument(tex: TexSource, at: number, to: number): (Range & { next: number }) | null {
  const start = skipSpace(tex, at, to);
  const character = tex.source[start];
  if (start >= to || character === undefined || character === '}' || character === '$') return null;
  if (character === '{') {
    const end = groupEnd(tex, start, to);
    return end === -1 ? null : { from: start + 1, to: end, next: end + 1 };
  }
  const length =
    character === '\\'
      ? 1 + commandName(tex, start, to).length
      : String.fromCodePoint(tex.source.codePointAt(start) ?? 0).length;
  const next = Math.min(start + length, to);
  return { from: start, to: next, next };
}

/** A short optional argument in brackets at `at`, if there is one. */
export function option(tex: TexSource, at: number, to: number): (Range & { next: number }) | null {
  if (tex.source[at] !== '[' || at >= to) return null;
  const length = tex.source.slice(at, Math.min(to, at + 80)).indexOf(']');
  return length === -1 ? null : { from: at + 1, to: at + length, next: at + length + 1 };
}

/** Adds to the end, joining text of one style and one formula. */
export function push(spans: TexSpan[], text: string, style: TexStyle, formula?: Formula): void {
  if (text === '') return;
  const last = spans.at(-1);
  if (last !== undefined && last.style === style && last.formula === formula) last.text += text;
  else spans.push(formula === undefined ? { text, style } : { text, style, formula });
}

export function textOf(spans: readonly TexSpan[]): string {
  return spans.map(({ text }) => text).join('');
}

/** The style of something `inner` inside something `outer`: there are no nested styles, so one has to win. */
export function nest(outer: TexStyle, inner: TexStyle): TexStyle {
  if (outer === 'sub' || outer === 'sup' || outer === 'code') return outer;
  return inner === 'plain' ? outer : inner;
}
