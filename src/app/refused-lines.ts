/** A line of a file that could not be used, by its number from 1, and why. */
export type RefusedLine = { line: number; message: string };

/** How many lines were refused, and the first thousand of them: a file of nothing else must not fill the memory. */
export type RefusedLines = { refused: number; errors: RefusedLine[] };

/** So many of them are shown. */
export const mostKept = 1_000;

/** Counts a refused line. */
export function refuseLine(result: RefusedLines, line: RefusedLine): void {
  result.refused++;
  keepLine(result, line);
}

/** Keeps a refused line that was counted. */
export function keepLine(result: Pick<RefusedLines, 'errors'>, line: RefusedLine): void {
  if (result.errors.length < mostKept) result.errors.push(line);
}
