import type { ListedLine, SuppressionFiles } from '../../app/bounces/suppression-files.ts';
import { invalid } from '../../domain/errors.ts';
import { csvRecords } from './csv-records.ts';

/** What columns are called here and elsewhere, in small letters and without what is no letter. */
const names = {
  what: ['email', 'emailaddress', 'address', 'recipient', 'domain', 'subscriber'],
  reason: ['reason', 'type', 'suppressionreason', 'bouncetype'],
  note: ['note', 'notes', 'error', 'comment', 'description', 'details'],
};

type Columns = { what: number[]; reason: number[]; note: number[] };

/** Of a list without a header. */
const plain: Columns = { what: [0], reason: [1], note: [2] };

/** Where the header says that things stand; null when the line is none. */
function readHeader(cells: readonly string[]): Columns | null {
  const plainNames = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const of = (known: readonly string[]) =>
    plainNames.flatMap((name, at) => (known.includes(name) ? [at] : []));
  const columns = { what: of(names.what), reason: of(names.reason), note: of(names.note) };
  return columns.what.length > 0 ? columns : null;
}

/** Lists of what must not be mailed, as CSV (RFC 4180) with a header or without. */
export const suppressionsCsv: SuppressionFiles = {
  async *read(input, encoding) {
    let columns: Columns | null = null;
    for await (const { line, cells, fault } of csvRecords(input as AsyncIterable<Uint8Array>, encoding)) {
      if (columns === null) {
        const header = fault === null ? readHeader(cells) : null;
        columns = header ?? plain;
        if (header !== null) continue;
      }
      yield fault === null ? listed(line, cells, columns) : { line, cells, fault };
    }
    if (columns === null) throw invalid([{ field: 'file', message: 'is empty' }]);
  },
};

function listed(line: number, cells: readonly string[], columns: Columns): ListedLine {
  if (columns === plain && cells.slice(1).some((cell) => cell.includes('@')))
    return { line, cells, fault: 'has several addresses: give one a line' };
  // A file may have a column of addresses and one of domains, of which a line has one.
  const first = (places: readonly number[]) => places.map((at) => cells[at] ?? '').find(Boolean) ?? '';
  return { line, cells, what: first(columns.what), reason: first(columns.reason), note: first(columns.note) };
}
