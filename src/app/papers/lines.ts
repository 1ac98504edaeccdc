/** A longer line is no paper's; it is cut here, which leaves it too long for whoever reads it. */
export const longestLine = 1_000_000;

/**
 * The lines of a UTF-8 text as it arrives, without their line ends. Only LF and CRLF end a line: `node:readline`
 * would also end one at U+2028 and U+2029, which may stand in a JSON text as they are (RFC 8259, 7). Of a longer line
 * than `longestLine` only one character more than that is kept.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // The pieces of the line that has not ended yet; joined once, however long it is.
  let begun: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) {
        yield begun.join('').replace(/\r$/, '');
        begun = [];
        length = 0;
      }
      const kept = piece.slice(0, longestLine + 1 - length);
      begun.push(kept);
      length += kept.length;
    }
  }
  const last = begun.join('') + decoder.decode();
  if (last !== '') yield last;
}
