import { isFormula, pairedDollar } from './tex-dollars.ts';
import { displayed, displayedSource } from './tex-environments.ts';
import { readCommand } from './tex-math-commands.ts';
import { beginsSingle, endsDouble, endsSingle, isApostrophe } from './tex-quotes.ts';
import {
  argument,
  commandName,
  type Formula,
  groupEnd,
  indexOfMark,
  longestFormula,
  maxDepth,
  nest,
  option,
  push,
  type Range,
  type Reading,
  skipSpace,
  type TexSource,
  type TexSpan,
  type TexStyle,
} from './tex-source.ts';
import { switches } from './tex-symbols.ts';
import { readTextCommand, unescapeUrl } from './tex-text-commands.ts';
import { inBareUrl, isTie } from './tex-ties.ts';

/** Where text may stop being plain. `times` after a digit is a `\times` that lost its backslash. */
const token =
  /\\|\$\$?|[{}~^_"]|``?|''?|(?<!-)-{2,3}(?!-)|(?<![\p{L}\p{N}])(?:(?:https?|ftp):\/\/|www\.)|(?<=\d)times(?=$|[\s\p{P}])|(?<![\p{L}\\])url(?=\{https?:)/gu;
const urlRun = /(?:[^\s{}\\<>"$]|\\[_%#&~])+/y;
const raised = /\^(?:-?\d+|\*|[A-Za-z](?![\p{L}\p{N}]))/uy;

/** `{0, 1}` is a set; the braces of `{HoloV}` or of a whole clause only group. */
function isSet(content: string): boolean {
  if (content.trim() === '') return true;
  const elements = content.split(/[,|:;]/);
  return (
    content.length <= 80 && elements.length > 1 && elements.every((e) => e.trim().split(/\s+/).length <= 2)
  );
}

/** The formula in `range`, or, when it cannot be shown, all from `at` to `next` as it stands. */
function formula(
  tex: TexSource,
  at: number,
  range: Range,
  next: number,
  style: TexStyle,
  depth: number,
): Reading {
  const environment = tex.environments.get(at);
  const of: { formula?: Formula } = tex.formulas
    ? {
        formula: {
          source: environment ? displayedSource(tex, environment) : tex.source.slice(range.from, range.to),
          display: environment !== undefined || /^(?:\$\$|\\\[)/.test(tex.source.slice(at, at + 2)),
        },
      }
    : {};
  const spans = tex.math(tex, range, depth + 1);
  if (spans === null) return { spans: [{ text: tex.source.slice(at, next), style, ...of }], next };
  return { spans: spans.map((span) => ({ text: span.text, style: nest(style, span.style), ...of })), next };
}

function delimited(
  tex: TexSource,
  at: number,
  to: number,
  close: string,
  style: TexStyle,
  depth: number,
): Reading | null {
  const from = at + 2;
  const end = indexOfMark(tex, close, from);
  const next = end + close.length;
  if (end === -1 || next > Math.min(to, from + longestFormula)) return null;
  if (tex.source.slice(from, end).trim() === '') return null;
  return formula(tex, at, { from, to: end }, next, style, depth);
}

/** What the dollar sign at `at` opens; null when it is only a dollar sign. */
function readDollar(tex: TexSource, at: number, to: number, style: TexStyle, depth: number): Reading | null {
  if (tex.source[at + 1] === '$') return delimited(tex, at, to, '$$', style, depth);
  const limit = Math.min(to, at + longestFormula);
  const end = pairedDollar(tex, at, limit);
  if (end === -1 || !isFormula(tex.source.slice(at + 1, end), tex.source.slice(end + 1, end + 3)))
    return null;
  return formula(tex, at, { from: at + 1, to: end }, end + 1, style, depth);
}

/** The subscript and superscript of a command outside of mathematics: `\ell_1-norm`. */
function readScripts(tex: TexSource, at: number, to: number, depth: number): Reading {
  const scripts: TexSpan[] = [];
  let next = at;
  while (next < to && /[_^]/.test(tex.source[next] ?? '')) {
    const range = argument(tex, next + 1, to);
    const spans = range === null ? null : tex.math(tex, { from: next, to: range.next }, depth + 1);
    if (range === null || spans === null || range.from > next + 2) break;
    scripts.push(...spans);
    next = range.next;
  }
  return { spans: scripts, next };
}

/** The command at `at`, or as much of the source as belongs to it when it is unknown. */
function readBackslash(tex: TexSource, at: number, to: number, style: TexStyle, depth: number): Reading {
  const sign = tex.source[at + 1];
  const close = sign === '(' ? '\\)' : sign === '[' ? '\\]' : null;
  const display = close === null ? null : delimited(tex, at, to, close, style, depth);
  if (display !== null) return display;
  const environment = tex.environments.get(at);
  if (
    environment !== undefined &&
    environment.next <= Math.min(to, at + longestFormula) &&
    displayed(environment)
  )
    return formula(tex, at, { from: at, to: environment.next }, environment.next, style, depth);
  const text = readTextCommand(tex, at, to, style, depth);
  if (text !== null) return text;
  const name = commandName(tex, at, to);
  const known = /^[A-Za-z]/.test(name) ? readCommand(tex, at, to, depth) : null;
  if (known !== null) {
    const end = tex.source.startsWith('{}', known.next) && known.next + 2 <= to ? known.next + 2 : known.next;
    const scripts = readScripts(tex, end, to, depth);
    const spans = [...(known.atom?.spans ?? []), ...scripts.spans].map((span) => ({
      text: span.text,
      style: nest(style, span.style),
    }));
    return { spans, next: scripts.next };
  }
  let next = at + 1 + name.length;
  for (;;) {
    const end = groupEnd(tex, next, to);
    const after = end === -1 ? option(tex, next, to)?.next : end + 1;
    if (after === undefined || !/^[A-Za-z]/.test(name)) break;
    next = after;
  }
  return { spans: [{ text: tex.source.slice(at, next), style }], next };
}

/** A subscript or superscript outside of mathematics: `R^2`, `10^-3`, `x_{max}`; null for any other `^` or `_`. */
function readLooseScript(tex: TexSource, at: number, to: number, depth: number): Reading | null {
  const { source } = tex;
  if (!/[\p{L}\p{N})\]}$%]/u.test(source[at - 1] ?? '') || inBareUrl(source, at)) return null;
  const end = groupEnd(tex, at + 1, to);
  raised.lastIndex = at;
  const power = raised.exec(source)?.[0].slice(1);
  if (end === -1) {
    const next = at + 1 + (power?.length ?? 0);
    if (power === undefined || next > to) return null;
    const span: TexSpan = { text: power.replace('-', '−'), style: power === '*' ? 'plain' : 'sup' };
    return { spans: [span], next };
  }
  const spans = tex.math(tex, { from: at, to: end + 1 }, depth + 1);
  return spans === null ? null : { spans, next: end + 1 };
}

/** What the token at `at` stands for; null when it stands for itself. */
function readToken(
  tex: TexSource,
  found: string,
  at: number,
  to: number,
  style: TexStyle,
  depth: number,
): Reading | null {
  const next = at + found.length;
  const shown = (text: string): Reading => ({ spans: [{ text, style }], next });
  switch (found) {
    case '\\':
      return readBackslash(tex, at, to, style, depth);
    case '$':
    case '$$':
      return readDollar(tex, at, to, style, depth);
    case '{': {
      const end = groupEnd(tex, at, to);
      if (end === -1 || (end - at < 100 && isSet(tex.source.slice(at + 1, end)))) return null;
      if (depth >= maxDepth)
        return { spans: [{ text: tex.source.slice(at, end + 1), style }], next: end + 1 };
      return { spans: tex.text(tex, { from: at + 1, to: end }, style, depth + 1), next: end + 1 };
    }
    case '}':
      return null;
    case '~':
      return isTie(tex.source, at) ? shown(' ') : null;
    case '^':
    case '_':
      return readLooseScript(tex, at, to, depth);
    case '``':
      return shown('“');
    case '"':
      return endsDouble(tex.source, at) ? shown('”') : null;
    case '`':
      if (beginsSingle(tex.source, at)) return shown('‘');
      return endsSingle(tex.source, at) || isApostrophe(tex.source, at) ? shown('’') : null;
    case "'":
      return endsSingle(tex.source, at) ? shown('’') : null;
    case "''":
      // Two apostrophes are also typed for the opening quotation mark.
      return shown(
        /[\s([]/.test(tex.source[at - 1] ?? ' ') && /\S/.test(tex.source[next] ?? ' ') ? '“' : '”',
      );
    case '---':
      return inBareUrl(tex.source, at) ? null : shown('—');
    case '--': {
      // A space before and a letter after: a command's option.
      const flag = /^(?:\s|)[A-Za-z]$/.test((tex.source[at - 1] ?? '') + (tex.source[next] ?? ''));
      return flag || inBareUrl(tex.source, at) ? null : shown('–');
    }
    case 'times':
      return shown('×');
    case 'url': {
      const end = groupEnd(tex, next, to);
      return end === -1
        ? null
        : { spans: [{ text: unescapeUrl(tex.source.slice(next + 1, end)), style }], next: end + 1 };
    }
    default: {
      urlRun.lastIndex = at;
      const run = (urlRun.exec(tex.source)?.[0] ?? found).slice(0, to - at);
      return { spans: [{ text: unescapeUrl(run), style }], next: at + run.length };
    }
  }
}

/**
 * A range as text. A switch such as `\em` holds up to the range's end. Whatever is unknown, unbalanced or
 * nested too deep stays as it is in the source.
 */
export function readText(tex: TexSource, range: Range, style: TexStyle, depth: number): TexSpan[] {
  const { from, to } = range;
  if (depth > maxDepth) return [{ text: tex.source.slice(from, to), style }];
  const spans: TexSpan[] = [];
  let current = style;
  let at = from;
  while (at < to) {
    token.lastIndex = at;
    const match = token.exec(tex.source);
    const start = Math.min(match?.index ?? to, to);
    push(spans, tex.source.slice(at, start), current);
    if (match === null || start === to) break;
    const found = match[0];
    const name = found === '\\' ? commandName(tex, start, to) : '';
    const switched = switches.get(name);
    if (switched !== undefined) {
      current = nest(style, switched);
      at = skipSpace(tex, start + 1 + name.length, to);
      continue;
    }
    const reading = start + found.length > to ? null : readToken(tex, found, start, to, current, depth);
    for (const span of reading?.spans ?? []) push(spans, span.text, span.style, span.formula);
    // Nothing is shown of "it \\label{x}.": nor the space before.
    const last = spans.at(-1);
    if (
      reading?.spans.length === 0 &&
      last !== undefined &&
      /^(?:[\s.,;:)~]|$)/.test(tex.source.slice(reading.next, reading.next + 1))
    )
      last.text = last.text.replace(/ $/, '');
    if (reading === null) push(spans, tex.source.slice(start, Math.min(start + found.length, to)), current);
    at = reading?.next ?? Math.min(start + found.length, to);
  }
  return spans;
}
