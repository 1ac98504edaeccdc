import type { Readable } from 'node:stream';

export type FileRow = { line: number } & ({ row: Record<string, string> } | { fault: string });

/** A file of subscribers, in and out. */
export interface SubscriberFiles {
  /** The names of the columns that a file may have. */
  readonly columns: readonly string[];
  /** A file's first line, and at most `rows` of those after it. Rejects with `invalid`. */
  peek(input: Readable, rows: number): Promise<{ header: string[]; sample: string[][] }>;
  /**
   * Rows with the number of the line that each begins on; of one that cannot be read, why. `columns`: what each column
   * of the file holds, in place of its first line; empty for one to be left out. Rejects with `invalid` when the file
   * cannot be read at all.
   */
  read(input: Readable, columns?: readonly string[]): AsyncIterable<FileRow>;
  write(rows: AsyncIterable<Record<string, string>>): Readable;
}
