import { cut, longest } from '../lengths.ts';
import { foldText } from './tokenize.ts';

/** Papers of so many names are a collaboration's, in alphabetical order: the first says nothing of who leads. */
const mostWithLeads = 30;

/**
 * The first and the last of a paper's authors, whose name stands for whose work it is; none for large collaborations.
 */
export function leadingAuthors(authors: readonly string[]): string[] {
  if (authors.length > mostWithLeads) return [];
  const leads = [authors.at(0), authors.at(-1)].flatMap((name) =>
    name === undefined ? [] : foldText(cut(name, longest.typedAuthor)).trim(),
  );
  return [...new Set(leads)];
}
