import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerOf, parseMime, parseText, walk } from '../../../../src/domain/bounces/mime.ts';
import { decodeWords } from '../../../../src/domain/bounces/mime-encodings.ts';
import { textOf } from '../../../../src/domain/bounces/mime-text.ts';

const parse = (...lines: string[]) => parseMime(Buffer.from(lines.join('\r\n')));

describe('a message taken apart', () => {
  it('has its fields unfolded, their names in lower case', () => {
    const message = parse('SUBJECT: one', ' two', 'X-A : b', '', 'body');
    expect(headerOf(message, 'subject')).toBe('one two');
    expect(headerOf(message, 'x-a')).toBe('b');
    expect(headerOf(message, 'absent')).toBe('');
    expect(textOf(message)).toBe('body');
  });

  it('has its parts, also those within parts', () => {
    const message = parse(
      'Content-Type: multipart/mixed; boundary="a"',
      '',
      'for old programs',
      '--a',
      'Content-Type: multipart/alternative; boundary=ab',
      '',
      '--ab',
      'Content-Type: text/plain',
      '',
      'first',
      '--ab',
      'Content-Type: text/html',
      '',
      '<p>second</p>',
      '--ab--',
      '--a',
      'Content-Type: message/rfc822',
      '',
      'Subject: within',
      '',
      'third',
      '--a--',
      'after the end',
    );
    expect([...walk(message)].map(({ type }) => type)).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'message/rfc822',
      'text/plain',
    ]);
    expect(message.parts.at(-1)?.parts.map((part) => [headerOf(part, 'subject'), part.body])).toEqual([
      ['within', 'third'],
    ]);
  });

  it('is one text, when its boundary never comes', () => {
    const message = parse('Content-Type: multipart/report; boundary=x', '', 'what there is');
    expect(message).toMatchObject({ type: 'text/plain', parts: [] });
    expect(textOf(message)).toBe('what there is');
  });

  it('may begin with an empty line or a line of an mbox', () => {
    expect(headerOf(parse('', 'Subject: a', '', 'b'), 'subject')).toBe('a');
    expect(headerOf(parse('From ada Tue Nov 24 2026', 'Subject: a', '', 'b'), 'subject')).toBe('a');
  });

  it.each([
    ['quoted-printable', 'utf-8', 'Gr=C3=BC=\r\n=C3=9Fe', 'Grüße'],
    ['base64', 'iso-8859-1', Buffer.from('Grüße', 'latin1').toString('base64'), 'Grüße'],
    ['7bit', 'iso-2022-jp', '\u001b$BITL@\u001b(B', '不明'],
    ['8bit', 'not-a-charset', 'Grüße', 'Grüße'],
  ])('is decoded from %s in %s', (encoding, charset, body, wanted) => {
    const message = parse(
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
    );
    expect(textOf(message)).toBe(wanted);
  });

  it('is read without its tags, when it is HTML', () => {
    const message = parse(
      'Content-Type: text/html',
      '',
      '<style>p{}</style><p>Not to <b>&lt;ada@x.example&gt;</b></p>',
    );
    expect(textOf(message).trim()).toBe('Not to <ada@x.example>');
  });

  it('has encoded words in its fields', () => {
    expect(decodeWords('=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?IQ==?=')).toBe('Grüße!');
    expect(decodeWords('plain =?broken')).toBe('plain =?broken');
  });

  it('is never too much: nesting and parts are bounded', () => {
    const nested = parseText('Content-Type: message/rfc822\n\n'.repeat(1_000));
    const many = parseText(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(10_000)}`);
    expect([...walk(nested)].length).toBeLessThan(20);
    expect(many.parts.length).toBeLessThan(100);
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (raw) => {
        for (const part of walk(parseMime(raw))) expect(typeof textOf(part)).toBe('string');
      }),
    );
  });
});
