import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadedPicture } from '../../../../src/adapters/files/uploaded-picture.ts';
import { chunk, png, pngSignature } from '../../../support/png.ts';

const picture = png(40, 30);
const wordsOf = (file: Uint8Array) => {
  const read = uploadedPicture('logo', file);
  return read.kind === 'refused' ? read.message : null;
};
const logo = (file: Uint8Array) => {
  const read = uploadedPicture('logo', file);
  if (read.kind === 'refused') throw new Error(read.message);
  return read;
};

function header(width: number, height: number, rest = [8, 2, 0, 0, 0]): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set(rest, 8);
  return chunk('IHDR', data);
}
const end = chunk('IEND', Buffer.alloc(0));

describe('a logo', () => {
  it('is written again from its pixels, and gives the same again', () => {
    const first = logo(picture);
    expect(first).toMatchObject({ width: 40, height: 30 });
    expect(logo(first.content)).toEqual(first);
  });

  it('keeps nothing of what else stood in the file', () => {
    const more = [
      chunk('tEXt', Buffer.from('Comment\0taken at home')),
      chunk('eXIf', Buffer.from('GPS 52.1')),
    ];
    const read = logo(Buffer.concat([png(40, 30, { more }), Buffer.from('<script>alert(1)</script>')]));
    const kept = Buffer.from(read.content).toString('latin1');
    for (const word of ['home', 'GPS', 'script', 'tEXt', 'eXIf']) expect(kept).not.toContain(word);
    expect(read.content).toEqual(logo(picture).content);
  });

  it('is told by its bytes, not by its name', () => {
    expect(wordsOf(Buffer.from('<svg onload="alert(1)"/>'))).toBe('must be a PNG or JPEG picture');
    expect(wordsOf(Buffer.from('GIF89a'))).toBe('must be a PNG or JPEG picture');
    expect(wordsOf(Buffer.from('ffd8ffe000104a464946', 'hex'))).toBe(
      'is damaged: save the picture as JPEG again',
    );
    expect(wordsOf(Buffer.alloc(0))).toBe('must be a PNG or JPEG picture');
  });

  it('has a size that is told before anything is unpacked', () => {
    expect(wordsOf(png(15, 40))).toBe('must have 16 to 1024 pixels on each side; this one has 15 × 40');
    expect(wordsOf(Buffer.concat([pngSignature, header(30_000, 30_000), end]))).toContain('30000 × 30000');
    expect(wordsOf(Buffer.alloc(512 * 1024 + 1))).toBe('has more than 512 kB');
  });

  it('unpacks no more than its header says', () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    const file = Buffer.concat([pngSignature, header(16, 16), chunk('IDAT', bomb), end]);
    const before = process.memoryUsage().arrayBuffers;
    expect(wordsOf(file)).toBe('is damaged: save the picture as PNG again');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('takes an interlaced one by the sizes of its passes', () => {
    // 16 × 16 of one grey sample: 2×2, 2×2, 4×2, 4×4, 8×4, 8×8, 16×8, each line with its filter.
    const octets = [2 * 3, 2 * 3, 2 * 5, 4 * 5, 4 * 9, 8 * 9, 8 * 17].reduce((sum, one) => sum + one, 0);
    const packed = (size: number) => chunk('IDAT', deflateSync(Buffer.alloc(size)));
    const grey = header(16, 16, [8, 0, 0, 0, 1]);
    expect(wordsOf(Buffer.concat([pngSignature, grey, packed(octets), end]))).toBeNull();
    expect(wordsOf(Buffer.concat([pngSignature, grey, packed(octets + 1), end]))).toContain('damaged');
  });

  it('refuses in words whatever is broken, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.nat(picture.length - 1), fc.nat(255), fc.boolean(), (at, octet, cuts) => {
        const file = cuts ? picture.subarray(0, at) : Buffer.from(picture);
        if (!cuts) file[at] = octet;
        const words = wordsOf(file);
        expect(words === null || words.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
