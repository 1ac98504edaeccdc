import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import type { SubscriberFiles } from '../../app/subscribers/subscriber-files.ts';
import { DomainError, invalid, messageOf } from '../../domain/errors.ts';
import { preferenceNames, preferences } from '../../domain/subscribers/preferences.ts';
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
  'consent_source',
  'consent_at',
];

/** The header: every column known, `email` among them. Refused as a whole, since no line could be read rightly. */
function readHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const errors = names
    .filter((name) => !known.includes(name))
    .map((name) => ({ field: name || '(empty)', message: `is not a column; known are ${known.join(', ')}` }));
  if (!names.includes('email')) errors.push({ field: 'email', message: 'the header must name this column' });
  if (new Set(names).size < names.length) errors.push({ field: 'header', message: 'names a column twice' });
  if (errors.length > 0) throw invalid(errors);
  return names;
}

/**
 * A cell without the blanks after it, those after its closing quotation mark included, and without the apostrophe
 * that `write` puts before a formula: `+tag@example.org` must come back as the address that it was.
 */
function tidy(cell: string): string {
  const text = /^"([^"]*)"\s+$/.exec(cell)?.[1] ?? cell.trimEnd();
  return text.replace(/^'(?=[=+\-@\t\r＝＋－＠])/u, '');
}

const reading = {
  bom: true,
  skip_empty_lines: true,
  relax_column_count: true,
  ltrim: true,
  // A stray quotation mark makes one odd cell, not a bad file. That takes the blanks after a closing one for a
  // part of the cell too, hence `tidy`; `trim: true` would refuse the file all the same.
  relax_quotes: true,
  cast: tidy,
  max_record_size: 100_000,
};

function notCsv(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const message = messageOf(error);
  return new DomainError('invalid', `The file is not CSV: ${message}`, {
    fields: [{ field: 'file', message: `is not CSV: ${message}` }],
  });
}

/** CSV (RFC 4180) in and out. Cells that a spreadsheet would run as a formula are quoted on the way out. */
export const subscribersCsv: SubscriberFiles = {
  columns: known,
  async peek(input, rows) {
    const parser = parse(reading);
    pipeline(input, parser, () => undefined);
    try {
      const read: string[][] = [];
      for await (const record of parser as AsyncIterable<string[]>) {
        read.push(record);
        // Leaving the loop ends both streams: the rest of a large file is not read.
        if (read.length > rows) break;
      }
      const [header, ...sample] = read;
      if (header === undefined) throw invalid([{ field: 'file', message: 'is empty' }]);
      return { header, sample };
    } catch (error) {
      throw notCsv(error);
    }
  },
  async *read(input, columns) {
    const named = columns === undefined ? readHeader : () => columns.map((name) => name || false);
    const parser = parse({ ...reading, columns: named, info: true });
    pipeline(input, parser, () => undefined);
    try {
      for await (const { record, info } of parser as AsyncIterable<{
        record: Record<string, string>;
        info: { lines: number };
      }>) {
        yield { line: info.lines, row: record };
      }
    } catch (error) {
      throw notCsv(error);
    }
  },
  write: (rows) => writeCsv(known, rows),
};
