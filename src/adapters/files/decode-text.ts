import { TextDecoder } from 'node:util';

/** What a file begins with (Unicode 17, 23.8), and what it is then written in. */
const marks: readonly { bytes: readonly number[]; encoding: 'utf-8' | 'utf-16le' | 'utf-16be' }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/**
 * The text of a file as it comes: UTF-8, or what its byte order mark says. Bytes that are no text become U+FFFD, by
 * which whoever reads on sees where they stood.
 */
export async function* decodeText(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let begun: Uint8Array = new Uint8Array(0);
  for await (const chunk of input) {
    if (typeof chunk === 'string') {
      yield chunk;
      continue;
    }
    if (decoder === null) {
      begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
      // The longest mark has three bytes.
      if (begun.length < 3) continue;
      decoder = decoderOf(begun);
      yield decoder.decode(begun, { stream: true });
    } else yield decoder.decode(chunk, { stream: true });
  }
  yield decoder === null ? decoderOf(begun).decode(begun) : decoder.decode();
}

function decoderOf(begun: Uint8Array): TextDecoder {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => begun[at] === byte));
  return new TextDecoder(mark?.encoding ?? 'utf-8');
}
