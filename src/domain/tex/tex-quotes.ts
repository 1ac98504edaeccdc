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

/**
 * The index of the apostrophe that ends the quotation which the grave accent at `at` begins; null when it begins none.
 */
function singleEnd(source: string, at: number): number | null {
  singlyQuoted.lastIndex = at;
  const quoted = singlyQuoted.exec(source.slice(0, at + longestQuotation))?.[0];
  return quoted === undefined ? null : at + quoted.length - 1;
}

/** Whether a single grave accent at `at` begins a quotation. */
export function beginsSingle(source: string, at: number): boolean {
  return singleEnd(source, at) !== null;
}

/** Whether the apostrophe at `at` ends such a quotation. */
export function endsSingle(source: string, at: number): boolean {
  const from = Math.max(0, at - longestQuotation);
  const opening = source.slice(from, at).lastIndexOf('`');
  return opening !== -1 && singleEnd(source, from + opening) === at;
}
