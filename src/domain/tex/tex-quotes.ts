/** No quotation in a title or abstract is longer; the limit keeps each mark from costing a search of all before it. */
const longestQuotation = 300;

/** Whether the straight mark at `at` ends a quotation that two grave accents began: ``so". */
export function endsDouble(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - longestQuotation), at);
  const opening = before.lastIndexOf('``');
  return opening !== -1 && /\S$/.test(before) && !/"|''/.test(before.slice(opening));
}

/** What one grave accent and an apostrophe enclose: `so', apostrophes within words included. */
const singlyQuoted = /(?<![\p{L}\p{N}`)\]])`(?=\S)(?:[^`']|(?<=\p{L})'(?=\p{L}))+(?<=\S)'(?![\p{L}'])/uy;

/** What two grave accents enclose, as they are typed for quotation marks: `so`. */
const gravelyQuoted = /(?<![\p{L}\p{N}`)\]])`(?=\S)[^`']+(?<=\S)`(?![\p{L}\p{N}`])/uy;

/** The index of the mark that ends the quotation which the grave accent at `at` begins; null when it begins none. */
function singleEnd(source: string, at: number): number | null {
  const given = source.slice(0, at + longestQuotation);
  for (const pattern of [singlyQuoted, gravelyQuoted]) {
    pattern.lastIndex = at;
    const quoted = pattern.exec(given)?.[0];
    if (quoted !== undefined) return at + quoted.length - 1;
  }
  return null;
}

/** Whether a single grave accent at `at` begins a quotation. */
export function beginsSingle(source: string, at: number): boolean {
  return singleEnd(source, at) !== null;
}

/** Whether the apostrophe or grave accent at `at` ends such a quotation. */
export function endsSingle(source: string, at: number): boolean {
  const from = Math.max(0, at - longestQuotation);
  const opening = source.slice(from, at).lastIndexOf('`');
  return opening !== -1 && singleEnd(source, from + opening) === at;
}

/** Whether the grave accent at `at` was typed for an apostrophe: Mamba`s, D`Angelo. */
export function isApostrophe(source: string, at: number): boolean {
  const around = source.slice(Math.max(0, at - 2), at + 4);
  return /\p{L}`(?:s|t|d|m|re|ve|ll)(?!\p{L})|(?:^|\P{L})\p{Lu}`\p{Lu}/u.test(around);
}
