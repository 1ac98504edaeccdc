import type { Readable } from 'node:stream';
import type { TextEncoding } from '../../domain/subscribers/import-state.ts';
import type { RefusedRow } from './import-stores.ts';

/** A row: what stood in its cells, and the number of the line, from 1, that it begins on. `fault`: why it is none. */
export type FileRow = { line: number; cells: readonly string[] } & (
  | { row: Record<string, string> }
  | { fault: string }
);

/** What a file looks like, before anybody says what its columns hold. */
export type FilePeek = {
  /** Its first line. */
  header: string[];
  /** The first of those after it. */
  sample: string[][];
  /** The first line that is not UTF-8, as Windows-1252 has it; null: all of them are. */
  oddLine: string | null;
};

/** What each column of a file holds, empty for one to be left out; which program has exported it, if that is known. */
export type FileColumns = { columns: readonly string[]; program: string | null };

/** A file of subscribers, in and out. */
export interface SubscriberFiles {
  /** The names of the columns that a file may have. */
  readonly columns: readonly string[];
  /** Reads a file through, of which at most `rows` are kept. Rejects with `invalid`. */
  peek(input: Readable, rows: number): Promise<FilePeek>;
  /** What the columns of a file hold, by its first line. Throws `invalid`. */
  columnsOf(header: readonly string[]): FileColumns;
  /**
   * Rows of a file. `columns`: what each of its columns holds, empty for one to be left out; without it the first line
   * names them. `encoding`: what its text is taken for, unless a byte order mark says otherwise. Rejects with `invalid`
   * when the file cannot be read at all.
   */
  read(
    input: Readable,
    said?: { columns?: readonly string[]; encoding?: TextEncoding },
  ): AsyncIterable<FileRow>;
  /** `bom`: with a byte order mark, by which Excel knows that it is UTF-8. */
  write(rows: AsyncIterable<Record<string, string>>, options?: { bom?: boolean }): Readable;
  /** Rows that were refused, as they stood in the file and each with its line and why, to be mended and sent again. */
  writeRefused(header: readonly string[], rows: AsyncIterable<RefusedRow>): Readable;
}
