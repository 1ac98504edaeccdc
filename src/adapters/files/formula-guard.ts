/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection). */
const formula = /^'*[=+\-@\t\r＝＋－＠]/u;
const guarded = /^'+[=+\-@\t\r＝＋－＠]/u;

/** A cell that no spreadsheet runs: one that would be a formula has an apostrophe before it, which shows it as text. */
export function guard(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/**
 * What `guard` was given. Cells with apostrophes of their own before such a sign have one more, so that each comes back
 * as it was: `+tag@example.org` must be the address again.
 */
export function withoutGuard(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}
