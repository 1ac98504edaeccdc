import { transferDecoded } from './mime-encodings.ts';

/**
 * A message taken apart (RFC 5322, RFC 2045 to 2047), as far as reading a report of a mail server needs it. Texts hold
 * one octet a character until `textOf` decodes them.
 */
export type MimePart = {
  headers: readonly Header[];
  /** In lower case, for instance `message/delivery-status`; `text/plain` where nothing is said. */
  type: string;
  parameters: ReadonlyMap<string, string>;
  /** As it came: for a multipart, what stands before its first part. */
  body: string;
  parts: readonly MimePart[];
};

/** A field's name in lower case, and its value unfolded. */
export type Header = { name: string; value: string };

// What a sane report never reaches; a hostile message must not cost more than a sane one.
const mostOctets = 1024 * 1024;
const deepest = 8;
const mostParts = 60;
const mostHeaders = 400;
const longestValue = 20_000;

/** Never throws; what is malformed or cut off is read as far as it goes. At most a mebibyte is looked at. */
export function parseMime(raw: Uint8Array): MimePart {
  return parseText(latin1(raw.subarray(0, mostOctets)));
}

/** As `parseMime`, of a text with one octet a character. */
export function parseText(text: string): MimePart {
  const budget = { parts: mostParts };
  return parsePart(text.slice(0, mostOctets).replaceAll('\r\n', '\n').replaceAll('\r', '\n'), 0, budget);
}

/** The first value of a field, or the empty text. */
export function headerOf(part: Pick<MimePart, 'headers'>, name: string): string {
  return part.headers.find((header) => header.name === name)?.value ?? '';
}

/** All parts, the outermost first, without going into returned messages unless `into` says so. */
export function* walk(part: MimePart, into: (part: MimePart) => boolean = () => true): Generator<MimePart> {
  yield part;
  if (into(part)) for (const inner of part.parts) yield* walk(inner, into);
}

function parsePart(text: string, depth: number, budget: { parts: number }): MimePart {
  budget.parts -= 1;
  const { headers, body } = splitHead(text);
  const { value, parameters } = parseContentType(headerOf({ headers }, 'content-type'));
  const part = { headers, type: value, parameters, body };
  if (depth >= deepest || budget.parts <= 0) return { ...part, parts: [] };
  if (value.startsWith('multipart/')) {
    const pieces = splitParts(body, parameters.get('boundary') ?? '', budget.parts);
    if (pieces === null) return { ...part, type: 'text/plain', parts: [] };
    const parts: MimePart[] = [];
    for (const piece of pieces.parts) {
      if (budget.parts <= 0) break;
      parts.push(parsePart(piece, depth + 1, budget));
    }
    return { ...part, body: pieces.preamble, parts };
  }
  if (value === 'message/rfc822' || value === 'message/global') {
    return {
      ...part,
      parts: [
        parsePart(transferDecoded(body, headerOf(part, 'content-transfer-encoding')), depth + 1, budget),
      ],
    };
  }
  return { ...part, parts: [] };
}

const fieldName = /^([!-9;-~]{1,80})[ \t]*:/;

/** Header fields up to the first empty line. A text that does not begin with a field has none. */
export function splitHead(text: string): { headers: Header[]; body: string } {
  const headers: Header[] = [];
  let at = 0;
  // An mbox line in front, and empty lines, are not part of the head.
  if (text.startsWith('From ')) at = text.indexOf('\n') + 1 || text.length;
  let begun = false;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end);
    const next = Math.min(end + 1, text.length);
    if (line.trim() === '') {
      at = next;
      if (begun || headers.length > 0) break;
      begun = true;
      continue;
    }
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      if (last.value.length < longestValue) last.value += ` ${line.trim().slice(0, longestValue)}`;
    } else {
      const name = fieldName.exec(line);
      if (name?.[1] === undefined) break;
      if (headers.length < mostHeaders)
        headers.push({ name: name[1].toLowerCase(), value: line.slice(name[0].length, longestValue).trim() });
    }
    at = next;
    if (next === text.length) break;
  }
  return { headers, body: text.slice(at) };
}

function parseContentType(value: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  const type = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(value)?.[1]?.toLowerCase() ?? 'text/plain';
  for (const found of value
    .slice(0, 2_000)
    .matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/g)) {
    const name = found[1]?.toLowerCase() ?? '';
    if (!parameters.has(name)) parameters.set(name, found[2]?.replace(/\\(.)/g, '$1') ?? found[3] ?? '');
  }
  return { value: type, parameters };
}

/** The pieces between the boundary's lines; null when there is none, as in a report that was cut off or damaged. */
function splitParts(
  body: string,
  boundary: string,
  limit: number,
): { preamble: string; parts: string[] } | null {
  if (boundary === '') return null;
  const mark = `--${boundary}`;
  const parts: string[] = [];
  let preamble: string | null = null;
  let from = 0;
  let at = body.startsWith(mark) ? 0 : body.indexOf(`\n${mark}`);
  while (at !== -1) {
    const line = body[at] === '\n' ? at + 1 : at;
    const newline = body.indexOf('\n', line);
    const rest = body.slice(line + mark.length, newline === -1 ? body.length : newline).trim();
    // Another boundary that begins with this one is not this one.
    if (rest === '' || rest === '--') {
      const piece = body.slice(from, at);
      if (preamble === null) preamble = piece;
      else parts.push(piece);
      from = newline === -1 ? body.length : newline + 1;
      if (rest === '--' || parts.length >= limit) {
        return { preamble, parts };
      }
    }
    at = body.indexOf(`\n${mark}`, Math.max(line, from - 1));
  }
  if (preamble === null) return null;
  parts.push(body.slice(from));
  return { preamble, parts };
}

function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    // As an array of arguments: spread, it would be copied octet by octet.
    pieces.push(Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + 8192)) as string);
  }
  return pieces.join('');
}
