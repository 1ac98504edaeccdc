import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../../src/app/papers/lines.ts';

async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
async function lines(text: string, sizes: readonly number[] = [7]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of linesOf(chunksOf(text, sizes))) found.push(line);
  return found;
}

describe('the lines of a text', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\n\nc', ['a', 'b', '', 'c']],
    ['\uFEFFa\nb', ['a', 'b']],
    ['a\u2028b\u2029c\rd\n', ['a\u2028b\u2029c\rd']],
  ])('of %j are %j', async (text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });
  it('are the same however the text is cut, in the middle of a character too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n\uFEFF]/g, ''))),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        async (written, sizes, end) => {
          const text = written.map((line) => `${line}${end}`).join('');
          expect(await lines(text, sizes)).toEqual(written);
        },
      ),
    );
  });
});
