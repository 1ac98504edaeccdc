import {
  argument,
  commandName,
  nest,
  option,
  push,
  type Range,
  type Reading,
  skipSpace,
  type TexSource,
  type TexSpan,
  type TexStyle,
  textOf,
} from './tex-source.ts';
import { nameLetters, silent, spaces, textAccents, textStyles } from './tex-symbols.ts';
import { unitRules } from './tex-units.ts';

/** Reads what follows a command's name; null when it is not what the command needs. */
type Rule = (tex: TexSource, next: number, to: number, style: TexStyle, depth: number) => Reading | null;

/** Environments that only set their text apart. */
const plainEnvironments = /^(?:itemize|enumerate|description|center|quote|quotation|flushleft|abstract)\*?$/;

function plain(text: string, style: TexStyle, next: number): Reading {
  return { spans: text === '' ? [] : [{ text, style }], next };
}

/** The characters of an address as an author escapes them in a link. */
export function unescapeUrl(url: string): string {
  return url.replace(/\\([_%#&~$])/g, '$1').trim();
}

function raw(tex: TexSource, range: Range): string {
  return tex.source.slice(range.from, range.to);
}

/** A rule for a command whose one argument is taken as it stands. */
function withRaw(build: (text: string) => string | null): Rule {
  return (tex, next, to, style) => {
    const range = argument(tex, option(tex, next, to)?.next ?? next, to);
    const text = range === null ? null : build(raw(tex, range));
    return range === null || text === null ? null : plain(text, style, range.next);
  };
}

/** A link's text, with the address unless that is the text. */
const link: Rule = (tex, next, to, style, depth) => {
  const target = argument(tex, next, to);
  const label = target === null ? null : argument(tex, target.next, to);
  if (target === null || label === null) return null;
  const url = unescapeUrl(raw(tex, target));
  const spans = tex.text(tex, label, style, depth + 1);
  if (!/^(?:[a-z]+:\/\/|www\.|mailto:)\S+$/i.test(url)) return { spans, next: label.next };
  const bare = (address: string) => address.trim().replace(/^[a-z]+:(?:\/\/)?|\/$/gi, '');
  const text = textOf(spans);
  // arXiv puts "this https URL" in place of an address.
  if (text === '' || bare(text) === bare(url) || /^this https? URL$/i.test(text))
    return plain(url, style, label.next);
  push(spans, ` (${url})`, style);
  return { spans, next: label.next };
};

function second(rule: 'shown' | 'dropped'): Rule {
  return (tex, next, to, style, depth) => {
    const first = argument(tex, option(tex, next, to)?.next ?? next, to);
    const other = first === null ? null : argument(tex, first.next, to);
    if (first === null || other === null) return null;
    return { spans: tex.text(tex, rule === 'shown' ? other : first, style, depth + 1), next: other.next };
  };
}

const aside: Rule = (tex, next, to, style, depth) => {
  const range = argument(tex, next, to);
  if (range === null) return null;
  const spans: TexSpan[] = [];
  push(spans, ' (', style);
  for (const span of tex.text(tex, range, style, depth + 1)) push(spans, span.text, span.style);
  push(spans, ')', style);
  return { spans, next: range.next };
};

const verbatim: Rule = (tex, next, to, style) => {
  const mark = tex.source[next];
  if (mark === undefined || next >= to || /[\sA-Za-z{]/.test(mark)) return null;
  const length = tex.source.slice(next + 1, Math.min(to, next + 200)).indexOf(mark);
  if (length === -1) return null;
  return plain(tex.source.slice(next + 1, next + 1 + length), nest(style, 'code'), next + length + 2);
};

function keysOf(keys: string): string {
  const all = keys.split(',').map((key) => key.trim());
  return `[${all.join(', ')}]`;
}

/** What a sentence lacks something behind. */
const needsMore =
  /(?:^|[.:;,(]|(?:^|[\s(~])(?:in|of|by|from|to|with|see|and|or|as|like|than|via|at|for|on|is|are|following|e\.g\.|cf\.))[\s~]*$/i;

/** The number of a work in a list that we do not have, so nothing, but where a sentence has to name the work. */
const citation: Rule = (tex, next, to, style, depth) => {
  const start = tex.source.lastIndexOf('\\', next - 1);
  const before = tex.source.slice(Math.max(0, start - 20), start);
  return withRaw((keys) => (needsMore.test(before) ? keysOf(keys) : ''))(tex, next, to, style, depth);
};

const rules: ReadonlyMap<string, Rule> = new Map([
  ...['url', 'nolinkurl', 'path'].map((name) => [name, withRaw(unescapeUrl)] as const),
  ...['citet', 'citealt', 'textcite'].map((name) => [name, withRaw(keysOf)] as const),
  ...['cite', 'citep', 'citealp', 'parencite', 'autocite'].map((name) => [name, citation] as const),
  ...['ac', 'acs', 'acl', 'acf', 'gls', 'Gls'].map((name) => [name, withRaw(acronym)] as const),
  ...['acp', 'acsp', 'glspl'].map((name) => [name, withRaw((key) => `${acronym(key)}s`)] as const),
  ['color', withRaw(() => '')],
  ...['begin', 'end'].map(
    (name) => [name, withRaw((environment) => (plainEnvironments.test(environment) ? ' ' : null))] as const,
  ),
  ['unicode', withRaw(codePoint)],
  ...['textcolor', 'colorbox'].map((name) => [name, second('shown')] as const),
  ['texorpdfstring', second('dropped')],
  ['href', link],
  ...['footnote', 'thanks'].map((name) => [name, aside] as const),
  ['verb', verbatim],
]);

/** What stands for an acronym in the list of a paper that we do not have: `\ac{llm}` is LLM, as a rule. */
function acronym(key: string): string {
  return /^[a-z]{2,6}$/.test(key) ? key.toUpperCase() : key;
}

/** MathJax's `\unicode{x2014}`: hexadecimal after an x, else decimal. */
function codePoint(number: string): string | null {
  if (!/^(?:x[\da-f]{1,6}|\d{1,7})$/i.test(number)) return null;
  const value = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number(number);
  return value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff) ? String.fromCodePoint(value) : null;
}

/** JSON's escape for a character, `\u2019`, that was never undone. */
function readEscape(tex: TexSource, next: number, to: number): string | null {
  const digits = tex.source.slice(next, Math.min(to, next + 4));
  return /^\d[\da-f]{3}$/i.test(digits) ? codePoint(`x${digits}`) : null;
}

/** An accent over the one letter that follows; null when no letter does. */
function readAccent(
  tex: TexSource,
  name: string,
  mark: string,
  next: number,
  to: number,
  depth: number,
): string | null {
  const range = argument(tex, next, to);
  if (range === null) return null;
  const text = textOf(tex.text(tex, range, 'plain', depth + 1)).trim();
  // arXiv's own metadata has β-VAE as \b{eta}-VAE: a \beta that lost its first letters to an accent.
  if (name === 'b' && text === 'eta') return 'β';
  if (text === '' && /^[~^]$/.test(name)) return name;
  const dotless: Readonly<Record<string, string>> = { ı: 'i', ȷ: 'j' };
  const letter = (dotless[text] ?? text).normalize('NFC');
  if (name === 't') return /^\p{L}{2}$/u.test(letter) ? letter.replace(/^./u, `$&${mark}`) : null;
  return /^\p{L}\p{M}*$/u.test(letter) ? (letter + mark).normalize('NFC') : null;
}

/** The end of the `{}` or the white space that sets a letter's name apart from what follows. */
function afterName(tex: TexSource, next: number, to: number): number {
  return tex.source.startsWith('{}', next) && next + 2 <= to ? next + 2 : skipSpace(tex, next, to);
}

/**
 * The command at the backslash at `at` as text shows it: escapes, accents, letters, styles, links, citations.
 * Null when it is none of these or lacks its argument.
 */
export function readTextCommand(
  tex: TexSource,
  at: number,
  to: number,
  style: TexStyle,
  depth: number,
): Reading | null {
  const name = commandName(tex, at, to);
  const next = at + 1 + name.length;
  if (name === '') return null;
  if (/^[%$#_&{}]$/.test(name)) return plain(name, style, next);
  if (/^[!/\-@]$/.test(name)) return plain('', style, next);
  if (spaces.has(name)) return plain(' ', style, next);
  const letter = nameLetters.get(name);
  if (letter !== undefined) return plain(letter, style, afterName(tex, next, to));
  if (silent.has(name)) return plain('', style, afterName(tex, next, to));
  const escaped = name === 'u' ? readEscape(tex, next, to) : null;
  if (escaped !== null) return plain(escaped, style, next + 4);
  const mark = textAccents.get(name);
  if (mark !== undefined) {
    const range = argument(tex, next, to);
    const accented = readAccent(tex, name, mark, next, to, depth);
    if (range === null || accented === null) return null;
    const byName = tex.source[range.from] === '\\' && range.to === range.next;
    return plain(accented, style, byName ? afterName(tex, range.next, to) : range.next);
  }
  const rule = rules.get(name);
  if (rule !== undefined) return rule(tex, tex.source[next] === '*' ? next + 1 : next, to, style, depth);
  const quantity = unitRules.get(name)?.(tex, next, to);
  if (quantity) {
    const spans = quantity.spans.map((span) => ({ text: span.text, style: nest(style, span.style) }));
    return { spans, next: quantity.next };
  }
  const inner = textStyles.get(name);
  const range = inner === undefined ? null : argument(tex, tex.source[next] === '*' ? next + 1 : next, to);
  if (inner === undefined || range === null) return null;
  // An author's own command of that name takes no argument: `\ul_1`.
  if (/^[_^~&]/.test(raw(tex, range)) && range.to === range.next) return null;
  return { spans: tex.text(tex, range, nest(style, inner), depth + 1), next: range.next };
}
