import type { Readable } from 'node:stream';

/**
 * A table as CSV (RFC 4180) with a header; cells that a spreadsheet would run as a formula have an apostrophe before
 * them. `bom`: with a byte order mark, by which Excel knows that it is UTF-8.
 */
export type WriteCsv = (
  columns: readonly string[],
  rows: AsyncIterable<Record<string, string>>,
  options?: { bom?: boolean },
) => Readable;
