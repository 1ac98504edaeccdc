import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../../../src/adapters/smtp/body.ts';

const wire = (message: string | Buffer) =>
  Buffer.concat(bodyOf(typeof message === 'string' ? Buffer.from(message, 'latin1') : message)).toString(
    'latin1',
  );

/** What a receiver makes of it (RFC 5321, 4.5.2): up to the first line that is a dot, other lines without theirs. */
function received(bytes: string): { message: string; rest: string } {
  const end = `\r\n${bytes}`.indexOf('\r\n.\r\n');
  const message = bytes.slice(0, end).replace(/^\.|(?<=\r\n)\./g, '');
  return { message, rest: bytes.slice(end + 3) };
}

describe('the body of a message on the wire', () => {
  it.each([
    ['a line\r\n', 'a line\r\n.\r\n'],
    ['no line end', 'no line end\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['a\r\n.\r\nb\r\n', 'a\r\n..\r\nb\r\n.\r\n'],
    ['..a\r\n.b', '...a\r\n..b\r\n.\r\n'],
    ['', '\r\n.\r\n'],
    ['a\n.\nMAIL FROM:<b@c>\n', 'a\r\n..\r\nMAIL FROM:<b@c>\r\n.\r\n'],
    ['a\r.\rb\r\r\n', 'a\r\n..\r\nb\r\n\r\n.\r\n'],
    ['\n', '\r\n.\r\n'],
    ['\r', '\r\n.\r\n'],
  ])('of %j is %j', (message, expected) => {
    expect(wire(message)).toBe(expected);
  });

  it('leaves a message without dots as it is, without a copy', () => {
    const message = Buffer.from('Subject: x\r\n\r\nwords\r\n');
    expect(bodyOf(message)[0]!.buffer).toBe(message.buffer);
  });

  const bytes = fc.array(fc.constantFrom('\r', '\n', '\r\n', '.', 'a', ' ', '\xe9', '\0'), { maxLength: 60 });

  it('comes out at the other end as it went in, but for line ends, and nothing can come after it', () => {
    fc.assert(
      fc.property(bytes, (parts) => {
        const message = parts.join('');
        const whole = message.replace(/\r\n|\r|\n/g, '\r\n');
        const sent = wire(message);
        expect(sent).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
        const expected = whole.endsWith('\r\n') ? whole : `${whole}\r\n`;
        expect(received(sent)).toEqual({ message: expected, rest: '' });
      }),
      { numRuns: 1_000 },
    );
  });
});
