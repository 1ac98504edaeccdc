import { type Atom, type AtomKind, type AtomReading, layout, unmarked } from './tex-layout.ts';
import { inFont, infixes, readCommand } from './tex-math-commands.ts';
import {
  argument,
  commandName,
  groupEnd,
  maxDepth,
  type Range,
  skipSpace,
  type TexSource,
  type TexSpan,
  textOf,
} from './tex-source.ts';
import { inAlphabet, switches } from './tex-symbols.ts';

const characterKinds: ReadonlyMap<string, AtomKind> = new Map([
  ...Array.from('=<>≤≥≈∼→←∈', (character): [string, AtomKind] => [character, 'relation']),
  ...Array.from('+*/×±·', (character): [string, AtomKind] => [character, 'binary']),
  ...Array.from('([', (character): [string, AtomKind] => [character, 'open']),
  ...Array.from(')]!', (character): [string, AtomKind] => [character, 'close']),
  ...Array.from(',;:', (character): [string, AtomKind] => [character, 'punctuation']),
]);

/** What means another character in mathematics. */
const inFormula: ReadonlyMap<string, { kind: AtomKind; text: string }> = new Map([
  ['-', { kind: 'binary', text: '−' }],
  ["'", { kind: 'script', text: '′' }],
  ["''", { kind: 'script', text: '″' }],
  ["'''", { kind: 'script', text: '‴' }],
  ['~', { kind: 'space', text: ' ' }],
]);

/** Raised signs that are as legible on the line. */
const onTheLine: ReadonlyMap<string, string> = new Map([
  ['∘', '°'],
  ['°', '°'],
  ['′', '′'],
  ['′′', '″'],
  ['∗', '*'],
  ['*', '*'],
  ['†', '†'],
  ['‡', '‡'],
]);

const primes = /'{1,3}/y;
const word = /[\p{L}\p{M}]+|\d+(?:[.,]\d+)*/uy;

function readScript(tex: TexSource, at: number, to: number, depth: number): AtomReading | null {
  const start = skipSpace(tex, at + 1, to);
  let spans: TexSpan[] | null;
  let next: number;
  if (tex.source[start] === '\\') {
    const command = readCommand(tex, start, to, depth + 1);
    if (command === null) return null;
    spans = command.atom?.spans ?? [];
    next = command.next;
  } else {
    const range = argument(tex, start, to);
    if (range === null) return null;
    spans = readMath(tex, range, depth + 1, true);
    next = range.next;
  }
  if (spans === null) return null;
  // `s_{_{NN}}`: a script of nothing, lowered twice.
  const isNested = spans.every(({ style }) => style === 'sub' || style === 'sup');
  const text = (isNested ? textOf(spans) : unmarked(spans)).trim();
  const style = tex.source[at] === '_' ? 'sub' : 'sup';
  const level = style === 'sup' ? onTheLine.get(text) : undefined;
  const span: TexSpan = level === undefined ? { text, style } : { text: level, style: 'plain' };
  return { atom: { kind: 'script', spans: [span], spaced: false }, next };
}

/** The atom at `at`, which is no white space; null when it cannot be shown. */
function readAtom(tex: TexSource, at: number, to: number, depth: number): AtomReading | null {
  const character = String.fromCodePoint(tex.source.codePointAt(at) ?? 0);
  switch (character) {
    case '\\':
      return readCommand(tex, at, to, depth);
    case '^':
    case '_':
      return readScript(tex, at, to, depth);
    case '{': {
      const end = groupEnd(tex, at, to);
      const spans = end === -1 ? null : readMath(tex, { from: at + 1, to: end }, depth + 1);
      return spans === null ? null : { atom: { kind: 'ordinary', spans, spaced: false }, next: end + 1 };
    }
    case '}':
    case '&':
    case '$':
      return null;
  }
  word.lastIndex = at;
  const run = word.exec(tex.source)?.[0].slice(0, to - at);
  if (run !== undefined) {
    const style = /^\d/.test(run) ? 'plain' : 'italic';
    return {
      atom: { kind: 'ordinary', spans: [{ text: run, style }], spaced: false },
      next: at + run.length,
    };
  }
  primes.lastIndex = at;
  const sign = primes.exec(tex.source)?.[0].slice(0, to - at) ?? character;
  const { kind, text } = inFormula.get(sign) ?? { kind: characterKinds.get(sign) ?? 'ordinary', text: sign };
  return { atom: { kind, spans: [{ text, style: 'plain' }], spaced: false }, next: at + sign.length };
}

