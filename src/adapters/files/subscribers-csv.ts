import type { Readable } from 'node:stream';
import type { SubscriberFiles } from '../../app/subscribers/subscriber-files.ts';
import { DomainError, faultsInWords, invalid } from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';
import { preferenceNames, preferences } from '../../domain/subscribers/preferences.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { decodeText } from './decode-text.ts';
import { writeCsv } from './write-csv.ts';

const known = [
  'email',
  'name',
  'topics',
  'queries',
  'authors',
  'papers',
  ...preferenceNames.map((name) => preferences[name].column),
  'status',
  'tags',
  'consent_source',
  'consent_at',
];

/** The header: every column known, `email` among them. Refused as a whole, since no line could be read rightly. */
function readHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !known.includes(name));
  const errors = unknown.map((name) => ({ field: cut(name, 100) || '(empty)', message: 'is not a column' }));
  if (!names.includes('email')) errors.push({ field: 'email', message: 'the header must name this column' });
  if (new Set(names).size < names.length) errors.push({ field: 'header', message: 'names a column twice' });
  if (errors.length > 0)
    throw new DomainError('invalid', `${faultsInWords(errors)}. Known columns are ${known.join(', ')}.`, {
      fields: errors,
    });
  return names;
}

/** The records of a file; the first, its header, apart. Rejects with `invalid` when there is none that can be read. */
async function open(
  input: Readable,
): Promise<{ header: string[]; records: AsyncGenerator<CsvRecord, void> }> {
  const records = csvRecords(decodeText(input as AsyncIterable<Uint8Array | string>));
  const { value: first } = await records.next();
  if (first === undefined) throw invalid([{ field: 'file', message: 'is empty' }]);
  if ('fault' in first) throw invalid([{ field: 'file', message: `has a header that ${first.fault}` }]);
  return { header: first.cells, records };
}

/** CSV (RFC 4180) in and out. Cells that a spreadsheet would run as a formula are quoted on the way out. */
export const subscribersCsv: SubscriberFiles = {
  columns: known,
  async peek(input, rows) {
    const { header, records } = await open(input);
    const sample: string[][] = [];
    for await (const record of records) {
      if ('cells' in record) sample.push(record.cells);
      // Leaving the loop ends the stream: the rest of a large file is not read.
      if (sample.length === rows) break;
    }
    return { header, sample };
  },
  async *read(input, columns) {
    const { header, records } = await open(input);
    const names = columns ?? readHeader(header);
    for await (const record of records) {
      if ('fault' in record) yield record;
      else if (record.cells.length > header.length && record.cells.slice(header.length).some(Boolean))
        yield {
          line: record.line,
          fault: `has ${record.cells.length} cells, and the header ${header.length}`,
        };
      else {
        const named = record.cells.flatMap((cell, at) => (names[at] ? [[names[at], cell] as const] : []));
        yield { line: record.line, row: Object.fromEntries(named) };
      }
    }
  },
  write: (rows) => writeCsv(known, rows),
};
