import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { TextEncoding } from '../../domain/subscribers/import-state.ts';

/** A line of a text, without its end. */
export type TextLine = {
  /** From 1. */
  number: number;
  text: string;
  /** Why it is not the text that was meant; `text` is then what it may have been, for people to look at. */
  fault: string | null;
};

/** What a file begins with (Unicode 17, 23.8), and what it is then written in. */
const marks: readonly { bytes: readonly number[]; encoding: 'utf-8' | 'utf-16le' | 'utf-16be' }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

export const notUtf8 =
  'has characters that are not UTF-8: save the file as “CSV UTF-8”, or say that it is Windows-1252';
const lost = 'has the character �, which stands for one that was lost: write it again';
const undefinedBytes = 'has bytes that are no characters in Windows-1252';

/**
 * The lines of a file as it comes, however they end (LF, CRLF, CR, mixed): UTF-8 or what is said, or what its byte
 * order mark says. A line that cannot be read as that has a fault, and no other line. Of one that is longer than `most`
 * octets only so much is kept.
 */
export async function* textLines(
  input: AsyncIterable<Uint8Array | string>,
  { most, encoding = 'utf-8' }: { most: number; encoding?: TextEncoding | undefined },
): AsyncGenerator<TextLine> {
  let number = 1;
  let begun: Uint8Array[] = [];
  let size = 0;
  let afterReturn = false;
  let isMarked = false;
  const keep = (bytes: Uint8Array) => {
    if (size < most && bytes.length > 0) begun.push(bytes.subarray(0, most - size));
    size += bytes.length;
  };
  const finish = (): TextLine => {
    const line = lineOf(Buffer.concat(begun), isMarked ? 'utf-8' : encoding, size > most);
    [begun, size] = [[], 0];
    return { number: number++, ...line };
  };
  for await (const { bytes, marked } of withoutMark(input)) {
    isMarked = marked;
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte !== lineFeed && byte !== carriageReturn) {
        afterReturn = false;
        continue;
      }
      // The second half of CRLF, perhaps in the next piece.
      if (byte === lineFeed && afterReturn) afterReturn = false;
      else {
        keep(bytes.subarray(from, at));
        yield finish();
        afterReturn = byte === carriageReturn;
      }
      from = at + 1;
    }
    keep(bytes.subarray(from));
  }
  if (size > 0) yield finish();
}

const windows1252 = new TextDecoder('windows-1252');

function lineOf(bytes: Uint8Array, encoding: TextEncoding, isCut: boolean): Omit<TextLine, 'number'> {
  // Cut in the middle of a character, it is none.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (isCut) return { text, fault: null };
  if (encoding === 'windows-1252') {
    const read = windows1252.decode(bytes);
    return { text: read, fault: /[\x80-\x9f]/.test(read) ? undefinedBytes : null };
  }
  if (!isUtf8(bytes)) return { text: windows1252.decode(bytes), fault: notUtf8 };
  return { text, fault: text.includes('\ufffd') ? lost : null };
}

/** The octets after the byte order mark, those of UTF-16 as UTF-8; `marked`: there was one. */
async function* withoutMark(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<{ bytes: Uint8Array; marked: boolean }> {
  let wide: TextDecoder | null = null;
  let marked = false;
  let begun: Uint8Array | null = new Uint8Array(0);
  const open = (start: Uint8Array) => {
    const mark = marks.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
    marked = mark !== undefined;
    wide = mark === undefined || mark.encoding === 'utf-8' ? null : new TextDecoder(mark.encoding);
    // A decoder takes the mark away by itself.
    return mark?.encoding === 'utf-8' ? start.subarray(mark.bytes.length) : start;
  };
  const plain = (bytes: Uint8Array) =>
    wide === null ? bytes : Buffer.from(wide.decode(bytes, { stream: true }));
  for await (const chunk of input) {
    let bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (begun !== null) {
      bytes = Buffer.concat([begun, bytes]);
      begun = bytes;
      // The longest mark has three octets.
      if (bytes.length < 3) continue;
      bytes = open(bytes);
      begun = null;
    }
    yield { bytes: plain(bytes), marked };
  }
  if (begun !== null) yield { bytes: plain(open(begun)), marked };
  const rest = (wide as TextDecoder | null)?.decode();
  if (rest !== undefined && rest !== '') yield { bytes: Buffer.from(rest), marked };
}
