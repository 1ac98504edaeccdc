import { longestInBrand } from '../../domain/brand/brand.ts';
import { languageChoices } from '../../domain/languages/index.ts';
import { longest } from '../../domain/lengths.ts';

/**
 * What most fields have room for: a line, longer than any that is kept, so that it can be told beside it what is wrong.
 */
const line = 1_000;
/** A text of several lines, each with two characters for its end where a browser sends it. */
const lines = 10_000;

/**
 * The longest text that a form's field is read with, by the field's name, in UTF-16 units; other names have room for a
 * line. What may be kept is shorter and said by the use cases; nobody types as much as this.
 */
const lengths: Readonly<Record<string, number>> = {
  email: longest.typedAddress,
  query: lines,
  author: lines,
  paper: lines,
  note: lines,
  // Each with two characters for the end of a line.
  about: 2 * longestInBrand.about,
  privacy: 2 * longestInBrand.privacy,
  ranking: 2 * longestInBrand.ranking,
  // Lists of all that somebody follows, one a line.
  topics: 250 * longest.slug,
  queries: 25 * longest.search,
  authors: 60 * longest.typedAuthor,
  papers: 60 * longest.paper,
  // What an editor says in each language, in Markdown.
  introduction: 2 * longest.introduction,
  ...Object.fromEntries(languageChoices.map(({ tag }) => [`introduction-${tag}`, 2 * longest.introduction])),
  // A letter in Markdown.
  body: 2 * longest.markdown,
  // What a browser says of a passkey, and of the work that it was given.
  response: lines,
  proof: lines,
  // A thousand addresses.
  emails: 1_000 * (longest.address + 2),
};

export function longestIn(field: string): number {
  return Object.hasOwn(lengths, field) ? (lengths[field] ?? line) : line;
}

/** How often a field may be repeated: a form has a box for each topic, and no other list is as long. */
export const mostRepeated = 1_000;
