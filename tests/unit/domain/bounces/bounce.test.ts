import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBounce } from '../../../../src/domain/bounces/bounce.ts';
import { kinds } from '../../../../src/domain/bounces/bounce-reason.ts';
import { bounceFixture, bounceFixtures } from '../../../support/mail/bounce-fixtures.ts';

const fixtures = bounceFixtures();
const read = (...lines: string[]) => readBounce(Buffer.from(lines.join('\r\n')));
const report = ['From: MAILER-DAEMON@relay.example', 'To: b+x@bounce.example', 'Subject: failure notice', ''];

describe('a message to the return path', () => {
  it.each(fixtures.map((fixture) => [fixture.file, fixture] as const))('is understood: %s', (_, fixture) => {
    const wanted = fixture.recipients.map(({ address, status, kind, reason }) => ({
      address,
      status,
      kind,
      reason,
    }));
    expect(readBounce(fixture.raw).recipients).toEqual(wanted);
  });

  it('is read the same with bare line feeds', () => {
    for (const { raw } of fixtures) {
      const bare = Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
      expect(readBounce(bare)).toEqual(readBounce(raw));
    }
  });

  it('names the delivery by the Message-ID that came back', () => {
    expect(readBounce(bounceFixture('postfix-unknown-user')).messageIds).toContain(
      '<digest-17.4711@example.org>',
    );
    expect(readBounce(bounceFixture('qmail-two')).messageIds).toContain('<digest-17.4711@example.org>');
    expect(readBounce(bounceFixture('arf-redacted')).messageIds).toContain('<digest-17.4711@example.org>');
  });

  it('names the delivery by the address that it was sent to', () => {
    expect(readBounce(bounceFixture('postfix-unknown-user')).returnPaths).toEqual([
      'b+k7f3q2m4@bounce.example.org',
    ]);
  });

  it('names the delivery by the envelope sender that a complaint or the returned message tells', () => {
    for (const name of ['arf-redacted', 'dovecot-quota-quoted-printable'])
      expect(readBounce(bounceFixture(name)).returnPaths).toContain('b+k7f3q2m4@bounce.example.org');
  });

  it('takes the address that the sender gave before the one that it became', () => {
    expect(readBounce(bounceFixture('office365-not-found')).recipients[0]?.address).toBe(
      'gil@company.example',
    );
  });

  it('may say that the address is gone in one group and not in the next', () => {
    const { recipients } = read(
      'From: MAILER-DAEMON@relay.example',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; relay.example',
      '',
      'Final-Recipient: rfc822; a@x.example',
      'Action: failed',
      'Status: 5.1.1',
      'Final-Recipient: rfc822; b@x.example',
      'Action: failed',
      'Status: 5.2.2',
    );
    expect(recipients.map(({ address, kind }) => [address, kind])).toEqual([
      ['a@x.example', 'hard'],
      ['b@x.example', 'soft'],
    ]);
  });

  it.each([
    ['gone@x.example'],
    ['<gone@x.example>'],
    ['  * gone@x.example'],
    ['<gone@x.example>:'],
    ['gone@x.example: 550 User unknown'],
    ['Recipient: <gone@x.example>'],
    ['550 <gone@x.example>... User unknown'],
    ['Your message could not be delivered to <gone@x.example>.'],
    ['"gone@x.example":'],
    ['gone@x.example<mailto:gone@x.example>'],
  ])('names its recipient as %s', (line) => {
    expect(read(...report, 'Hello,', line, '550 User unknown').recipients).toEqual([
      { address: 'gone@x.example', status: '', kind: 'hard', reason: 'unknown-user' },
    ]);
  });

  it('is not about those whom a report mentions in passing', () => {
    const { recipients } = read(
      ...report,
      'This is the mail system at relay.example. For assistance, contact <help@relay.example>.',
      'MAIL FROM:<b+x@bounce.example>',
      '<gone@x.example>: 550 User unknown',
    );
    expect(recipients.map(({ address }) => address)).toEqual(['gone@x.example']);
  });

  it('is about the recipient of the returned message, when the report names none', () => {
    const { recipients } = read(
      'From: postmaster@relay.example',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'The message below could not be delivered: 550 5.1.1 User unknown.',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'To: Gone <gone@x.example>',
      '',
      'text',
      '--b--',
    );
    expect(recipients).toEqual([
      { address: 'gone@x.example', status: '5.1.1', kind: 'hard', reason: 'unknown-user' },
    ]);
  });

  it('says nothing, when it is a letter', () => {
    expect(readBounce(bounceFixture('a-person-answers')).recipients).toEqual([]);
    expect(
      read('From: ada@x.example', 'Subject: Hello', '', 'ada@x.example', '550 User unknown').recipients,
    ).toEqual([]);
    expect(read('').recipients).toEqual([]);
  });
});

