import type { Atom, AtomKind } from './tex-layout.ts';
import {
  argument,
  commandName,
  maxDepth,
  option,
  push,
  skipSpace,
  type TexSource,
  type TexSpan,
  type TexStyle,
  textOf,
} from './tex-source.ts';
import {
  alphabets,
  bigOperators,
  binary,
  closers,
  functions,
  greek,
  inAlphabet,
  lineAccents,
  mathAccents,
  openers,
  ordinary,
  relations,
  silent,
  spaces,
} from './tex-symbols.ts';

/** An atom, none for a command that only steers the layout, and the index of what follows. */
export type AtomReading = { atom: Atom | null; next: number };

/** Reads what follows a command's name; null when it is not what the command needs. */
type Rule = (tex: TexSource, next: number, to: number, depth: number) => AtomReading | null;
type Part = { spans: TexSpan[]; next: number };

function atomOf(kind: AtomKind, spans: TexSpan[], next: number): AtomReading {
  return { atom: { kind, spans, spaced: false }, next };
}

function symbol(kind: AtomKind, text: string, next: number, style: TexStyle = 'plain'): AtomReading {
  return atomOf(kind, [{ text, style }], next);
}

/** Spans with their letters and digits in the font that a command asked for. */
export function inFont(spans: readonly TexSpan[], font: TexStyle): TexSpan[] {
  const set: TexSpan[] = [];
  for (const { text, style } of spans)
    push(set, text, style === 'italic' || style === 'plain' ? font : style);
  return set;
}

function joined(...pieces: readonly (string | readonly TexSpan[])[]): TexSpan[] {
  const spans: TexSpan[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') push(spans, piece, 'plain');
    else for (const { text, style } of piece) push(spans, text, style);
  }
  return spans;
}

/** The argument at `at`: a group, one character, or a command with its own arguments. */
function part(tex: TexSource, at: number, to: number, depth: number): Part | null {
  const start = skipSpace(tex, at, to);
  if (tex.source[start] === '\\' && start < to) {
    const command = readCommand(tex, start, to, depth + 1);
    return command === null ? null : { spans: command.atom?.spans ?? [], next: command.next };
  }
  const range = argument(tex, start, to);
  const spans = range === null ? null : tex.math(tex, range, depth + 1);
  return range === null || spans === null ? null : { spans, next: range.next };
}

function twoParts(tex: TexSource, at: number, to: number, depth: number): [Part, Part] | null {
  const first = part(tex, at, to, depth);
  const second = first === null ? null : part(tex, first.next, to, depth);
  return first === null || second === null ? null : [first, second];
}

/** A rule for a command with one argument. */
function withPart(build: (spans: TexSpan[]) => TexSpan[] | null, kind: AtomKind = 'ordinary'): Rule {
  return (tex, next, to, depth) => {
    const inside = part(tex, next, to, depth);
    const spans = inside === null ? null : build(inside.spans);
    return inside === null || spans === null ? null : atomOf(kind, spans, inside.next);
  };
}

const fraction: Rule = (tex, next, to, depth) => {
  const parts = twoParts(tex, next, to, depth);
  if (parts === null) return null;
  const [{ spans: over }, { spans: under, next: end }] = parts;
  const above = /[+\-−±∓=<>/,\s]/.test(textOf(over)) ? joined('(', over, ')') : over;
  // 1/2n would be half of n: below the line only a single number, letter, derivative or call goes bare.
  const base = textOf(under.filter(({ style }) => style !== 'sub' && style !== 'sup'));
  const single = /^(?:[\d.]+|[∂∇Δd√]?\p{L}\p{M}*|√[\d.]+|[\p{L}\p{M}√]+\([^()]*\))$/u.test(base);
  return atomOf('fraction', joined(above, '/', single ? under : joined('(', under, ')')), end);
};

const root: Rule = (tex, next, to, depth) => {
  const degree = option(tex, skipSpace(tex, next, to), to);
  const order = degree === null ? '2' : tex.source.slice(degree.from, degree.to).trim();
  const radicand = part(tex, degree?.next ?? next, to, depth);
  if (radicand === null || !/^[\w+]*$/.test(order)) return null;
  const sign: Readonly<Record<string, string>> = { '2': '√', '3': '∛', '4': '∜' };
  const known = sign[order];
  const head: TexSpan[] =
    known === undefined
      ? [
          { text: order, style: 'sup' },
          { text: '√', style: 'plain' },
        ]
      : [];
  const bare = /^(?:[\d.]+|\p{L}\p{M}*)$/u.test(textOf(radicand.spans));
  return atomOf(
    'ordinary',
    joined(head, known ?? '', bare ? radicand.spans : joined('(', radicand.spans, ')')),
    radicand.next,
  );
};

/** One letter with a mark over it; a line goes over each of several, any other mark over several is not shown. */
function accented(spans: TexSpan[], mark: string, line: boolean): TexSpan[] | null {
  const [first, ...rest] = spans;
  if (first === undefined) return null;
  const letters = Array.from(first.text);
  const onlyScripts = rest.every(({ style }) => style === 'sub' || style === 'sup');
  if (!line && (letters.length !== 1 || !onlyScripts)) return null;
  const over = letters.map((letter) => (letter === ' ' ? letter : (letter + mark).normalize('NFC'))).join('');
  const covered = line ? rest.flatMap((span) => accented([span], mark, true) ?? []) : rest;
  return [{ text: over, style: first.style }, ...covered];
}

