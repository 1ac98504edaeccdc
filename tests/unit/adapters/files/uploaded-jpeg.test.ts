import fc from 'fast-check';
import { decode, encode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { readPng } from '../../../../src/adapters/files/png.ts';
import { pixelsOfPng } from '../../../../src/adapters/files/png-pixels.ts';
import { type PictureUse, uploadedPicture } from '../../../../src/adapters/files/uploaded-picture.ts';

/** Red at its upper left, blue elsewhere. */
function photo(width: number, height: number): Buffer {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(x < width / 2 && y < height / 2 ? [220, 20, 20] : [20, 20, 220], (y * width + x) * 4);
  return encode({ width, height, data }, 90).data;
}

/** The same with a segment that says how it is turned, and something that is nobody's business. */
function turned(file: Buffer, orientation: number): Buffer {
  const exif = Buffer.from(
    '457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100000000' + '00000000',
    'hex',
  );
  exif.writeUInt16BE(orientation, 6 + 8 + 2 + 8);
  const content = Buffer.concat([exif, Buffer.from('taken at 52.5200, 13.4050')]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([file.subarray(0, 2), head, content, file.subarray(2)]);
}

function made(file: Buffer, use: PictureUse = 'picture') {
  const read = uploadedPicture(use, file);
  if (read.kind === 'refused') throw new Error(read.message);
  return read;
}
const reasonFor = (file: Buffer) => {
  const read = uploadedPicture('picture', file);
  return read.kind === 'refused' ? read.message : null;
};

describe('an uploaded JPEG', () => {
  it('is made to fit, and written again without what else stood in it', () => {
    const { content, ...size } = made(turned(photo(2_400, 600), 1));
    expect(size).toEqual({ kind: 'made', width: 1_200, height: 300 });
    expect(Buffer.from(content).includes('taken at')).toBe(false);
    expect(decode(content, { useTArray: true })).toMatchObject({ width: 1_200, height: 300 });
    expect(made(photo(40, 30))).toMatchObject({ width: 40, height: 30 });
  });

  // Where the upper left of what is stored is to be seen, by Exif 2.32, 4.6.4.
  it.each([
    [1, 0, 0],
    [2, 1, 0],
    [3, 1, 1],
    [4, 0, 1],
    [5, 0, 0],
    [6, 1, 0],
    [7, 1, 1],
    [8, 0, 1],
  ])('is turned upright: orientation %i', (orientation, right, below) => {
    const { content, width, height } = made(turned(photo(64, 32), orientation));
    expect([width, height]).toEqual(orientation < 5 ? [64, 32] : [32, 64]);
    const { data } = decode(content, { useTArray: true });
    const red = (x: number, y: number) => (data[(y * width + x) * 4] ?? 0) > 128;
    const at = (far: number, size: number) => (far === 1 ? size - 5 : 4);
    for (const across of [0, 1])
      for (const down of [0, 1])
        expect(red(at(across, width), at(down, height))).toBe(across === right && down === below);
  });

  it('becomes a PNG as a logo', () => {
    const { content, width, height } = made(photo(1_024, 1_024), 'logo');
    expect([width, height]).toEqual([256, 256]);
    const limits = { octets: 1_000_000, mostPixels: 1_000, fewestPixels: 1 };
    const { rgb } = pixelsOfPng(readPng(Buffer.from(content), limits));
    expect(Math.hypot((rgb[0] ?? 0) - 220, (rgb[1] ?? 0) - 20, (rgb[2] ?? 0) - 20)).toBeLessThan(12);
  });

  it('tells its size before anything is unpacked', () => {
    const large = photo(64, 64);
    const frame = large.indexOf(Buffer.from([0xff, 0xc0]));
    large.writeUInt16BE(9_999, frame + 5);
    large.writeUInt16BE(9_999, frame + 7);
    expect(reasonFor(large)).toBe('has too many pixels: 9999 × 9999');
    expect(reasonFor(photo(8, 64))).toContain('this one has 8 × 64');
    expect(reasonFor(Buffer.concat([photo(32, 32), Buffer.alloc(5 * 1024 * 1024)]))).toBe(
      'has more than 5120 kB',
    );
  });

  it('is refused in words whatever is broken, and never fails otherwise', () => {
    const whole = turned(photo(48, 32), 6);
    // Its size stays: a large one takes its time, which the thread has a limit for.
    const size = whole.indexOf(Buffer.from([0xff, 0xc0])) + 5;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, octet, cuts) => {
        fc.pre(cuts || at < size || at > size + 3);
        const file = cuts ? whole.subarray(0, at) : Buffer.from(whole);
        if (!cuts) file[at] = octet;
        const words = reasonFor(file);
        expect(words === null || words.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
