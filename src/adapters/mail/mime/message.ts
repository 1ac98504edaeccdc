import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode, { type MimeNodeHeaderValue } from 'nodemailer/lib/mime-node';
import type { Piece } from './quoted-printable.ts';

const crlf = '\r\n';
const headers = new MimeNode(false, { baseBoundary: 'headers' });

/**
 * A header field without its line break, its value encoded (RFC 2047) and folded (RFC 5322, 2.2.3) as the name
 * asks for. Line breaks and control characters in the value cannot end the field.
 */
export function headerField(name: string, value: MimeNodeHeaderValue): string {
  return foldLines(`${name}: ${headers.encodeHeaderValue(name, value)}`, 76);
}

/** A message whose head is not closed yet: a signature of it may come in front. */
export type Message = {
  /** Header fields from top to bottom, each at most once, without line breaks at their ends. */
  fields: readonly string[];
  /** Ends with exactly one CRLF. */
  body: Buffer;
  /** The whole message with `more` fields in front of its own. To be called once. */
  finish(more: readonly string[]): Buffer;
};

/** Bytes that are kept free for fields in front: signatures with RSA of 4096 bits and Ed25519 take about 2,000. */
const spare = 3072;

function partHead(boundary: string, type: string): string {
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    crlf,
  ].join(crlf);
}

/** Puts a message together in one stretch of memory: allocating memory is the most expensive part of making a mail. */
function messageOf(fields: readonly string[], body: readonly string[]): Message {
  const room = spare + fields.reduce((sum, field) => sum + Buffer.byteLength(field) + 2, 2);
  const bytes = Buffer.allocUnsafe(body.reduce((sum, { length }) => sum + length, room));
  let at = room;
  for (const stretch of body) at += bytes.write(stretch, at, 'latin1');
  return {
    fields,
    body: bytes.subarray(room),
    finish(more) {
      const head = Buffer.from(`${[...more, ...fields].join(crlf)}${crlf}${crlf}`);
      if (head.length > room) return Buffer.concat([head, bytes.subarray(room)]);
      head.copy(bytes, room - head.length);
      return bytes.subarray(room - head.length);
    },
  };
}

/**
 * A message of two alternatives (RFC 2046, 5.1.4), the text first. `fields` are the headers that come before those
 * of MIME; `id` tells its boundary from others and holds letters and digits only.
 */
export function alternatives(
  fields: readonly string[],
  parts: { text: readonly Piece[]; html: readonly Piece[] },
  id: string,
): Message {
  const boundary = `--_NmP-${id}-Part_1`;
  const type = headerField('Content-Type', `multipart/alternative; boundary="${boundary}"`);
  return messageOf(
    [...fields, 'MIME-Version: 1.0', type],
    [
      partHead(boundary, 'text/plain'),
      ...parts.text.map(({ encoded }) => encoded),
      `${crlf}${partHead(boundary, 'text/html')}`,
      ...parts.html.map(({ encoded }) => encoded),
      `${crlf}--${boundary}--${crlf}`,
    ],
  );
}
