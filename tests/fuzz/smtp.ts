import { once } from 'node:events';
import { connect } from 'node:net';
import { startBounceReceiver } from '../../src/adapters/smtp/bounce-receiver.ts';
import { readBounce } from '../../src/domain/bounces/bounce.ts';
import { smtpSend } from '../support/mail/smtp-client.ts';
import { quietLog } from '../support/quiet-log.ts';
import { hostileTokens } from '../unit/domain/hostile-texts.ts';
import type { Fuzzer, Target } from './fuzzer.ts';
import { returnedMails } from './material.ts';

const ours = 'b+ok@bounce.example.org';
const words = [
  'EHLO a',
  'HELO a',
  'MAIL FROM:<>',
  `RCPT TO:<${ours}>`,
  'RCPT TO:<x@y.example>',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
  'STARTTLS',
  'AUTH PLAIN AHgAeQ==',
  'BDAT 5 LAST',
  'VRFY a',
  'HELP',
  ' SIZE=99999999',
  ' BODY=8BITMIME',
  ' SMTPUTF8',
  '\r\n',
  '\n',
  '\r',
  '\r\n.\r\n',
  '\n.\n',
  '\r\n..\r\n',
  '\r\n.\r',
  '\u0000',
  '\u00ff\u00fe',
  '<>',
  '@',
  ':',
  '"',
  ...hostileTokens.filter((token) => Buffer.from(token, 'latin1').toString('latin1') === token),
];

const conversation = (mail: string) =>
  ['EHLO client.example', 'MAIL FROM:<>', `RCPT TO:<${ours}>`, 'DATA', `${mail}\r\n.`, 'QUIT', ''].join(
    '\r\n',
  );

/** Longer than any session may take here. */
const sessionMs = 1_500;
/** A server that says nothing for so long has nothing more to say, or waits for us. */
const silenceMs = 40;
const limits = { octets: 128 * 1024, connectionsAMinute: 1_000_000, sessionMs, idleMs: 1_000 };

/**
 * Says something to a server once it has greeted; resolves with all that it answered until it hung up, or was silent,
 * unless `patient`, when only hanging up ends it.
 */
async function talk(port: number, octets: Buffer, patient: boolean): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  if (!patient) socket.setTimeout(silenceMs, () => answer !== '' && socket.destroy());
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    if (answer === '') socket.end(octets);
    answer += chunk.toString('latin1');
  });
  if (!socket.closed) await once(socket, 'close');
  return answer;
}

/** The receiver of bounces, by real conversations, whose replies and recordings are looked at. */
export async function smtpFuzzer(): Promise<Fuzzer> {
  const strangers: string[] = [];
  let count = 0;
  const receiver = await startBounceReceiver({
    host: '127.0.0.1',
    port: 0,
    name: 'bounce.example.org',
    tls: null,
    isOurs: (address) => address === ours,
    async receive({ raw, sentTo }) {
      strangers.push(...sentTo.filter((address) => address !== ours));
      readBounce(raw);
    },
    log: quietLog,
    limits,
  });
  const check = async (text: string): Promise<string | null> => {
    strangers.length = 0;
    const begun = performance.now();
    count += 1;
    const answer = await talk(receiver.port, Buffer.from(text, 'latin1'), count % 20 === 0);
    if (performance.now() - begun > 4 * sessionMs) return 'a session that does not end';
    if (strangers.length > 0) return 'mail to somebody else was taken';
    const lines = answer.split('\r\n').slice(0, -1);
    if (!lines.every((line) => /^[2345]\d\d[ -][^\r\n]*$/.test(line))) return 'a line that is no reply';
    // It must take the next one as if nothing had been.
    const { end = '' } = await smtpSend(receiver.port, [ours], 'Subject: next\r\n\r\nnext\r\n');
    return end.startsWith('250 2.6.0') ? null : 'the next message was not taken';
  };
  const target: Target = {
    name: 'bounce receiver',
    corpus: returnedMails.map(conversation),
    dictionary: words,
    longest: 256 * 1024,
    mostMs: null,
    check,
  };
  return { name: 'smtp', targets: [target], close: receiver.close };
}
