import { longest } from '../lengths.ts';
import { texToText } from '../tex/tex.ts';

/** Words between or before family names, which catalogues put in either place or leave out. */
const particles = new Set(
  'van von der den de del della dello di da do dos das du la le los ten ter zu zum zur af av bin ibn ben al el y e'.split(
    ' ',
  ),
);
const suffixes = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'phd', 'md']);

/** Letters that Unicode does not take apart into a plain letter and a mark. */
const spellings: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ð: 'd',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
};
const separators = /[\s.,;:"()<>/|*&+_~^#@!?=‐‑‒–—-]+/u;

/** Most names have no TeX, and reading it takes time. */
function withoutTex(name: string): string {
  return /[\\{$]/.test(name) ? texToText(name) : name;
}

/**
 * The words of a name in plain lower-case letters: without accents (TeX's too), apostrophes and punctuation, hyphens
 * counting as spaces. The database keeps the same words of each paper's authors (`authorEntries`). Of what is too long
 * to be a name, none.
 */
export function nameWords(name: string): string[] {
  if (name.length > longest.typedAuthor) return [];
  return withoutTex(name)
    .replace(/[\\{}'’ʼ`´]/g, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[øłđħıŧðæœßþ]/g, (letter) => spellings[letter] ?? letter)
    .split(separators)
    .filter((word) => word !== '')
    .map((word) => Array.from(word).slice(0, 100).join(''));
}

/** A name taken apart into plain words (`nameWords`). */
export type ParsedName = { given: string[]; particles: string[]; family: string[] };

/** `Family, Given` or `Given Family`; suffixes such as Jr. are dropped. */
export function parseName(name: string): ParsedName {
  if (name.length > longest.typedAuthor) return { given: [], particles: [], family: [] };
  const shown = withoutTex(name);
  const isSuffix = (part: string) => nameWords(part).every((word) => suffixes.has(word));
  const [head = '', ...rest] = shown.split(',').filter((part, index) => index === 0 || !isSuffix(part));
  const after = rest.flatMap(nameWords);
  if (after.length > 0) {
    const before = nameWords(head);
    const first = before.findIndex((word) => !particles.has(word));
    const family = first === -1 ? before : before.slice(first);
    // A lone one is a given name: Di, Al.
    const last = Math.max(
      0,
      after.findLastIndex((word) => !particles.has(word)),
    );
    return {
      given: after.slice(0, last + 1),
      particles: [...(first === -1 ? [] : before.slice(0, first)), ...after.slice(last + 1)],
      family,
    };
  }
  // The family name is the last word as it was written: a hyphen joins two into one.
  const written = head
    .trim()
    .split(/\s+/)
    .filter((word) => nameWords(word).length > 0);
  while (written.length > 1 && isSuffix(written.at(-1) ?? '')) written.pop();
  const family = nameWords(written.pop() ?? '');
  const given = written.flatMap(nameWords);
  let start = given.length;
  while (start > 1 && particles.has(given[start - 1] ?? '')) start--;
  return { given: given.slice(0, start), particles: given.slice(start), family };
}

/** The word that every variant of this name has, for looking names up; null for a name without letters. */
export function familyWord(name: string): string | null {
  return parseName(name).family.at(-1) ?? null;
}

/** All words of a name, given names first, without signs. */
function wordsInOrder(name: string): string[] {
  const { given, particles: between, family } = parseName(name);
  return [...given, ...between, ...family]
    .map((word) => word.replace(/[^\p{L}\p{M}\p{N}]/gu, ''))
    .filter((word) => word !== '');
}

/**
 * What a name is looked up by among many, as programs that tell authors apart do: the last word of the family name and
 * the first letter of the first name (`Jan van der Berg`: `berg j`). Names that share a key (`authorKey`) have the
 * same, and so have those that `authorMatch` takes for the same, unless the family name is one word in the one and two
 * in the other. Null for what is no name.
 */
export function nameBlock(name: string): string | null {
  if (name.length > longest.typedAuthor) return null;
  const words = wordsInOrder(name);
  const last = words.at(-1);
  return last === undefined ? null : `${last} ${Array.from(words[0] ?? '')[0] ?? ''}`;
}

/** The first `searchVersion` by which papers are indexed by the blocks of their authors' names. */
export const blocksSince = 2;

/** What an address can hold of one name, percent-encoded; Fastify's router takes 300 characters. */
const longestKey = 300;

function keyOnce(name: string): string {
  return wordsInOrder(name).join('-').normalize('NFC');
}

/**
 * What the page of a name is known by: its words in plain letters of its own script, given names first, joined by
 * hyphens (`jan-van-der-berg`, `李明`). Names that differ by accents, order or punctuation alone share one. Read as a
 * name again (`keyedName`) it gives the same key. Only letters, marks, digits and hyphens are in it; null for what has
 * none of them, and for what is too long to be a name.
 */
export function authorKey(name: string): string | null {
  if (name.length > longest.typedAuthor) return null;
  let key = keyOnce(name);
  // "Jr, Smith" is read as somebody called Jr, and "smith jr" as Smith.
  for (let turn = 0; turn < 4; turn++) {
    const again = keyOnce(keyedName(key));
    if (again === key) return key === '' || encodeURIComponent(key).length > longestKey ? null : key;
    key = again;
  }
  return null;
}

/** The words of a key as a name. */
export function keyedName(key: string): string {
  return key.length > longest.typedAuthor ? '' : key.replaceAll('-', ' ');
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, index) => word === b[index]);

/** `full`: the same word; `initial`: one is the other's first letter, or both are the same letter; null: neither. */
function agreement(a: string, b: string): 'full' | 'initial' | null {
  const [first = '', second = ''] = [a, b].map((word) => Array.from(word)[0]);
  if (a === b && a !== first) return 'full';
  return first === second && (a === first || b === second) ? 'initial' : null;
}

/**
 * How sure it is, from 0 to 1, that two names are of the same person. 1: the same full name, whatever its accents,
 * hyphens, order (`Smith, John`) or punctuation. 0.6: the first name as an initial (`J. Smith` for `John Smith`), 0.8
 * when a middle initial agrees too; a middle name that one of them lacks, or a particle, takes a tenth away. 0: other
 * family names, other first names, or other middle initials. Symmetric.
 */
export function authorMatch(one: string, other: string): number {
  const a = parseName(one);
  const b = parseName(other);
  if (a.family.length === 0 || b.family.length === 0) return 0;
  // A group, or somebody known by one name.
  if (a.given.length === 0 || b.given.length === 0) {
    return a.given.length === b.given.length && a.family.join('') === b.family.join('') ? 1 : 0;
  }
  const isFull = (name: ParsedName) => (name.given[0]?.length ?? 0) > 1;
  const all = (name: ParsedName) => [...name.given, ...name.particles, ...name.family];
  if (isFull(a) && isFull(b) && same(all(a), all(b))) return 1;
  if (a.family.join('') !== b.family.join('')) return 0;
  if (a.particles.length > 0 && b.particles.length > 0 && !same(a.particles, b.particles)) return 0;
  const particle = a.particles.length === b.particles.length ? 1 : 0.9;
  return particle * givenMatch(a.given, b.given);
}

function givenMatch(a: readonly string[], b: readonly string[]): number {
  // "Xiao-Ming" and "Xiaoming"; of initials alone it says nothing.
  const isSpelt = (given: readonly string[]) => given.every((word) => word.length > 1);
  if (isSpelt(a) && isSpelt(b) && a.join('') === b.join('')) return 1;
  const agreed = a.slice(0, b.length).map((word, index) => agreement(word, b[index] ?? ''));
  if (agreed.includes(null)) return 0;
  const [first, ...middle] = agreed;
  const missing = a.length === b.length ? 1 : 0.9;
  if (first === 'full') return missing * (middle.includes('initial') ? 0.95 : 1);
  return missing * (middle.length > 0 ? 0.8 : 0.6);
}

/** The least confidence with which a paper counts as by an author that somebody follows. */
export const leastAuthorMatch = 0.5;
/** Leaving a paper out needs more than an initial. */
const leastMutedMatch = 0.9;

/** The confidence of the best match among a paper's authors; 0 when none reaches the least. */
export function bestAuthorMatch(author: string, authors: readonly string[]): number {
  const best = Math.max(0, ...authors.map((one) => authorMatch(author, one)));
  return best >= leastAuthorMatch ? best : 0;
}

/** Whether a muted author is among a paper's. */
export function mutedAuthor(author: string, authors: readonly string[]): boolean {
  return authors.some((one) => one === author || authorMatch(author, one) >= leastMutedMatch);
}

/** A text without TeX, so that it reads the same again, as it will when it was stored; null for one that never does. */
function settled(typed: string): string | null {
  let text = typed;
  for (let turn = 0; turn < 8; turn++) {
    const plain = texToText(text);
    if (plain === text) return text;
    text = plain;
  }
  return null;
}

/** A name as a reader typed it or a paper has it, tidied and without TeX; or what is wrong with it, in words. */
export function readAuthor(typed: string): { ok: true; author: string } | { ok: false; message: string } {
  const tooLong = { ok: false, message: `a name has at most ${longest.author} characters` } as const;
  if (typed.length > longest.typedAuthor) return tooLong;
  const author = settled(typed.replace(/;/g, ' '));
  if (author !== null && author.length > longest.author) return tooLong;
  if (author === null || !/\p{L}/u.test(author) || familyWord(author) === null)
    return { ok: false, message: `"${author ?? typed}" is not a name such as Ada Lovelace` };
  return { ok: true, author };
}
