import { longest } from '../lengths.ts';
import { groupEnd, type TexSource } from './tex-source.ts';
import { functions } from './tex-symbols.ts';

/** The short words that running text is full of; one of two letters may also be a product of two. */
const shortWords = new Set('am an as at be by do he if in is it me no of on or so to up us we'.split(' '));
/** A command with its argument, which may well hold words. */
const withArgument = /\\[A-Za-z]+\*?\s*\{[^{}$]*\}/g;
/** What stands between white space when it is a word, with its marks. */
const plainWord = /^\(?(\p{L}[\p{Ll}'’-]+)[.,;:)]?$/u;
/** What follows a price, or stands before the next. */
const currency = /(?:^|\s)(?:US|AU|CA|HK|NZ|A|C|S|R)$/;

/** How many words of running text are in what two dollar signs enclose. */
function wordsIn(content: string): number {
  const pieces = content.replace(withArgument, ' ').split(/\s+/);
  return pieces.filter((piece) => {
    const word = plainWord.exec(piece)?.[1] ?? '';
    return word.length > 2 ? !functions.has(word) : shortWords.has(word.toLowerCase());
  }).length;
}

/**
 * Whether what stands between two dollar signs is mathematics. Every pair is, for MathJax, and so on arXiv's pages;
 * here neither what follows the price in "$5 and $10" nor any text that a sign too many would take for a formula.
 */
export function isFormula(content: string, after: string): boolean {
  if (content.length > longest.tex || after.length > longest.tex) return false;
  const trimmed = content.trim();
  if (trimmed === '') return false;
  const words = wordsIn(content);
  const isPrice = /^\s?\d/.test(content);
  const endsLoose = /\s$/.test(content);
  if ((isPrice || /^\s?\d/.test(after)) && currency.test(content)) return false;
  if (isPrice && (endsLoose ? words > 0 : /^\d/.test(after) && /\s\p{L}+\s/u.test(content))) return false;
  const hasSigns = /[\\^_]/.test(content.replace(/\\[%$&#]/g, ''));
  if (isPrice && !hasSigns && (/^\d/.test(after) || /\s\p{L}{3}/u.test(content))) return false;
  if (content === trimmed) return words < 3;
  // White space inside the signs is usually that of running text: one word, or a price behind it, is enough.
  if (hasSigns || /[=<>+*/()]/.test(content)) return words < 2;
  if (words > 0 || /^\s?\d/.test(after)) return false;
  return !isPrice || !endsLoose || /^\s[\d.,]+\s$/.test(content);
}

/**
 * Where the dollar sign is that pairs with the one at `at`: the next that is neither escaped nor within a group, since
 * `\text{if $x>0$}` holds a pair of its own. -1 for none before `limit`.
 */
export function pairedDollar(tex: TexSource, at: number, limit: number): number {
  let end = at + 1;
  while (end < limit && tex.source[end] !== '$') {
    const group = groupEnd(tex, end, limit);
    if (group !== -1) end = group + 1;
    else end += tex.source[end] === '\\' ? 2 : 1;
  }
  return end < limit ? end : -1;
}
