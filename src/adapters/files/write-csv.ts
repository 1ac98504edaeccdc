import { pipeline, Readable } from 'node:stream';
import { type Options, stringify } from 'csv-stringify';
import type { WriteCsv } from '../../app/write-csv.ts';
import { guard } from './formula-guard.ts';

/** See WriteCsv. */
export const writeCsv: WriteCsv = (columns, rows, { bom = false } = {}) =>
  written(rows, { header: true, bom, columns: [...columns] });

/** Rows of cells as they come, the first of them a header. */
export function writeCells(rows: AsyncIterable<readonly string[]>): Readable {
  return written(rows, {});
}

function written(rows: AsyncIterable<unknown>, options: Options): Readable {
  const output = stringify({ ...options, cast: { string: guard }, record_delimiter: 'windows' });
  // A broken source, and a reader who goes away, end both streams.
  pipeline(Readable.from(rows), output, () => undefined);
  return output;
}