describe('an answer that nobody wrote', () => {
  it.each([
    'Out of Office: back on Monday',
    'Automatic reply: your digest',
    'Abwesenheitsnotiz',
    'Réponse automatique : digest',
    'Respuesta automática: digest',
    'Resposta automática: digest',
    'Risposta automatica: digest',
    'Automatisch antwoord: digest',
    'Autosvar: digest',
    'Odpowiedź automatyczna: digest',
    'Автоматический ответ: digest',
    'Otomatik yanıt: digest',
    '自动回复: digest',
    '自動返信: digest',
  ])('counts for nothing, whatever it says: %s', (subject) => {
    const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
    const { recipients } = read(
      'Return-Path: <>',
      'From: Ada <ada@x.example>',
      `Subject: ${encoded}`,
      '',
      'ada@old.example: 550 5.1.1 User unknown',
    );
    expect(recipients).toEqual([
      { address: 'ada@x.example', status: '', kind: 'none', reason: 'auto-reply' },
    ]);
  });

  it.each(['Auto-Submitted: auto-replied', 'X-Autoreply: yes', 'Precedence: auto_reply'])(
    'is told by %s',
    (field) => {
      const { recipients } = read(
        'From: ada@x.example',
        field,
        'Subject: Re: digest',
        '',
        '<a@b.example>: 550 gone',
      );
      expect(recipients.map(({ kind }) => kind)).toEqual(['none']);
    },
  );
});

describe('whatever arrives', () => {
  const damaged = fc
    .record({
      fixture: fc.nat(fixtures.length - 1),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), to: fc.nat(255) }), {
        maxLength: 20,
      }),
    })
    .map(({ fixture, keep, flips }) => {
      const raw = Buffer.from(fixtures[fixture]!.raw);
      for (const { at, to } of flips) raw[Math.floor(at * (raw.length - 1))] = to;
      return raw.subarray(0, Math.ceil(keep * raw.length));
    });

  it('is read without an error, and says only what can be said', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 2_000 })), (raw) => {
        for (const { address, status, kind, reason } of readBounce(raw).recipients) {
          expect(kinds[reason]).toBe(kind);
          expect(status).toMatch(/^(?:|[245]\.\d{1,3}\.\d{1,3})$/);
          expect(address).toMatch(/^(?:|[^\s@]+@[^\s@]+)$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['spaces', ' '],
    ['an encoded line that never ends', ' \t'],
    ['open tags', '<a '],
    ['style sheets', '<style>'],
    ['addresses', 'a@b.example '],
    ['at signs', 'a@'],
    ['boundaries', '--b\r\n'],
    ['recipients', 'Final-Recipient: rfc822;a@b.c\r\nAction: failed\r\n'],
    ['codes', '550 5.1.1 '],
    ['fields', 'X: y\r\n'],
    ['encoded words', '=?utf-8?q?a?= '],
    ['braces', '"notificationType"{'],
  ])('takes no long time, were it nothing but %s', (_, piece) => {
    const filler = piece.repeat(Math.ceil(300_000 / piece.length));
    const started = performance.now();
    for (const type of [
      'text/plain',
      'text/html',
      'multipart/mixed; boundary=b',
      'message/delivery-status',
    ]) {
      const head = `From: mailer-daemon\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: ${type}\r\n`;
      readBounce(Buffer.from(`${head}\r\n${filler}`));
      readBounce(Buffer.from(`${head}Subject: ${filler}\r\n\r\n`));
    }
    // All of them take some tenths of a second; what grows with the square of the size takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
