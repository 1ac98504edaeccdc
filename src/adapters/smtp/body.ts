const dot = Buffer.from('.');
const end = Buffer.from('.\r\n');
const endOnItsOwnLine = Buffer.from('\r\n.\r\n');

/**
 * A message as it goes over the wire after DATA: a dot before every line that begins with one (RFC 5321, 4.5.2), and
 * the final dot on its own line. A CR or LF alone becomes CRLF: a receiver that takes it for a line end could see the
 * end of the message, and commands behind it, in the middle of one (SMTP smuggling; RFC 5321, 2.3.8).
 *
 * In pieces, so that the message need not be copied. It is searched as text, because a loop over every byte costs
 * more than all the rest of the conversation.
 */
export function bodyOf(message: Buffer): Buffer[] {
  const text = message.toString('latin1');
  const dotted = dottedLines(text);
  if (dotted === null) return bodyOf(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'), 'latin1'));
  const pieces: Buffer[] = [];
  let from = 0;
  for (const at of dotted) {
    pieces.push(message.subarray(from, at), dot);
    from = at;
  }
  pieces.push(message.subarray(from), text.endsWith('\n') ? end : endOnItsOwnLine);
  return pieces;
}

/** Where the lines that begin with a dot begin; null when some line ends with anything but CRLF. */
function dottedLines(text: string): number[] | null {
  const found = text.startsWith('.') ? [0] : [];
  let from = 0;
  for (;;) {
    const cr = text.indexOf('\r', from);
    const lf = text.indexOf('\n', from);
    if (cr === -1 && lf === -1) return found;
    if (cr === -1 || lf !== cr + 1) return null;
    from = lf + 1;
    if (text.charCodeAt(from) === 0x2e) found.push(from);
  }
}
