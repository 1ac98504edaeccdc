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
