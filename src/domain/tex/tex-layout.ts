import { push, type TexSpan } from './tex-source.ts';
import { scriptText } from './tex-symbols.ts';

/** Pieces of text and of formulas in a row. */
export function joined(...pieces: readonly (string | readonly TexSpan[])[]): TexSpan[] {
  const spans: TexSpan[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') push(spans, piece, 'plain');
    else for (const { text, style } of piece) push(spans, text, style);
  }
  return spans;
}

/** What decides about the space around a piece of a formula (The TeXbook, chapter 18). */
export type AtomKind =
  | 'ordinary'
  | 'function'
  | 'fraction'
  | 'binary'
  | 'relation'
  | 'open'
  | 'close'
  | 'punctuation'
  | 'script'
  | 'space';

/** A piece of a formula; `spaced` when the author put white space before it. */
export type Atom = { kind: AtomKind; spans: TexSpan[]; spaced: boolean };

/** An atom, none for a command that only steers the layout, and the index of what follows. */
export type AtomReading = { atom: Atom | null; next: number };

const beforeOperator: ReadonlySet<AtomKind | undefined> = new Set([
  'ordinary',
  'fraction',
  'close',
  'script',
]);
const afterOperator: ReadonlySet<AtomKind | undefined> = new Set([
  'ordinary',
  'fraction',
  'function',
  'open',
]);

/** Whether an operator at `i` stands between two operands; without, it is a sign, as in −1 or 5×. */
function joins(atoms: readonly Atom[], i: number): boolean {
  return beforeOperator.has(atoms[i - 1]?.kind) && isOperand(atoms, i + 1);
}

/** An operand may have a sign: a = −1. */
function isOperand(atoms: readonly Atom[], i: number): boolean {
  const kind = atoms[i]?.kind;
  return afterOperator.has(kind) || (kind === 'binary' && afterOperator.has(atoms[i + 1]?.kind));
}

function startsWithDigit(atom: Atom): boolean {
  return /^\d/.test(atom.spans[0]?.text ?? '');
}

/** Whether a space belongs before the atom at `i`; `base` is the kind before it, scripts left out. */
function spaceBefore(atoms: readonly Atom[], i: number, base: AtomKind | undefined): boolean {
  const before = atoms[i - 1];
  const atom = atoms[i];
  if (before === undefined || atom === undefined) return false;
  if (before.kind === 'space' || atom.kind === 'space' || atom.kind === 'script') return false;
  if (atom.kind === 'relation') return joins(atoms, i);
  if (before.kind === 'relation') return joins(atoms, i - 1);
  if (atom.kind === 'binary') return joins(atoms, i) && (atom.spaced || atoms[i + 1]?.spaced === true);
  if (before.kind === 'binary') return joins(atoms, i - 1) && (before.spaced || atom.spaced);
  if (before.kind === 'open' || atom.kind === 'close' || atom.kind === 'punctuation') return false;
  if (before.kind === 'punctuation') {
    return atom.spaced || (before.spans[0]?.text !== ':' && !startsWithDigit(atom));
  }
  if (base === 'fraction' || atom.kind === 'fraction') return true;
  if (atom.kind === 'open') return false;
  return base === 'function' || atom.kind === 'function' || atom.spaced;
}

/** The atoms in a row, with space where mathematics has it; within a script, only around functions. */
export function layout(atoms: readonly Atom[], script: boolean): TexSpan[] {
  const spans: TexSpan[] = [];
  let base: AtomKind | undefined;
  for (const [i, atom] of atoms.entries()) {
    const tight = script && base !== 'function' && atom.kind !== 'function' && !bothWords(atoms, i);
    if (!tight && spaceBefore(atoms, i, base)) push(spans, ' ', 'plain');
    // `$\epsilon-$optimal`: a sign after which nothing comes was meant as a hyphen.
    const hyphen =
      atom.kind === 'binary' && atom.spans[0]?.text === '−' && i > 0 && i === atoms.length - 1 && !script;
    if (hyphen) push(spans, '-', 'plain');
    else for (const { text, style } of atom.spans) push(spans, text, style);
    if (atom.kind !== 'script') base = atom.kind;
  }
  return spans;
}

function bothWords(atoms: readonly Atom[], i: number): boolean {
  return atoms[i - 1]?.kind === 'ordinary' && atoms[i]?.kind === 'ordinary';
}

/** The spans as one string, subscripts and superscripts in characters of Unicode where it has them. */
export function unmarked(spans: readonly TexSpan[]): string {
  return spans
    .map(({ text, style }) => (style === 'sub' || style === 'sup' ? scriptText(text, style) : text))
    .join('');
}
