import type { Readable } from 'node:stream';

/** A file of subscribers, in and out. */
export interface SubscriberFiles {
  /** The names of the columns that a file may have. */
  readonly columns: readonly string[];
  /** A file's first line, and at most `rows` of those after it. Rejects with `invalid`. */
  peek(input: Readable, rows: number): Promise<{ header: string[]; sample: string[][] }>;
  /**
   * Rows with the number of the line that each ends on. `columns`: what each column of the file holds, in place of its
   * first line; empty for one to be left out. Rejects with `invalid` when the file cannot be read at all.
   */
  read(
    input: Readable,
    columns?: readonly string[],
  ): AsyncIterable<{ line: number; row: Record<string, string> }>;
  write(rows: AsyncIterable<Record<string, string>>): Readable;
}
