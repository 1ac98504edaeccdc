/** A line of a file that could not be used, by its number from 1, and why. */
export type RefusedLine = { line: number; message: string };

/** How many lines were refused, and the first thousand of them: a file of nothing else must not fill the memory. */
export type RefusedLines = { refused: number; errors: RefusedLine[] };

const mostKept = 1_000;

/** Counts a refused line. */
export function refuseLine(result: RefusedLines, line: RefusedLine): void {
  result.refused++;
  if (result.errors.length < mostKept) result.errors.push(line);
}
