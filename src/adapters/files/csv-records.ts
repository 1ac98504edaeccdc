import { parse } from 'csv-parse/sync';
import { messageOf } from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';

/** A record with the number of the line, from 1, that it begins on: its cells, or why it has none. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; fault: string };

/** What a record may have: more is no row of anything, but a quotation mark that nobody closed. */
const mostLines = 20;
const longestRecord = 100_000;

const separators = [',', ';', '\t'] as const;
type Separator = (typeof separators)[number];

/**
 * The records of a CSV text (RFC 4180), the first of which is its header. Lines end with LF, CRLF or CR, mixed as they
 * come when files are put together; the header tells whether commas, semicolons or tabs stand between cells, or a first
 * line `sep=;` as spreadsheets write it. A record that cannot be read costs its line alone, and so does a quotation
 * mark that is never closed: the next line is a new record again. Never throws; memory is bounded by the longest
 * record.
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord, void> {
  let separator: Separator | null = null;
  let header: string[] = [];
  /** Lines that are read and in no record yet, as when a record goes over several. */
  const open: { line: number; text: string }[] = [];
  const next = function* (atEnd: boolean): Generator<CsvRecord> {
    for (let first = open[0]; first !== undefined; first = open[0]) {
      separator ??= separatorOf(first.text);
      const size = wholeRecord(open, separator, header);
      if (size === null && !atEnd && open.length < mostLines) return;
      // Nobody closed the mark: the line is a bad one, and the next is a record again.
      const lines = open.splice(0, size ?? 1);
      const record = size === null ? openQuote(first.line) : read(lines, separator);
      if (record === null) continue;
      if (header.length === 0 && 'cells' in record) header = record.cells;
      yield record;
    }
  };
  for await (const line of linesOf(text)) {
    if (line.number === 1 && /^sep=[,;\t]$/i.test(line.text)) {
      separator = line.text.slice(4) as Separator;
      continue;
    }
    open.push({ line: line.number, text: line.text });
    yield* next(false);
  }
  yield* next(true);
}

function openQuote(line: number): CsvRecord {
  return { line, fault: 'has a quotation mark that is never closed' };
}

/** Null for a line of nothing. */
function read(lines: readonly { line: number; text: string }[], separator: Separator): CsvRecord | null {
  const [first] = lines;
  const line = first?.line ?? 0;
  const text = lines.map((one) => one.text).join('\n');
  if (text.trim() === '') return null;
  if (text.length > longestRecord) return { line, fault: `is longer than ${longestRecord} characters` };
  if (text.includes('\ufffd'))
    return {
      line,
      fault: 'has characters that are not UTF-8: save the file as “CSV UTF-8” and send it again',
    };
  try {
    // Line ends are dealt with: those that are left stand in cells, and no text gets here with this character.
    const [cells = []] = parse(text, {
      delimiter: separator,
      record_delimiter: '\ufffd',
      relax_quotes: true,
      relax_column_count: true,
      ltrim: true,
    });
    return { line, cells: cells.map(tidy) };
  } catch (error) {
    return { line, fault: `cannot be read: ${cut(messageOf(error), 200)}` };
  }
}

/**
 * A cell without the blanks after it, those after its closing quotation mark included, and without the apostrophe
 * that `writeCsv` puts before a formula: `+tag@example.org` must come back as the address that it was.
 */
function tidy(cell: string): string {
  const text = /^"([^"]*)"\s+$/.exec(cell)?.[1] ?? cell.trimEnd();
  return text.replace(/^'(?=[=+\-@\t\r＝＋－＠])/u, '');
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

/** Lines however they end, with their numbers. Of one that is longer than any record only its beginning is kept. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ number: number; text: string }> {
  let begun = '';
  let number = 1;
  let afterReturn = false;
  for await (const chunk of text) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk[at];
      if (character !== '\n' && character !== '\r') {
        afterReturn = false;
        continue;
      }
      if (character === '\n' && afterReturn) {
        // The second half of CRLF, perhaps in the next chunk.
        from = at + 1;
        afterReturn = false;
        continue;
      }
      yield { number: number++, text: cut(begun + chunk.slice(from, at), longestRecord + 1) };
      begun = '';
      from = at + 1;
      afterReturn = character === '\r';
    }
    if (begun.length <= longestRecord) begun += chunk.slice(from, from + longestRecord + 1);
  }
  if (begun !== '') yield { number, text: cut(begun, longestRecord + 1) };
}
