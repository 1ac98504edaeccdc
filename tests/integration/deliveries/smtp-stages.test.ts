import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSmtpTransport } from '../../../src/adapters/smtp/transport.ts';
import type { MailTransport } from '../../../src/app/mail.ts';
import type { Handover } from '../../../src/domain/sending/outcome.ts';
import { type ScriptedMailServer, startScriptedMailServer } from '../../support/mail/scripted-mail-server.ts';
import { quietLog } from '../../support/quiet-log.ts';

// At which step of the conversation a server refused, as the transport tells it.

let server: ScriptedMailServer;
let transport: MailTransport;
const mail = {
  envelopeFrom: 'bounces@example.com',
  envelopeTo: 'ada@example.org',
  raw: Buffer.from('Subject: x\r\n\r\nwords\r\n'),
};
const open = (login = '') =>
  createSmtpTransport({
    urls: [server.url.replace('smtp://', `smtp://${login}`)],
    log: quietLog,
    timeouts: { place: 10_000, message: 10_000, afterDot: 1_000, quit: 200, drain: 300 },
  });

beforeEach(async () => {
  server = await startScriptedMailServer();
  transport = open();
});
afterEach(async () => {
  await transport.close();
  await server[Symbol.asyncDispose]();
});

test.each([
  ['sender', 'mail', '550 5.1.1 User unknown'],
  ['sender', 'mail', '454 Throttling failure: Daily message quota exceeded.'],
  ['sender', 'mail', '421 4.7.0 Try again later'],
  ['recipient', 'rcpt', '550 5.1.1 User unknown'],
  ['recipient', 'rcpt', '421 4.7.0 Try again later'],
  ['data', 'data', '451 4.3.0 not now'],
  ['dot', 'data', '554 5.7.1 Rejected as spam'],
  ['dot', 'data', '421 4.7.0 Try again later'],
] as const)('a refusal at “%s” is one at %s: %s', async (at, stage, reply) => {
  server.behave = (moment) => (moment.at === at ? { reply } : null);
  expect(await transport.send(mail)).toMatchObject({
    reply,
    stage,
    accepted: false,
    server: server.url.slice('smtp://'.length),
  });
});

test('a reply of several lines is told whole', async () => {
  server.behave = ({ at }) =>
    at === 'recipient' ? { reply: '550-Sender verify\r\n550 failed for you' } : null;
  const { reply } = await transport.send(mail);
  expect(reply?.split(/\r?\n/)).toEqual(['550-Sender verify', '550 failed for you']);
});

/** What becomes of a message whose place had a connection that is lost, so that it needs another one. */
async function onAnotherConnection(act: () => void): Promise<Handover> {
  const place = await transport.reserve();
  await server.shut();
  await server.open();
  act();
  return await place.send(mail);
}

test.each([
  ['greeting', 'connect', '554 5.7.1 Client host [192.0.2.1] blocked'],
  ['hello', 'ehlo', '550 5.7.1 Invalid HELO name'],
] as const)('a session refused at “%s” is one at %s: %s', async (at, stage, reply) => {
  const handover = await onAnotherConnection(() => {
    server.behave = (moment) => (moment.at === at ? { reply } : null);
  });
  expect(handover).toMatchObject({ reply, stage, accepted: false, bodyGiven: false });
});

test('a login that is refused is a refusal at AUTH', async () => {
  await transport.close();
  transport = open('ada:secret@');
  const offersLogin = '250-scripted.example\r\n250 AUTH PLAIN';
  server.behave = ({ at }) => (at === 'hello' ? { reply: offersLogin } : null);
  const handover = await onAnotherConnection(() => {
    server.behave = ({ at }) =>
      at === 'hello' ? { reply: offersLogin } : at === 'login' ? { reply: '535 5.7.8 wrong password' } : null;
  });
  expect(handover).toMatchObject({ reply: '535 5.7.8 wrong password', stage: 'auth', bodyGiven: false });
});

test('a server that cannot be reached has refused nothing, and the message has met no other', async () => {
  const place = await transport.reserve();
  await server.shut();
  expect(await place.send(mail)).toMatchObject({ reply: null, stage: 'connect', bodyGiven: false });
});
