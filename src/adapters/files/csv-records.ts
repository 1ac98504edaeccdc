import { parse } from 'csv-parse/sync';
import { messageOf } from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';
import type { TextEncoding } from '../../domain/subscribers/import-state.ts';
import { withoutGuard } from './formula-guard.ts';
import { type TextLine, textLines } from './text-lines.ts';

/**
 * A record with the number of the line, from 1, that it begins on. `fault`: why it cannot be read; its cells are then
 * what may have been meant, for people to look at.
 */
export type CsvRecord = { line: number; cells: string[]; fault: string | null };

/** What a record may have: more is no row of anything, but a quotation mark that nobody closed. */
const mostLines = 20;
const longestRecord = 100_000;
/** Of a record that is longer only its beginning is of use to anybody. */
const shownOfLongest = 1_000;

const separators = [',', ';', '\t'] as const;
type Separator = (typeof separators)[number];

/**
 * The records of a CSV file (RFC 4180), the first of which is its header. Lines end with LF, CRLF or CR, mixed as they
 * come when files are put together; the header tells whether commas, semicolons or tabs stand between cells, or a first
 * line `sep=;` as spreadsheets write it. A record that cannot be read costs its line alone, and so does a quotation
 * mark that is never closed: the next line is a new record again. Never throws; memory is bounded by the longest
 * record.
 */
export async function* csvRecords(
  input: AsyncIterable<Uint8Array | string>,
  encoding?: TextEncoding,
): AsyncGenerator<CsvRecord, void> {
  let separator: Separator | null = null;
  let header: string[] = [];
  /** Lines that are read and in no record yet, as when a record goes over several. */
  const open: TextLine[] = [];
  const next = function* (atEnd: boolean): Generator<CsvRecord> {
    for (let first = open[0]; first !== undefined; first = open[0]) {
      separator ??= separatorOf(first.text);
      const size = wholeRecord(open, separator, header);
      if (size === null && !atEnd && open.length < mostLines) return;
      // Nobody closed the mark: the line is a bad one, and the next is a record again.
      const lines = open.splice(0, size ?? 1);
      const record =
        size === null
          ? faulty(lines, separator, 'has a quotation mark that is never closed')
          : read(lines, separator);
      if (record === null) continue;
      if (header.length === 0 && record.fault === null) header = record.cells;
      yield record;
    }
  };
  // A character has at most four octets.
  for await (const line of textLines(input, { most: longestRecord * 4, encoding })) {
    if (line.number === 1 && /^sep=[,;\t]$/i.test(line.text)) {
      separator = line.text.slice(4) as Separator;
      continue;
    }
    open.push(line);
    yield* next(false);
  }
  yield* next(true);
}

/** Null for a line of nothing. */
function read(lines: readonly TextLine[], separator: Separator): CsvRecord | null {
  const [first] = lines;
  const line = first?.number ?? 0;
  const text = lines.length === 1 ? (first?.text ?? '') : lines.map((one) => one.text).join('\n');
  if (text.trim() === '') return null;
  const fault = lines.find((one) => one.fault !== null)?.fault ?? null;
  if (fault !== null) return faulty(lines, separator, fault);
  if (text.length > longestRecord)
    return faulty(lines, separator, `is longer than ${longestRecord} characters`);
  if (!text.includes('"')) return { line, cells: text.split(separator).map(tidy), fault };
  try {
    return { line, cells: regularCells(text, separator) ?? quotedCells(text, separator), fault };
  } catch (error) {
    return faulty(lines, separator, `cannot be read: ${cut(messageOf(error), 200)}`);
  }
}

/** A record that cannot be read, with cells for people to look at. */
function faulty(lines: readonly TextLine[], separator: Separator, fault: string): CsvRecord {
  const text = cut(lines.map((one) => one.text).join('\n'), shownOfLongest);
  return { line: lines[0]?.number ?? 0, cells: cellsIn(text, separator), fault };
}

