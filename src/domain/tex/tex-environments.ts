import { type AtomReading, joined } from './tex-layout.ts';
import {
  argument,
  commandName,
  type Environment,
  groupEnd,
  longestFormula,
  option,
  prepare,
  type Range,
  type TexSource,
  type TexSpan,
  textOf,
} from './tex-source.ts';

/** The brackets of matrices by the names of their environments; of `array` the author sets them. */
const matrices: ReadonlyMap<string, readonly [string, string]> = new Map<string, readonly [string, string]>([
  ...['matrix', 'smallmatrix', 'array'].map((name): [string, [string, string]] => [name, ['', '']]),
  ['pmatrix', ['(', ')']],
  ['bmatrix', ['[', ']']],
  ['Bmatrix', ['{', '}']],
  ['vmatrix', ['|', '|']],
  ['Vmatrix', ['‖', '‖']],
]);
const cases = /^[dr]?cases\*?$/;
const within = /^(?:aligned|alignedat|gathered|split|multlined)$/;
const display = /^(?:equation|displaymath|math|align|alignat|flalign|eqnarray|gather|multline)\*?$/;
/** Environments whose first argument only says how columns stand. */
const withColumns = /^(?:array|alignat\*?|alignedat)$/;

/** What numbers the lines of an environment, or does not. */
const label = /\\label\s*\{[^{}]*\}|\\nonumber\b/g;

/** The environments that are a formula of their own in running text. */
export function displayed(environment: Environment): boolean {
  return display.test(environment.name);
}

/** The formula of such an environment as KaTeX knows it, without numbers. */
export function displayedSource(tex: TexSource, { name, from, to }: Environment): string {
  const inside = tex.source.slice(from, to).replace(label, '');
  const bare = name.replace('*', '');
  if (bare === 'math' || bare === 'displaymath') return inside;
  const known = bare === 'eqnarray' ? 'align' : bare === 'multline' ? 'gather' : bare;
  return `\\begin{${known}*}${inside}\\end{${known}*}`;
}

/** The cells of each row, without those of groups and environments within; a last row that is blank is none. */
function rowsOf(tex: TexSource, { from, to }: Range): Range[][] {
  const rows: Range[][] = [[]];
  let start = from;
  let at = from;
  const end = (next: number) => {
    rows.at(-1)?.push({ from: start, to: at });
    start = next;
    at = next;
  };
  while (at < to) {
    const sign = tex.source[at];
    const group = groupEnd(tex, at, to);
    const name = sign === '\\' ? commandName(tex, at, to) : '';
    const inner = name === 'begin' ? tex.environments.get(at) : undefined;
    if (group !== -1) at = group + 1;
    else if (inner !== undefined && inner.next <= to) at = inner.next;
    else if (name === '\\' || name === 'cr' || name === 'tabularnewline') {
      const next = at + 1 + name.length;
      const starred = tex.source[next] === '*' ? next + 1 : next;
      end(Math.min(to, (name === '\\' ? option(tex, starred, to)?.next : undefined) ?? starred));
      rows.push([]);
    } else if (sign === '&') end(at + 1);
    else at += sign === '\\' ? 1 + name.length : 1;
  }
  at = to;
  end(to);
  const isBlank = (row: readonly Range[]) =>
    row.every((cell) => /^(?:\s|\\hline)*$/.test(tex.source.slice(cell.from, cell.to)));
  return isBlank(rows.at(-1) ?? []) ? rows.slice(0, -1) : rows;
}

/** The rows read as mathematics; null when a cell cannot be shown. */
function read(tex: TexSource, rows: readonly Range[][], depth: number): TexSpan[][][] | null {
  const all: TexSpan[][][] = [];
  for (const row of rows) {
    const cells = row.map((cell) => tex.math(tex, cell, depth + 1));
    const shown = cells.filter((cell) => cell !== null);
    if (shown.length < cells.length) return null;
    all.push(shown);
  }
  return all;
}

function between(pieces: readonly TexSpan[][], separator: string): TexSpan[] {
  return joined(...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [separator, piece])));
}

/** `(1 0; 0 1)`: rows end with semicolons, cells with a space, or with a comma where one has spaces itself. */
function matrix(rows: readonly TexSpan[][][], [open, close]: readonly [string, string]): TexSpan[] {
  const separator = rows.some((row) => row.some((cell) => textOf(cell).includes(' '))) ? ', ' : ' ';
  const filled = rows.map((row) => row.map((cell) => (cell.length === 0 ? joined('·') : cell)));
  return joined(
    open,
    between(
      filled.map((row) => between(row, separator)),
      '; ',
    ),
    close,
  );
}

/** `{1 if x > 0; 0 otherwise}` */
function casesOf(rows: readonly TexSpan[][][]): TexSpan[] {
  const lines = rows.map(([value = [], ...conditions]) => {
    const bare = value.map((span, i) =>
      i === value.length - 1 ? { ...span, text: span.text.trimEnd().replace(/[,;]$/, '') } : span,
    );
    const condition = joined(...conditions);
    if (condition.length === 0) return value;
    return joined(bare, /^\s*\p{L}{2}/u.test(textOf(condition)) ? ' ' : ', ', condition);
  });
  return joined('{', between(lines, '; '), '}');
}

/** Lines are prepared anew, so that not many are within others. */
const depthOfLines = 5;

/** Lines as one: what goes on with a sign goes on, what begins anew is set apart. */
function lines(tex: TexSource, rows: readonly Range[][], depth: number): TexSpan[] | null {
  let source = '';
  for (const row of rows) {
    const cells = row.map(({ from, to }) => tex.source.slice(from, to).replace(label, ''));
    const goesOn = source === '' || (row.length > 1 && cells[0]?.trim() === '') || /[,;]\s*$/.test(source);
    source += `${goesOn ? ' ' : ' ;\\ '}${cells.join(' ')}`;
  }
  return tex.math(prepare(source, tex), { from: 0, to: source.length }, depth + depthOfLines);
}

/**
 * The rows of a matrix and the like, as an environment or as the argument of one of TeX's own commands has them; null
 * for what cannot be shown, or is longer than a formula.
 */
export function readRows(tex: TexSource, name: string, range: Range, depth: number): TexSpan[] | null {
  if (range.to - range.from > longestFormula) return null;
  const isCommand = tex.source[range.from - 1] === '{';
  const placed = option(tex, range.from, range.to)?.next ?? range.from;
  const columns = withColumns.test(name) && !isCommand ? argument(tex, placed, range.to) : null;
  const rows = rowsOf(tex, { from: columns?.next ?? range.from, to: range.to });
  if (within.test(name) || display.test(name)) return lines(tex, rows, depth);
  const brackets = matrices.get(name);
  if (brackets === undefined && !cases.test(name) && name !== 'substack') return null;
  const cells = read(tex, rows, depth);
  if (cells === null) return null;
  if (brackets !== undefined) return matrix(cells, brackets);
  return name === 'substack'
    ? between(
        cells.map((row) => joined(...row)),
        ', ',
      )
    : casesOf(cells);
}

/** The environment that begins at `at`, in mathematics. */
export function readEnvironment(tex: TexSource, at: number, to: number, depth: number): AtomReading | null {
  const environment = tex.environments.get(at);
  if (environment === undefined || environment.next > Math.min(to, at + longestFormula)) return null;
  const spans = readRows(tex, environment.name, environment, depth);
  return spans === null ? null : { atom: { kind: 'ordinary', spans, spaced: false }, next: environment.next };
}
