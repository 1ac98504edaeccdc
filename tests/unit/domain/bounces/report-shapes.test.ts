import { describe, expect, test } from 'vitest';
import { readBounce } from '../../../../src/domain/bounces/bounce.ts';

// Reports in shapes and languages for which no server was looked at.

const read = (...lines: string[]) => readBounce(Buffer.from(lines.join('\r\n')));
const daemon = ['From: MAILER-DAEMON@relay.example', 'To: b+x@bounce.example'];
const dsn = (...fields: string[]) =>
  read(
    ...daemon,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example',
    '',
    ...fields,
  );

describe('a delivery status', () => {
  test.each([
    'delivered',
    'relayed',
    'expanded',
    'delivered (to mailbox)',
    'Relayed (to non-DSN-aware mailer)',
  ])('of a message that went on its way is no bounce: %s', (action) => {
    const fields = ['Final-Recipient: rfc822; ada@x.example', `Action: ${action}`, 'Status: 2.1.5'];
    const odd = 'Diagnostic-Code: smtp; 550 5.1.1 user unknown';
    for (const { recipients } of [dsn(...fields), dsn(...fields, odd)])
      expect(recipients).toMatchObject([{ kind: 'none', reason: 'delivered' }]);
  });
  test('that says so by its code alone is none either', () => {
    const { recipients } = dsn('Final-Recipient: rfc822; ada@x.example', 'Status: 2.0.0');
    expect(recipients).toMatchObject([{ kind: 'none', reason: 'delivered' }]);
  });
  test.each([
    ['5.1.2', 'Host is gone', 'unknown-host'],
    ['5.4.4', 'unable to route', 'unknown-host'],
    ['5.4.312', 'DNS query failed', 'unknown-host'],
    ['5.4.310', 'no such thing', 'unknown-host'],
    ['4.4.4', 'unable to route', 'network'],
    ['5.4.4', 'connection refused', 'network'],
  ])('%s with “%s” is %s', (status, words, reason) => {
    const { recipients } = dsn(
      'Final-Recipient: rfc822; ada@x.example',
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: x-relay; ${words}`,
    );
    expect(recipients).toMatchObject([{ status, reason }]);
  });
  test('tells under which addresses it speaks of one recipient', () => {
    const { recipients, aliases } = dsn(
      'Original-Recipient: rfc822; ada@x.example',
      'Final-Recipient: rfc822; ada@elsewhere.example',
      'Action: failed',
      'Status: 5.1.1',
    );
    expect(recipients).toEqual([
      { address: 'ada@x.example', status: '5.1.1', kind: 'hard', reason: 'unknown-user' },
    ]);
    expect(aliases).toEqual(new Map([['ada@x.example', ['ada@elsewhere.example']]]));
  });
});

describe('a report for people', () => {
  test.each([
    ['Your message was successfully delivered to the following recipients:', '<ada@x.example>'],
    ['Delivery to the following recipients has been completed.', 'ada@x.example'],
    ['Ihre Nachricht wurde erfolgreich zugestellt.', 'ada@x.example'],
  ])('of success is no bounce: %s', (...lines) => {
    const { recipients } = read(...daemon, 'Subject: Delivery report', '', ...lines);
    expect(recipients).toMatchObject([{ kind: 'none', reason: 'delivered' }]);
  });

  test('counts although it is marked as an answer that a program gave', () => {
    for (const field of ['Auto-Submitted: auto-replied', 'X-Loop: MAILER-DAEMON', 'Precedence: auto_reply']) {
      const { recipients } = read(
        ...daemon,
        field,
        'Subject: Sparse attention',
        '',
        '<ada@x.example>: 550 loops back to myself',
      );
      expect(recipients).toMatchObject([{ address: 'ada@x.example', kind: 'soft' }]);
    }
    const loop = read(
      'From: list-admin@x.example',
      'To: list-admin@x.example',
      'Subject: Loop alert: duplicated Message-ID',
      '',
      'Duplicated Message-ID in <ada@x.example>.',
    );
    expect(loop.recipients).toMatchObject([{ address: 'ada@x.example', kind: 'soft', reason: 'system' }]);
  });

  test.each([
    ['Your message to ada@x.example could not be delivered.', '550 5.1.1 no such user', 'unknown-user'],
    [
      'It could not be delivered, we are sorry:',
      '>>> ada@x.example <<< 552 5.2.2 mailbox full',
      'mailbox-full',
    ],
    [
      'Ihre E-Mail an ada@x.example konnte nicht zugestellt werden.',
      'Empfänger unbekannt (550 5.1.1)',
      'unknown-user',
    ],
    ['Votre message à ada@x.example n’a pas pu être remis', '550 utilisateur inconnu', 'unknown-user'],
    ['No se pudo entregar el mensaje a ada@x.example', '552 El buzón está lleno', 'mailbox-full'],
    [
      'Non è stato possibile consegnare il messaggio a ada@x.example',
      '550 utente sconosciuto',
      'unknown-user',
    ],
    ['Não foi possível entregar a mensagem a ada@x.example', '550 usuário não encontrado', 'unknown-user'],
    ['Het bericht aan ada@x.example kon niet worden bezorgd', '550 gebruiker onbekend', 'unknown-user'],
    ['Wiadomość do ada@x.example nie została dostarczona', '550 użytkownik nie istnieje', 'unknown-user'],
    ['Письмо на ada@x.example не может быть доставлено', '550 пользователь не найден', 'unknown-user'],
    ['ada@x.example にメールを配信できませんでした', '550 ユーザーが見つかりません', 'unknown-user'],
    ['发往 ada@x.example 的邮件投递失败', '550 收件人不存在', 'unknown-user'],
    ['发往 ada@x.example 的邮件无法投递', '552 邮箱已满', 'mailbox-full'],
  ])('without a sender, a subject or a structure that tells: %s %s', (sentence, reply, reason) => {
    const { recipients } = read(
      'From: robot@x.example',
      'Subject: Note',
      'Content-Type: text/plain; charset=utf-8',
      '',
      sentence,
      '',
      reply,
    );
    expect(recipients).toMatchObject([{ address: 'ada@x.example', reason }]);
  });

  test('in HTML alone is read as well', () => {
    const { recipients } = read(
      ...daemon,
      'Subject: Undeliverable',
      'Content-Type: text/html',
      '',
      '<style>p { color: red }</style><p>Delivery to <a href="mailto:ada@x.example">ada@x.example</a> failed.</p>',
      '<p>550&#32;5.1.1 user unknown</p>',
    );
    expect(recipients).toMatchObject([{ address: 'ada@x.example', kind: 'hard' }]);
  });

  test('that somebody passed on as an attachment is that report', () => {
    const { recipients, returnPaths } = read(
      'From: admin@example.org',
      'To: bounces@example.org',
      'Subject: Fwd',
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      '',
      'See below.',
      '--o',
      'Content-Type: message/rfc822',
      '',
      ...daemon,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=i',
      '',
      '--i',
      'Content-Type: message/delivery-status',
      '',
      'Final-Recipient: rfc822; ada@x.example',
      'Action: failed',
      'Status: 5.1.1',
      '--i--',
      '--o--',
    );
    expect(recipients).toMatchObject([{ address: 'ada@x.example', kind: 'hard' }]);
    expect(returnPaths).toContain('b+x@bounce.example');
  });
});

test('a receipt that says that somebody read it counts for nothing', () => {
  const { recipients } = read(
    'From: ada@x.example',
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
    '',
    '--b',
    '',
    'Your message was read.',
    '--b',
    'Content-Type: message/disposition-notification',
    '',
    'Final-Recipient: rfc822; ada@x.example',
    'Disposition: manual-action/MDN-sent-manually; displayed',
    '--b--',
  );
  expect(recipients).toMatchObject([{ kind: 'none' }]);
});
