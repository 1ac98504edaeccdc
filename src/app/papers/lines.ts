/**
 * The lines of a UTF-8 text as it arrives, without their line ends. Only LF and CRLF end a line: `node:readline`
 * would also end one at U+2028 and U+2029, which may stand in a JSON text as they are (RFC 8259, 7).
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // The pieces of the line that has not ended yet; joined once, however long it is.
  let begun: string[] = [];
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) {
        yield begun.join('').replace(/\r$/, '');
        begun = [];
      }
      begun.push(piece);
    }
  }
  const last = begun.join('') + decoder.decode();
  if (last !== '') yield last;
}