/** A switch of font such as `\bf` at `at`: everything after it, in that font. */
function readSwitch(tex: TexSource, at: number, to: number, depth: number): TexSpan[] | null {
  const name = commandName(tex, at, to);
  const font = switches.get(name);
  const rest = font === undefined ? null : readMath(tex, { from: at + 1 + name.length, to }, depth + 1);
  return font === undefined || rest === null ? null : inFont(rest, font);
}

/** Commands by which the letters that follow are calligraphic. */
const calligraphic: ReadonlySet<string> = new Set(['cal', 'scr']);

/** Letters in calligraphic ones, for as long as nothing but letters and scripts comes: `\cal O(n)` is of O alone. */
function inScript({ kind, spans, spaced }: Atom): Atom | null {
  if (kind === 'script') return { kind, spans, spaced };
  if (kind !== 'ordinary' || !spans.some(({ style }) => style === 'italic')) return null;
  const set = spans.map(
    ({ text, style }): TexSpan =>
      style === 'italic' ? { text: inAlphabet(text, 'script'), style: 'plain' } : { text, style },
  );
  return { kind, spans: set, spaced };
}

/** What `\over` and the like make of all before and all behind them; null when a bracket stays open. */
function readInfix(
  atoms: readonly Atom[],
  build: (over: TexSpan[], under: TexSpan[]) => TexSpan[],
  under: TexSpan[] | null,
  script: boolean,
): TexSpan[] | null {
  const count = (kind: AtomKind) => atoms.filter((atom) => atom.kind === kind).length;
  const over = layout(atoms, script);
  if (under === null || under.length === 0 || over.length === 0) return null;
  return count('open') === count('close') ? build(over, under) : null;
}

/**
 * A formula without its delimiters: letters in italics, digits and operators upright. Null when any part of
 * it is unknown or unbalanced: half a formula misleads, so then the whole is to be shown as its source.
 */
export function readMath(tex: TexSource, range: Range, depth: number, script = false): TexSpan[] | null {
  if (depth > maxDepth) return null;
  const atoms: Atom[] = [];
  let spaced = false;
  let inCalligraphic = false;
  let at = range.from;
  while (at < range.to) {
    const start = skipSpace(tex, at, range.to);
    spaced ||= start > at;
    if (start === range.to) break;
    if (tex.source[start] === '\\') {
      const name = commandName(tex, start, range.to);
      const next = start + 1 + name.length;
      const build = infixes.get(name);
      if (build !== undefined) {
        const under = readMath(tex, { from: next, to: range.to }, depth + 1, script);
        return readInfix(atoms, build, under, script);
      }
      if (calligraphic.has(name)) {
        inCalligraphic = true;
        at = next;
        continue;
      }
      const switched = readSwitch(tex, start, range.to, depth);
      if (switched !== null) {
        atoms.push({ kind: 'ordinary', spans: switched, spaced });
        break;
      }
    }
    const reading = readAtom(tex, start, range.to, depth);
    if (reading === null || reading.next <= start) return null;
    if (reading.atom !== null) {
      const set: Atom | null = inCalligraphic ? inScript({ ...reading.atom, spaced }) : null;
      inCalligraphic = set !== null;
      atoms.push(set ?? { ...reading.atom, spaced });
      spaced = false;
    }
    at = reading.next;
    // The space after a command's name only ends the name.
    if (tex.source[start] === '\\' && /[A-Za-z]/.test(tex.source[at - 1] ?? ''))
      at = skipSpace(tex, at, range.to);
  }
  return layout(atoms, script);
}
