import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../../src/adapters/smtp/connection.ts';
import { readServerUrl } from '../../../src/adapters/smtp/server-url.ts';
import { usualTimeouts } from '../../../src/adapters/smtp/timeouts.ts';
import { createSmtpTransport } from '../../../src/adapters/smtp/transport.ts';
import type { OutgoingMail } from '../../../src/app/mail.ts';
import { type MailServer, startMailServer } from '../../support/mail/mail-server.ts';
import { quietLog } from '../../support/quiet-log.ts';

// What really goes through the socket, and the undocumented part of nodemailer that it hangs on.

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

const mailOf = (raw: Buffer): OutgoingMail => ({
  envelopeFrom: 'bounces@example.com',
  envelopeTo: 'reader@example.org',
  raw,
});

test('messages arrive byte for byte, one after the other over one connection', async () => {
  const transport = createSmtpTransport({ urls: [server.url], log: quietLog });
  const parts = fc.constantFrom(
    '.',
    '..',
    '\r\n',
    '\r\n.\r\n',
    '.\r\n',
    'RSET\r\n',
    'QUIT\r\n',
    'é',
    'words ',
  );
  const messages = fc.array(parts, { maxLength: 40 }).map((list) => Buffer.from(`${list.join('')}\r\n`));
  const binary = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) =>
      Buffer.concat([Buffer.from(bytes.filter((byte) => byte !== 10 && byte !== 13)), Buffer.from('\r\n')]),
    );
  try {
    server.reset();
    await fc.assert(
      fc.asyncProperty(fc.oneof(messages, binary), async (message) => {
        expect(await transport.send(mailOf(message))).toMatchObject({ accepted: true, bodyGiven: true });
        expect(server.received.pop()?.bytes.toString('hex')).toBe(message.toString('hex'));
      }),
      { numRuns: 300 },
    );
    expect(server.received).toEqual([]);
    expect(server.opened()).toBe(1);
  } finally {
    await transport.close();
  }
});

test('the part of nodemailer that is overridden is there, and is what a message goes through', async () => {
  const raw = Buffer.from('Subject: x\r\n\r\nwords\r\n');
  const connection = new Connection(readServerUrl(server.url), usualTimeouts);
  const written: unknown[] = [];
  const original = connection._createSendStream.bind(connection);
  connection._createSendStream = (reply) => {
    const stream = original(reply);
    const write = (message: Buffer) => {
      written.push(message);
      stream.write(message);
    };
    return { ...stream, write };
  };
  await new Promise<void>((resolve, reject) =>
    connection.connect((error) => (error ? reject(error) : resolve())),
  );
  const { handover } = await connection.exchange(mailOf(raw), 10_000);
  await connection.leave();
  expect(handover).toMatchObject({ accepted: true, bodyGiven: true });
  expect(written).toEqual([raw]);
});

/** A server over TLS on a thread of its own: only then can a reply be there before we know that the body was taken. */
const quickServer = `
  const { parentPort } = require('node:worker_threads');
  const { key, cert } = require('smtp-server/lib/tls-options').default({});
  const replies = { EHLO: '250-x\\r\\n250 PIPELINING', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go' };
  const server = require('node:tls').createServer({ key, cert }, (socket) => {
    let body = false;
    socket.setNoDelay(true).on('error', () => undefined).write('220 x\\r\\n');
    socket.on('data', (data) => {
      for (const line of data.toString().split('\\r\\n').filter((line) => line !== '')) {
        if (!body) socket.write((replies[line.slice(0, 4)] ?? '221 bye') + '\\r\\n');
        else if (line === '.') socket.write('250 taken\\r\\n');
        body = body ? line !== '.' : line === 'DATA';
      }
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('a reply over TLS that is quicker than our own socket is the reply', async () => {
  const thread = new Worker(quickServer, { eval: true });
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    const port = await new Promise((ready) => thread.once('message', ready));
    const transport = createSmtpTransport({ urls: [`smtps://127.0.0.1:${String(port)}`], log: quietLog });
    for (let time = 0; time < 1_000; time++) {
      const handover = await transport.send(mailOf(Buffer.from('words\r\n')));
      expect(handover).toMatchObject({ accepted: true, bodyGiven: true });
    }
    await transport.close();
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    await thread.terminate();
  }
});
