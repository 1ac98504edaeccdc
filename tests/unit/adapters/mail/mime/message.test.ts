import { describe, expect, it } from 'vitest';
import { alternatives, headerField } from '../../../../../src/adapters/mail/mime/message.ts';
import { pieceOf } from '../../../../../src/adapters/mail/mime/quoted-printable.ts';

describe('headerField', () => {
  it('keeps line breaks and control characters from ending a field', () => {
    expect(headerField('Subject', 'a\r\nBcc: b@example.com\u0000')).toMatch(
      /^Subject: =\?UTF-8\?Q\?[^\r\n]*$/,
    );
    expect(headerField('Message-ID', '<a\r\nBcc: b@example.com>')).toBe('Message-ID: <a Bcc: b@example.com>');
  });

  it('folds what is long', () => {
    expect(headerField('Subject', 'a word and '.repeat(20)).split('\r\n ')).toHaveLength(4);
  });
});

describe('a message', () => {
  const fields = ['From: a@example.org', 'To: jörg@example.org'];
  const parts = { text: [pieceOf('One\n'), pieceOf('two')], html: [pieceOf('<p>é</p>\n')] };
  const message = () => alternatives(fields, parts, 'abc');

  it('has its parts in order, each between boundaries', () => {
    expect(message().finish([]).toString()).toBe(
      [
        ...fields,
        'MIME-Version: 1.0',
        'Content-Type: multipart/alternative; boundary="--_NmP-abc-Part_1"',
        '',
        '----_NmP-abc-Part_1',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'One',
        'two=',
        '',
        '----_NmP-abc-Part_1',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<p>=C3=A9</p>',
        '',
        '----_NmP-abc-Part_1--',
        '',
      ].join('\r\n'),
    );
  });

  it.each([0, 10, 3_000, 4_000])('takes fields in front of its own, here of %d characters', (length) => {
    const field = `X-Long: ${'x'.repeat(length)}`;
    const { body, finish } = message();
    const before = body.toString();
    const raw = finish([field]).toString();
    expect(raw).toBe(`${field}\r\n${message().finish([]).toString()}`);
    expect(raw.endsWith(`\r\n\r\n${before}`)).toBe(true);
  });
});
