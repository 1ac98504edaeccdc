import { cut, longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';

/** What follows a comma and still belongs to the name before it. */
const suffix = /^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq)\.?$/i;

/**
 * The names of a list such as arXiv's feeds write it: `Ada Lovelace (CNRS, Paris), Sammy Davis, Jr., Niels Bohr (1)`.
 * Commas part names only outside of brackets and of TeX's braces; a suffix stays with its name. Of each name what
 * stands in brackets behind it, an affiliation or the number of one, is left out.
 */
export function splitAuthors(list: string): string[] {
  const read = cut(list, longest.authorList);
  const names: string[] = [];
  for (const part of partsOf(read)) {
    const name = withoutAffiliation(part);
    const before = names.at(-1);
    if (before !== undefined && suffix.test(name)) names[names.length - 1] = `${before} ${name}`;
    else if (name !== '') names.push(name);
  }
  return names;
}

/** A name without the affiliations in brackets behind it; brackets within a name are a name by which one is called. */
export function withoutAffiliation(text: string): string {
  if (text.length > longest.authorList) return '';
  let name = oneLine(text);
  for (let turn = 0; turn < 4 && name.endsWith(')'); turn++) {
    const start = openingOf(name);
    if (start === -1) break;
    name = name.slice(0, start).trimEnd();
  }
  return name;
}

/** Where the last bracket is opened that the end of the text closes; -1 when it is nowhere. */
function openingOf(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at;
  }
  return -1;
}

/** Parted at the commas that stand in no bracket. A bracket that is never closed ends with its part. */
function partsOf(list: string): string[] {
  const closed = closedBrackets(list);
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (closed[at] === 1) depth += list[at] === '(' || list[at] === '{' ? 1 : -1;
    else if (list[at] === ',' && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    } else if (list[at] === '(') {
      // Never closed: what follows up to the comma is an affiliation too.
      const end = list.indexOf(',', at);
      parts.push(list.slice(start, at));
      at = end === -1 ? list.length : end;
      start = at + 1;
    }
  }
  parts.push(list.slice(start));
  return parts;
}

/** One at the places of brackets that have their other half. */
function closedBrackets(list: string): Uint8Array {
  const closed = new Uint8Array(list.length);
  const open: number[] = [];
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === '(' || character === '{') open.push(at);
    else if (character === ')' || character === '}') {
      const mate = open.pop();
      if (mate === undefined) continue;
      if ((character === ')') !== (list[mate] === '(')) continue;
      closed[mate] = 1;
      closed[at] = 1;
    }
  }
  return closed;
}

/** The longest list of a paper has some five thousand. */
const mostNames = 10_000;
/** `J.`, `J. A.`, `J.-P.`, `JA`: nothing but the first letters of given names. */
const initials = /^(?:\p{Lu}\.?[ -]?){1,4}$/u;
const isOneWord = (name: string) => !name.includes(' ');

/** A name with the given names first: `King, M. L., Jr.` becomes `M. L. King Jr.`. One without a comma stays. */
export function givenNamesFirst(name: string): string {
  if (name.length > longest.typedAuthor) return '';
  const [family = '', ...rest] = name.split(',').map(oneLine).filter(Boolean);
  const given = rest.filter((part) => !suffix.test(part));
  if (given.length > 1) return oneLine(name);
  return [...given, family, ...rest.filter((part) => suffix.test(part))].join(' ');
}

/**
 * The names of a list in any of the ways in which feeds and preprint servers write them, given names first: parted by
 * semicolons (`Lovelace, A.; King, M. L., Jr.`), or by commas with each family name before its initials (`Lovelace, A.,
 * Turing, A. M.`), or as in `splitAuthors`, with "and" before the last. One name may stand the other way round.
 */
export function readAuthorList(list: string): string[] {
  const read = oneLine(cut(list, longest.authorList));
  if (read.includes(';'))
    return read.split(';', mostNames).flatMap((name) => givenNamesFirst(withoutAffiliation(name)) || []);
  const names = splitAuthors(read.replace(/,? (?:and|&) /g, ', '));
  const isPaired = names.length % 2 === 0 && names.every((name, at) => at % 2 === 0 || initials.test(name));
  const [first = '', second = ''] = names;
  const isOne = names.length === 2 && !/ (?:and|&) /.test(read) && (isOneWord(first) || isOneWord(second));
  if (!isPaired && !isOne) return names;
  return names.flatMap((name, at) => (at % 2 === 0 ? `${names[at + 1] ?? ''} ${name}`.trim() : []));
}
