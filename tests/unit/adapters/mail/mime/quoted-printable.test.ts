import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  pieceOf,
  sizeOf,
  textOf,
  totalSize,
} from '../../../../../src/adapters/mail/mime/quoted-printable.ts';

/** RFC 2045, 6.7, read from the other side. */
function decoded(quoted: string): string {
  const bytes = quoted
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }).map((any) => any.toWellFormed().replaceAll('\r', '')),
  fc
    .array(
      fc.constantFrom(' ', '=', '.', '\n', '\t', 'é', '漢', '👩‍👧', 'word', '=3D', 'x'.repeat(74), 'From '),
    )
    .map((words) => words.join('')),
);

describe('pieces', () => {
  it('say together what each says, on lines that are whole and short', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
        const pieces = texts.map(pieceOf);
        const encoded = pieces.map((piece) => piece.encoded).join('');
        expect(decoded(encoded)).toBe(texts.join('').replaceAll('\n', '\r\n'));
        expect(textOf(pieces)).toBe(texts.join(''));
        for (const piece of pieces) expect(piece.encoded).toMatch(/^(?:[\t -~]{0,76}\r\n)*$/);
        expect(encoded).not.toMatch(/[\t ]\r\n/);
      }),
    );
  });

  it('take what they take one by one', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
        const whole = texts.join('');
        const quoted = Buffer.from(whole).reduce((sum, byte) => sum + (byte > 126 || byte === 61 ? 3 : 1), 0);
        expect(totalSize(texts.map(pieceOf))).toEqual({ bytes: Buffer.byteLength(whole), quoted });
        expect(sizeOf(whole)).toEqual({ bytes: Buffer.byteLength(whole), quoted });
      }),
    );
  });

  it('end every line with CRLF, whatever it ended with', () => {
    expect(pieceOf('a\rb\r\nc\nd').encoded).toBe('a\r\nb\r\nc\r\nd=\r\n');
  });
});