/** Something set over or under something else, as its superscript or subscript. */
function stacked(style: 'sub' | 'sup'): Rule {
  return (tex, next, to, depth) => {
    const parts = twoParts(tex, next, to, depth);
    if (parts === null) return null;
    const [mark, base] = parts;
    return atomOf('relation', joined(base.spans, [{ text: textOf(mark.spans), style }]), base.next);
  };
}

/** An arrow that stretches under its label. */
function labelled(arrow: string): Rule {
  return withPart((label) => joined(arrow, [{ text: textOf(label), style: 'sup' }]), 'relation');
}

const rules: ReadonlyMap<string, Rule> = new Map([
  ...['frac', 'tfrac', 'dfrac', 'cfrac', 'nicefrac', 'sfrac'].map((name) => [name, fraction] as const),
  ['sqrt', root],
  ...['binom', 'dbinom', 'tbinom'].map((name): [string, Rule] => [
    name,
    (tex, next, to, depth) => {
      const parts = twoParts(tex, next, to, depth);
      if (parts === null) return null;
      return atomOf('ordinary', joined('(', parts[0].spans, ' choose ', parts[1].spans, ')'), parts[1].next);
    },
  ]),
  [
    'not',
    withPart((spans) => [{ text: `${textOf(spans)}\u0338`.normalize('NFC'), style: 'plain' }], 'relation'),
  ],
  ...['overset', 'stackrel'].map((name) => [name, stacked('sup')] as const),
  ['underset', stacked('sub')],
  ['xrightarrow', labelled('→')],
  ['xleftarrow', labelled('←')],
  ...['underbrace', 'overbrace', 'ensuremath', 'boxed'].map(
    (name) => [name, withPart((spans) => spans)] as const,
  ),
  ['pmod', withPart((spans) => joined(' (mod ', spans, ')'))],
  ...['operatorname', 'operatornamewithlimits'].map(
    (name) => [name, withPart((spans) => inFont(spans, 'plain'), 'function')] as const,
  ),
  ...['hspace', 'hskip'].map(
    (name) => [name, withPart(() => [{ text: ' ', style: 'plain' }], 'space')] as const,
  ),
  ...['mathrm', 'mathsf', 'mathnormal', 'mathop', 'mathbin', 'mathrel', 'mathord'].map(
    (name) => [name, withPart((spans) => inFont(spans, 'plain'))] as const,
  ),
  ...['mathbf', 'boldsymbol', 'bm', 'pmb', 'mathbfit', 'mathbfsf'].map(
    (name) => [name, withPart((spans) => inFont(spans, 'bold'))] as const,
  ),
  ['mathit', withPart((spans) => inFont(spans, 'italic'))],
  ['mathtt', withPart((spans) => inFont(spans, 'code'))],
  ...[...mathAccents].map(([name, mark]): [string, Rule] => [
    name,
    withPart((spans) => accented(spans, mark, lineAccents.has(name))),
  ]),
  ...[...alphabets].map(([name, alphabet]): [string, Rule] => [
    name,
    withPart((spans) =>
      spans.map(({ text, style }) =>
        style === 'sub' || style === 'sup'
          ? { text, style }
          : { text: inAlphabet(text, alphabet), style: 'plain' },
      ),
    ),
  ]),
]);

const tables: readonly (readonly [AtomKind, ReadonlyMap<string, string>])[] = [
  ['binary', binary],
  ['relation', relations],
  ['function', bigOperators],
  ['open', openers],
  ['close', closers],
  ['ordinary', ordinary],
];

/** One other character after the backslash. */
function readSign(name: string, next: number): AtomReading | null {
  if (name === '{') return symbol('open', name, next);
  if (name === '}') return symbol('close', name, next);
  if (name === '|') return symbol('ordinary', '‖', next);
  if (name === '!' || name === '/') return { atom: null, next };
  return /^[%$#_&]$/.test(name) ? symbol('ordinary', name, next) : null;
}

/** The command at the backslash at `at` as an atom of a formula; null when it is unknown or incomplete. */
export function readCommand(tex: TexSource, at: number, to: number, depth: number): AtomReading | null {
  if (depth > maxDepth) return null;
  const name = commandName(tex, at, to);
  const next = at + 1 + name.length;
  if (name !== '\\' && spaces.has(name)) return symbol('space', ' ', next);
  if (!/^[A-Za-z]/.test(name)) return readSign(name, next);
  const letter = greek.get(name);
  if (letter !== undefined) return symbol('ordinary', letter, next, 'italic');
  for (const [kind, characters] of tables) {
    const character = characters.get(name);
    if (character !== undefined) return symbol(kind, character, next);
  }
  if (functions.has(name)) return symbol('function', name, next);
  if (silent.has(name)) {
    // `\left.` stands for no bracket at all.
    const empty = /^(?:left|right|middle)$/.test(name) && tex.source[next] === '.';
    return { atom: null, next: empty ? next + 1 : next };
  }
  const rule = rules.get(name);
  if (rule !== undefined) return rule(tex, tex.source[next] === '*' ? next + 1 : next, to, depth);
  const text = tex.textCommand(tex, at, to, 'plain', depth + 1);
  return text === null ? null : atomOf('ordinary', text.spans, text.next);
}
