import type { Readable } from 'node:stream';

/** A table as CSV (RFC 4180) with a header; cells that a spreadsheet would run as a formula are quoted. */
export type WriteCsv = (columns: readonly string[], rows: AsyncIterable<Record<string, string>>) => Readable;
