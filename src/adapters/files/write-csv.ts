import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { WriteCsv } from '../../app/write-csv.ts';

/** See WriteCsv. */
export const writeCsv: WriteCsv = (columns, rows) => {
  const output = stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  // A broken source, and a reader who goes away, end both streams.
  pipeline(Readable.from(rows), output, () => undefined);
  return output;
};
