/** How many papers a saved list holds: as text, in a cookie or an address, it is then no longer than a kilobyte. */
export const mostSaved = 100;
/** Nine digits each, and a dot between. */
const longestText = mostSaved * 10;

/**
 * The numbers of the papers in a list that a browser keeps, or that an address names: "12.7.901", the last saved first.
 * What is no number is left out, and so is what comes twice or is too many.
 */
export function readSaved(text: string): number[] {
  const numbers = text
    .slice(0, longestText)
    .split('.')
    .flatMap((part) => (/^[1-9]\d{0,8}$/.test(part) ? [Number(part)] : []));
  return [...new Set(numbers)].slice(0, mostSaved);
}

export function savedAsText(papers: readonly number[]): string {
  return papers.slice(0, mostSaved).join('.');
}
