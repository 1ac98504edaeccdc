import { readEnvironment, readRows } from './tex-environments.ts';
import { type AtomKind, type AtomReading, joined } from './tex-layout.ts';
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

/** `(a+b)/c` */
function quotient(over: readonly TexSpan[], under: readonly TexSpan[]): TexSpan[] {
  const above = /[+\-−±∓=<>/,\s]/.test(textOf(over)) ? joined('(', over, ')') : over;
  // 1/2n would be half of n: below the line only a single number, letter, derivative or call goes bare.
  const base = textOf(under.filter(({ style }) => style !== 'sub' && style !== 'sup'));
  const single = /^(?:[\d.]+|[∂∇Δd√]?\p{L}\p{M}*|√[\d.]+|[\p{L}\p{M}√]+\([^()]*\))$/u.test(base);
  return joined(above, '/', single ? under : joined('(', under, ')'));
}

function binomial(over: readonly TexSpan[], under: readonly TexSpan[]): TexSpan[] {
  return joined('(', over, ' choose ', under, ')');
}

/**
 * Commands that stand between what they set over and under each other: all before them in the group, and all behind.
 */
export const infixes: ReadonlyMap<string, (over: TexSpan[], under: TexSpan[]) => TexSpan[]> = new Map([
  ['over', quotient],
  ['choose', binomial],
  ['atop', (over, under) => joined(over, ', ', under)],
]);

function ofTwo(build: (over: TexSpan[], under: TexSpan[]) => TexSpan[], kind: AtomKind): Rule {
  return (tex, next, to, depth) => {
    const parts = twoParts(tex, next, to, depth);
    return parts === null ? null : atomOf(kind, build(parts[0].spans, parts[1].spans), parts[1].next);
  };
}

const fraction = ofTwo(quotient, 'fraction');

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
  // √x² would be the square of a root.
  const [base, ...scripts] = radicand.spans;
  const bare =
    /^(?:[\d.]+|\p{L}\p{M}*)$/u.test(base?.text ?? '') && scripts.every(({ style }) => style === 'sub');
  return atomOf(
    'ordinary',
    joined(head, known ?? '', bare ? radicand.spans : joined('(', radicand.spans, ')')),
    radicand.next,
  );
};

/** What marks over several letters are called: AsciiMath's names, for want of characters. */
const markNames: Readonly<Record<string, string>> = {
  '\u0302': 'hat',
  '\u0303': 'tilde',
  '\u20D7': 'vec',
  '\u0307': 'dot',
  '\u0308': 'ddot',
};

/** One letter with a mark over it; a line goes over each of several, any other mark is named before them. */
function accented(spans: TexSpan[], mark: string, line: boolean): TexSpan[] | null {
  const [first, ...rest] = spans;
  if (first === undefined) return null;
  const letters = Array.from(first.text);
  const onlyScripts = rest.every(({ style }) => style === 'sub' || style === 'sup');
  if (!line && (letters.length !== 1 || !onlyScripts)) {
    const name = markNames[mark];
    return name === undefined ? null : joined(`${name}(`, spans, ')');
  }
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

/** `\braket{a|b}`, or `\braket{a}{b}` as the package physics has it. */
const braket: Rule = (tex, next, to, depth) => {
  const first = part(tex, next, to, depth);
  if (first === null) return null;
  const second = tex.source[first.next] === '{' && first.next < to ? part(tex, first.next, to, depth) : null;
  const bra = second === null ? first.spans : joined(first.spans, '|', second.spans);
  return atomOf('ordinary', joined('⟨', bra, '⟩'), second?.next ?? first.next);
};

const rules: ReadonlyMap<string, Rule> = new Map([
  ...['frac', 'tfrac', 'dfrac', 'cfrac', 'nicefrac', 'sfrac'].map((name) => [name, fraction] as const),
  ['sqrt', root],
  ...['binom', 'dbinom', 'tbinom'].map((name) => [name, ofTwo(binomial, 'ordinary')] as const),
  ['begin', (tex, next, to, depth) => readEnvironment(tex, next - '\\begin'.length, to, depth)],
  ...['substack', 'matrix', 'pmatrix', 'cases'].map((name): [string, Rule] => [
    name,
    (tex, next, to, depth) => {
      const range = argument(tex, next, to);
      const spans = range === null ? null : readRows(tex, name, range, depth);
      return range === null || spans === null ? null : atomOf('ordinary', spans, range.next);
    },
  ]),
  ['colon', (_tex, next) => symbol('punctuation', ': ', next)],
  ...['label', 'eqref', 'tag', 'phantom', 'hphantom', 'vphantom'].map((name): [string, Rule] => [
    name,
    (tex, next, to) => {
      const range = argument(tex, next, to);
      return range === null ? null : { atom: null, next: range.next };
    },
  ]),
  ...['ket', 'Ket'].map((name) => [name, withPart((spans) => joined('|', spans, '⟩'))] as const),
  ...['bra', 'Bra'].map((name) => [name, withPart((spans) => joined('⟨', spans, '|'))] as const),
  ...['ketbra', 'dyad', 'outerproduct'].map(
    (name) => [name, ofTwo((ket, bra) => joined('|', ket, '⟩⟨', bra, '|'), 'ordinary')] as const,
  ),
  ...['braket', 'Braket'].map((name) => [name, braket] as const),
  ...['expval', 'ev'].map((name) => [name, withPart((spans) => joined('⟨', spans, '⟩'))] as const),
  ['abs', withPart((spans) => joined('|', spans, '|'))],
  ['norm', withPart((spans) => joined('‖', spans, '‖'))],
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
  ...['mathbf', 'bold', 'boldsymbol', 'bm', 'pmb', 'mathbfit', 'mathbfsf'].map(
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
