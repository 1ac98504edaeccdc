import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Says these lines to an SMTP server, one after the reply to the one before, and resolves with the replies, the
 * greeting first; with those that came until the server closed the connection, when it did: none when nobody listens.
 */
export async function smtpTalk(port: number, lines: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const replies: string[] = [];
  const left = [...lines];
  let text = '';
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      for (;;) {
        // A reply ends with a line whose code is followed by a space (RFC 5321, 4.2.1).
        const reply = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(text)?.[0];
        if (reply === undefined) break;
        text = text.slice(reply.length);
        replies.push(reply.trim());
        const next = left.shift();
        if (next === undefined) {
          socket.destroy();
          return replies;
        }
        socket.write(`${next}\r\n`);
      }
    }
  } catch {
    // Reset, or refused.
  }
  return replies;
}

/** Hands a message over; resolves with the replies to RCPT and to the message. */
export async function smtpSend(
  port: number,
  to: readonly string[],
  message: string,
): Promise<{ rcpt: string[]; end: string | undefined }> {
  const dotted = message.replace(/^\./gm, '..').replace(/\r\n$/, '');
  const replies = await smtpTalk(port, [
    'EHLO client.example',
    'MAIL FROM:<>',
    ...to.map((address) => `RCPT TO:<${address}>`),
    'DATA',
    `${dotted}\r\n.`,
  ]);
  return { rcpt: replies.slice(3, 3 + to.length), end: replies[4 + to.length] };
}

/** Sends bytes and waits until the server closes, or until it has taken all of them. */
export async function smtpGarbage(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await Promise.race([new Promise<void>((taken) => socket.write(bytes, () => taken())), closed]);
  socket.destroy();
  await closed;
}

/**
 * Sends a message that never ends, as fast as it is taken, until the server says something else than to go on. Resolves
 * with the octets that were written until then, and all replies.
 */
export async function smtpEndless(port: number): Promise<{ taken: number; replies: string[] }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let text = '';
  const line = Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(900));
  let taken = 0;
  let going = false;
  const pour = () => {
    while (going && socket.writable && taken < 200_000_000) {
      taken += line.length;
      if (!socket.write(line)) return;
    }
  };
  socket.on('drain', pour);
  for await (const chunk of socket) {
    if (text === '') socket.write('EHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n');
    text += String(chunk);
    if (!going && text.includes('\n354 ')) {
      going = true;
      pour();
    }
    if (/\n[45]\d\d /.test(text)) break;
  }
  going = false;
  socket.destroy();
  return { taken, replies: text.trim().split('\r\n') };
}
