import type { Readable } from 'node:stream';
import type { TextEncoding } from '../../domain/subscribers/import-state.ts';

/** A line of a list: what stood in its cells, and the number, from 1, that it begins on. `fault`: why it is none. */
export type ListedLine = { line: number; cells: readonly string[] } & (
  | { what: string; reason: string; note: string }
  | { fault: string }
);

/** Lists of addresses and domains that must not be mailed. */
export interface SuppressionFiles {
  /**
   * The lines of a list: CSV with a header, or an address or a domain a line. `encoding`: what its text is taken for,
   * unless a byte order mark says otherwise. Rejects with `invalid` when it cannot be read at all.
   */
  read(input: Readable, encoding?: TextEncoding): AsyncIterable<ListedLine>;
}
