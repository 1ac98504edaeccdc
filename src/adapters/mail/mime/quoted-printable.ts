import { encode, wrap } from 'nodemailer/lib/qp';

/** How much a text takes: as it is, and in quoted-printable before soft line breaks. Both in bytes; they add up. */
export type Size = { bytes: number; quoted: number };

/** A stretch of a body part, and how it goes over the wire. */
export type Piece = {
  text: string;
  /** Quoted-printable in whole lines, so that any other piece can stand before and after it. ASCII. */
  encoded: string;
  size: Size;
};

/** RFC 2045, 6.7 (5) allows 76 characters; one stays free for the "=" that ends a piece. */
const lineLength = 75;

const shortAndPlain = /^[ -<>-~]{0,74}[!-<>-~]$/;

/**
 * A text in quoted-printable (RFC 2045, 6.7) with CRLF line ends and lines of at most 76 characters. What does not
 * end with a line break ends with a soft one, which decodes to nothing.
 */
function quoted(text: string): string {
  // Most values of a reader are such, and the encoder takes longer than all else that is done with them.
  if (shortAndPlain.test(text)) return `${text}=\r\n`;
  const lines = wrap(encode(text.replace(/\r\n?|\n/g, '\r\n')), lineLength);
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}=\r\n`;
}

/** What a text takes, without encoding it. */
export function sizeOf(text: string): Size {
  const bytes = Buffer.byteLength(text);
  if (bytes === text.length && !/[=\x7f]/.test(text)) return { bytes, quoted: bytes };
  let escaped = 0;
  for (const byte of Buffer.from(text)) if (byte > 126 || byte === 61) escaped++;
  return { bytes, quoted: bytes + 2 * escaped };
}

/** Encodes a text on lines of its own. */
export function pieceOf(text: string): Piece {
  return { text, encoded: quoted(text), size: sizeOf(text) };
}

/** As `pieceOf`, for at most 74 letters, digits and `.-_`, which nobody has to look through again. */
export function tokenPiece(token: string): Piece {
  const size = { bytes: token.length, quoted: token.length };
  return { text: token, encoded: `${token}=\r\n`, size };
}

/** What all pieces take together. */
export function totalSize(pieces: readonly Piece[]): Size {
  let bytes = 0;
  let quotedBytes = 0;
  for (const { size } of pieces) {
    bytes += size.bytes;
    quotedBytes += size.quoted;
  }
  return { bytes, quoted: quotedBytes };
}

/** The text that pieces say one after the other. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}
