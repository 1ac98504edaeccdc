import { describe, expect, test } from 'vitest';
import {
  hasReportSubject,
  isAutoReply,
  isFromMailServer,
} from '../../../../src/domain/bounces/auto-reply.ts';
import { readBounce } from '../../../../src/domain/bounces/bounce.ts';
import { addressesIn, addressIn } from '../../../../src/domain/bounces/bounce-address.ts';
import { feedbackFields, recipientFields, statusIn } from '../../../../src/domain/bounces/bounce-fields.ts';
import { judge } from '../../../../src/domain/bounces/bounce-rules.ts';
import {
  diagnosisIn,
  lowerAddresses,
  recipientsInText,
  reportLines,
} from '../../../../src/domain/bounces/bounce-text.ts';
import { htmlText } from '../../../../src/domain/bounces/html-text.ts';
import { parseMime, splitHead } from '../../../../src/domain/bounces/mime.ts';
import {
  decodeCharset,
  decodeWords,
  transferDecoded,
} from '../../../../src/domain/bounces/mime-encodings.ts';
import { reasonFor } from '../../../../src/domain/bounces/provider-event.ts';
import { sesEvents, sesEventsInText } from '../../../../src/domain/bounces/ses-event.ts';

// Whatever a quarter of a mebibyte consists of, reading it takes a time that grows with its length, not with its
// square.

const size = 256 * 1024;
const pieces = [
  '<',
  '<a',
  '<a ',
  '<!--',
  '<style',
  '<style>',
  '<p>',
  '&lt;',
  '&#9;',
  '>',
  ' ',
  '\t',
  '\n',
  ' \n',
  '\r\n',
  '\n\n',
  'a',
  '.',
  '@',
  'a@',
  '<a@b.c> ',
  'a@b.c: ',
  'mailto:',
  'http://a',
  '"',
  '\\',
  ';a="',
  '--',
  '\n--b\n',
  '{"a":',
  '[',
  '=',
  '=3D',
  '=\n',
  '=?',
  '=?utf-8?q?a?= ',
  '\u001b$B',
  'é',
  'ディレクトリ',
  '5.1.',
  '550 ',
  '550-5.1.1 ',
  '> ',
  '>>> RCPT\n',
  '<<< 550\n',
  'Status: 5.1.1\n',
  'Final-Recipient: a@b\n',
  'Message-ID: <',
  'From: ',
  'RCPT TO:<',
  'recipient ',
  'deliver ',
  'user unknown ',
  'sending limit ',
  'sender not ',
  'notificationType"',
  'benutzer ',
];
const part = (type: string, text: string) => `Content-Type: ${type}\n\n${text}`;
const report = (text: string) =>
  `From: MAILER-DAEMON@x\nContent-Type: multipart/report; boundary=b\n\n--b\n\n${text.slice(0, size / 2)}\n--b\n${part('message/delivery-status', text.slice(size / 2))}\n--b--\n`;

const functions: Record<string, (text: string) => unknown> = {
  parseMime: (text) => parseMime(Buffer.from(text)),
  splitHead,
  transferDecoded: (text) => [transferDecoded(text, 'base64'), transferDecoded(text, 'quoted-printable')],
  decodeCharset: (text) => decodeCharset(text, 'iso-2022-jp'),
  decodeWords,
  htmlText,
  recipientFields,
  feedbackFields,
  statusIn,
  addressIn,
  addressesIn,
  lowerAddresses: (text) => lowerAddresses([text]),
  recipientsInText: (text) => [
    recipientsInText(reportLines(text), [], new Set()),
    recipientsInText(text.split('\n'), ['a@b.c'], new Set()),
  ],
  diagnosisIn,
  judge: (text) => judge(diagnosisIn(text)),
  headers: (text) => {
    const headers = [
      { name: 'from', value: text },
      { name: 'subject', value: text },
    ];
    const message = { headers, type: 'text/plain', parameters: new Map(), body: '', parts: [] };
    return [isAutoReply(message), isFromMailServer(message), hasReportSubject(message)];
  },
  sesEventsInText,
  providers: (text) => [
    sesEvents({
      notificationType: 'Bounce',
      bounce: { bouncedRecipients: [{ diagnosticCode: text, status: text }] },
    }),
    reasonFor(text, '', true),
    reasonFor(text, text, null),
  ],
  'readBounce, text': (text) => readBounce(Buffer.from(`From: MAILER-DAEMON@x\n${part('text/plain', text)}`)),
  'readBounce, HTML': (text) => readBounce(Buffer.from(`From: MAILER-DAEMON@x\n${part('text/html', text)}`)),
  'readBounce, report': (text) => readBounce(Buffer.from(report(text))),
  'readBounce, complaint': (text) =>
    readBounce(Buffer.from(part('message/feedback-report', `Feedback-Type: abuse\n${text}`))),
};

describe.each(Object.entries(functions))('%s', (_, act) => {
  test('takes no long time', () => {
    const slow = pieces.filter((piece) => {
      const text = piece.repeat(Math.ceil(size / piece.length));
      // Time of the processor, which other work on the machine does not take; twice, as code is slow the first time.
      const took = () => {
        const begun = process.threadCpuUsage();
        act(text);
        const { user, system } = process.threadCpuUsage(begun);
        return (user + system) / 1_000;
      };
      return took() > 100 && took() > 100;
    });
    expect(slow).toEqual([]);
  });
});
