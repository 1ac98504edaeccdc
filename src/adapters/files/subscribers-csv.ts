import type { Readable } from 'node:stream';
import type { RefusedRow } from '../../app/subscribers/import-stores.ts';
import type { FileColumns, SubscriberFiles } from '../../app/subscribers/subscriber-files.ts';
import { DomainError, faultsInWords, invalid } from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';
import { exportColumns, importColumns, recogniseExport } from '../../domain/subscribers/import-columns.ts';
import type { TextEncoding } from '../../domain/subscribers/import-state.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { notUtf8 } from './text-lines.ts';
import { writeCells, writeCsv } from './write-csv.ts';

/** Of a file of refused rows, before all others: what was wrong with each. It is left out when they come again. */
const refusedBecause = 'refused_because';

/** What each column of a file holds, by its own names; empty for one to be left out. */
function columnsOf(header: readonly string[]): FileColumns {
  const known = recogniseExport(header);
  if (known !== null) return known;
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !importColumns.includes(name) && name !== refusedBecause);
  const errors = unknown.map((name) => ({ field: cut(name, 100) || '(empty)', message: 'is not a column' }));
  if (!names.includes('email')) errors.push({ field: 'email', message: 'the header must name this column' });
  if (new Set(names).size < names.length) errors.push({ field: 'header', message: 'names a column twice' });
  // Refused as a whole, since no line could be read rightly.
  if (errors.length > 0)
    throw new DomainError(
      'invalid',
      `${faultsInWords(errors)}. Known columns are ${importColumns.join(', ')}.`,
      {
        fields: errors,
      },
    );
  return { program: null, columns: names.map((name) => (name === refusedBecause ? '' : name)) };
}

/** The records of a file; the first, its header, apart. Rejects with `invalid` when there is none that can be read. */
async function open(
  input: Readable,
  encoding?: TextEncoding,
): Promise<{ header: string[]; records: AsyncGenerator<CsvRecord, void> }> {
  const records = csvRecords(input as AsyncIterable<Uint8Array | string>, encoding);
  const { value: first } = await records.next();
  if (first === undefined) throw invalid([{ field: 'file', message: 'is empty' }]);
  // Names of columns may be in Windows-1252 too: whoever says what they hold need not read them.
  if (first.fault !== null && first.fault !== notUtf8)
    throw invalid([{ field: 'file', message: `has a header that ${first.fault}` }]);
  return { header: first.cells, records };
}

/** CSV (RFC 4180) in and out. Cells that a spreadsheet would run as a formula are guarded on the way out. */
export const subscribersCsv: SubscriberFiles = {
  columns: importColumns,
  columnsOf,
  async peek(input, rows) {
    const { header, records } = await open(input);
    const sample: string[][] = [];
    let oddLine: string | null = null;
    for await (const { cells, fault } of records) {
      if (fault === notUtf8) oddLine ??= cut(cells.join(', '), 200);
      if (sample.length < rows && (fault === null || fault === notUtf8)) sample.push(cells);
    }
    return { header, sample, oddLine };
  },
  async *read(input, { columns, encoding } = {}) {
    const { header, records } = await open(input, encoding);
    const named = columns === undefined ? columnsOf(header) : { program: null, columns };
    // Where people agreed who stand in the export of another program: there.
    const every = named.program === null ? {} : { consent_source: `${named.program} export` };
    for await (const { line, cells, fault } of records) {
      if (fault !== null) yield { line, cells, fault };
      else if (cells.length > header.length && cells.slice(header.length).some(Boolean))
        yield { line, cells, fault: `has ${cells.length} cells, and the header ${header.length}` };
      else {
        const row: Record<string, string> = { ...every };
        for (const [at, name] of named.columns.entries()) if (name !== '') row[name] = cells[at] ?? '';
        yield { line, cells, row };
      }
    }
  },
  write: (rows, options) => writeCsv(exportColumns, rows, options),
  writeRefused: (header, rows) => writeCells(refusedCells(header, rows)),
};

/** Without what was said of the rows when they were refused before. */
async function* refusedCells(
  header: readonly string[],
  rows: AsyncIterable<RefusedRow>,
): AsyncGenerator<readonly string[]> {
  const before = header.indexOf(refusedBecause);
  const others = (cells: readonly string[]) => cells.filter((_, at) => at !== before);
  yield [refusedBecause, ...others(header)];
  for await (const { line, message, cells } of rows) yield [`line ${line}: ${message}`, ...others(cells)];
}