function cellsIn(text: string, separator: Separator): string[] {
  try {
    return quotedCells(text, separator);
  } catch {
    return text.split(separator).map(tidy);
  }
}

/**
 * The cells of a record that follows RFC 4180, with blanks around quotation marks at most: nearly all do, and this
 * takes a tenth of the time. Null for another one.
 */
function regularCells(text: string, separator: Separator): string[] | null {
  const cells: string[] = [];
  const afterBlanks = (from: number) => {
    let at = from;
    while (text[at] === ' ') at++;
    return at;
  };
  for (let at = 0; ; ) {
    const begin = afterBlanks(at);
    let end: number;
    if (text[begin] === '"') {
      const close = closingMark(text, begin);
      end = afterBlanks(close + 1);
      if (close === -1 || (end < text.length && text[end] !== separator)) return null;
      cells.push(
        withoutGuard(
          text
            .slice(begin + 1, close)
            .replaceAll('""', '"')
            .trim(),
        ),
      );
    } else {
      const next = text.indexOf(separator, at);
      end = next === -1 ? text.length : next;
      const cell = text.slice(at, end);
      if (cell.includes('"')) return null;
      cells.push(tidy(cell));
    }
    if (end >= text.length) return cells;
    at = end + 1;
  }
}

/** Where the mark stands that closes the one at `open`; doubled ones are part of the cell. -1: nowhere. */
function closingMark(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}

function quotedCells(text: string, separator: Separator): string[] {
  // Line ends are dealt with: those that are left stand in cells, and no text gets here with this character.
  const [cells = []] = parse(text, {
    delimiter: separator,
    record_delimiter: '\ufffd',
    relax_quotes: true,
    relax_column_count: true,
    ltrim: true,
  });
  return cells.map(tidy);
}

/** A cell without the blanks around it, those after its closing quotation mark included, and without its guard. */
function tidy(cell: string): string {
  return withoutGuard(/^"([^"]*)"\s+$/.exec(cell)?.[1] ?? cell.trim());
}

/**
 * Of how many of the first lines the next record is; null when more are needed, or none would be enough. A line within
 * quotation marks that would be a record of its own, with an address where others have theirs, shows that the mark
 * before it is not meant to go on.
 */
function wholeRecord(
  lines: readonly { text: string }[],
  separator: Separator,
  header: readonly string[],
): number | null {
  let within = false;
  let length = 0;
  for (const [index, { text }] of lines.entries()) {
    if (index >= mostLines || (index > 0 && length > longestRecord)) return null;
    if (index > 0 && looksWhole(text, separator, header)) return null;
    within = endsWithin(text, separator, within);
    length += text.length;
    if (!within) return index + 1;
  }
  return null;
}

function looksWhole(text: string, separator: Separator, header: readonly string[]): boolean {
  if (header.length < 2 || text.split('"').length % 2 === 0) return false;
  const at = header.findIndex((name) => /^e-?mail/i.test(name.trim()));
  const cells = text.replace(/"[^"]*"/g, (quoted) => quoted.replaceAll(separator, ' ')).split(separator);
  return cells.length === header.length && /^\s*"?[^\s"@]+@[^\s"@]+"?\s*$/.test(cells[at] ?? '');
}

/** Whether the end of a line stands within quotation marks, where it is part of a cell (RFC 4180, 2.5 to 2.7). */
function endsWithin(text: string, separator: string, begins: boolean): boolean {
  if (!text.includes('"')) return begins;
  let within = begins;
  /** Whether a cell begins here: only there a mark opens one. */
  let fresh = !begins;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (within) {
      if (character !== '"') continue;
      if (text[at + 1] === '"') at++;
      // Where more of the cell follows, it is an odd one; to go on within marks could take the next people in.
      else within = false;
    } else if (character === separator) fresh = true;
    else if (character === '"' && fresh) [within, fresh] = [true, false];
    else if (character !== ' ') fresh = false;
  }
  return within;
}

/** The separator of a header: the one that stands most often outside quotation marks. */
function separatorOf(header: string): Separator {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = separators.map((separator) => bare.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
}
