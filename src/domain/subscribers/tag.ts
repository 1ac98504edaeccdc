import type { FieldError } from '../errors.ts';
import { longest } from '../lengths.ts';

/** An admin's label on subscribers: the name as it was first written, and the key by which two are the same. */
export type TagName = { name: string; key: string };

const longestName = 50;
/** How many tags there may be, so that they can be shown as one list. */
export const mostTags = 1_000;
/** How many one subscriber can be given by hand. */
export const mostTagsOfOne = 50;

/**
 * Reads a tag as it was typed: white space around it goes, and is one space within. Two that differ in capitals or in
 * the form of their letters (Unicode's NFKC) are the same. A comma and a semicolon part tags in lists; an `@` is in no
 * tag, so that nobody's address becomes one.
 */
export function readTag(typed: string): { tag: TagName } | { wrong: string } {
  if (typed.length > longest.typedTag) return { wrong: `must have at most ${longestName} characters` };
  const name = typed.toWellFormed().normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (name === '') return { wrong: 'must have a name' };
  if (name.length > longestName) return { wrong: `must have at most ${longestName} characters` };
  if (/[,;@]/.test(name)) return { wrong: 'must not have a comma, a semicolon or an @ in it' };
  if (/\p{C}/u.test(name)) return { wrong: 'has an invisible character in it: type it again by hand' };
  // Through capitals, so that ß is ss and a final sigma any other.
  const key = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  return { tag: { name, key } };
}

/** Each tag once, by the key, and what is wrong with the others, named by `field`. */
export function readTags(
  typed: readonly string[],
  field = 'tags',
): { tags: TagName[]; errors: FieldError[] } {
  const tags = new Map<string, TagName>();
  const errors: FieldError[] = [];
  for (const one of typed.slice(0, mostTags)) {
    const read = readTag(one);
    if ('wrong' in read) errors.push({ field, message: read.wrong });
    else if (!tags.has(read.tag.key)) tags.set(read.tag.key, read.tag);
  }
  if (typed.length > mostTags || tags.size > mostTagsOfOne)
    errors.push({ field, message: `must be at most ${mostTagsOfOne}` });
  return { tags: [...tags.values()], errors };
}
