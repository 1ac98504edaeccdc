import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { type ReadPng, readPng } from '../../../../src/adapters/files/png.ts';
import { pixelsOfPng } from '../../../../src/adapters/files/png-pixels.ts';
import { scaledPicture } from '../../../../src/adapters/thumbnails/scaled-picture.ts';
import { chunk, png, pngSignature } from '../../../support/png.ts';

function jpeg(width: number, height: number, colour = [200, 30, 60]): Buffer {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set([...colour, 255], at);
  return encode({ width, height, data }, 90).data;
}
const reasonFor = (file: Uint8Array) => {
  const read = scaledPicture(file);
  return read.kind === 'refused' ? read.reason : null;
};
const header = (width: number, height: number, rest = [8, 2, 0, 0, 0]) => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set(rest, 8);
  return chunk('IHDR', data);
};
const end = chunk('IEND', Buffer.alloc(0));

describe('a picture from outside', () => {
  it.each([
    ['PNG', png(1200, 648)],
    ['JPEG', jpeg(1200, 648)],
  ])('is kept as a small and a large JPEG: %s', (_, file) => {
    const made = scaledPicture(file);
    if (made.kind === 'refused') throw new Error(made.reason);
    expect([made.width, made.height]).toEqual([720, 389]);
    const [small, large] = [made.small, made.large].map((one) => decode(one, { useTArray: true }));
    expect([small?.width, small?.height, large?.width, large?.height]).toEqual([352, 190, 720, 389]);
    const [r = 0, g = 0, b = 0] = small?.data ?? [];
    expect(Math.hypot(r - 200, g - 30, b - 60)).toBeLessThan(8);
  });

  it('is never made larger than it is', () => {
    expect(scaledPicture(png(100, 50))).toMatchObject({ width: 100, height: 50 });
  });

  it('is what its first bytes say, and nothing but PNG and JPEG', () => {
    for (const file of [
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
      'GIF89a\x01\x00\x01\x00',
      'RIFF\x24\x00\x00\x00WEBPVP8 ',
      '<!doctype html><title>Sign in</title>',
      '',
    ])
      expect(reasonFor(Buffer.from(file, 'latin1')), file).toBe('it is neither PNG nor JPEG');
  });

  it('tells its size before anything is unpacked', () => {
    const hundredMegapixels = jpeg(64, 64);
    const frame = hundredMegapixels.indexOf(Buffer.from([0xff, 0xc0]));
    hundredMegapixels.writeUInt16BE(9_999, frame + 5);
    hundredMegapixels.writeUInt16BE(9_999, frame + 7);
    expect(reasonFor(hundredMegapixels)).toContain('9999 × 9999');
    const bomb = chunk('IDAT', deflateSync(Buffer.alloc(32 * 1024 * 1024)));
    expect(reasonFor(Buffer.concat([pngSignature, header(10_000, 10_000), bomb, end]))).toContain('10000');
    expect(reasonFor(Buffer.concat([pngSignature, header(40, 40), bomb, end]))).toContain('damaged');
    expect(reasonFor(png(1, 1))).toContain('1 × 1');
    expect(reasonFor(Buffer.alloc(5 * 1024 * 1024 + 1))).toContain('too many bytes');
  });

  it('is whole, and stands still', () => {
    const whole = jpeg(300, 200);
    expect(reasonFor(whole.subarray(0, whole.length / 2))).not.toBeNull();
    expect(reasonFor(png(300, 200).subarray(0, 500))).not.toBeNull();
    const moving = png(60, 60, { more: [chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))] });
    expect(reasonFor(moving)).toContain('moves');
  });

  it('loses whatever else stood in the file', () => {
    const secret = [chunk('tEXt', Buffer.from('Comment\0taken at home'))];
    const made = scaledPicture(Buffer.concat([png(90, 90, { more: secret }), Buffer.from('<script>')]));
    if (made.kind === 'refused') throw new Error(made.reason);
    for (const word of ['home', 'script'])
      expect(Buffer.from(made.large).toString('latin1')).not.toContain(word);
  });

  it('is made or refused, whatever became of it', () => {
    const [asPng, asJpeg] = [png(40, 40), jpeg(40, 40)];
    // What its size says stays: a large one takes its time, which the thread has a limit for.
    const sizeAt = asJpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5;
    const changed = fc
      .tuple(fc.constantFrom(asPng, asJpeg), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
      .map(([file, changes]) => {
        const other = Buffer.from(file);
        for (const [where, octet] of changes) {
          const at = where % other.length;
          if (at < sizeAt || at > sizeAt + 3) other[at] = octet;
        }
        return other;
      });
    fc.assert(
      fc.property(changed, (file) => {
        expect(scaledPicture(file).kind).toMatch(/^(made|refused)$/);
      }),
      { numRuns: 30 },
    );
  });
});

/** One way to say it for each filter (9.2), the inverse of what is read. */
function filtered(lines: number[][], pixelOctets: number): Buffer {
  const paeth = (a: number, b: number, c: number) => {
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  };
  return Buffer.from(
    lines.flatMap((line, y) => {
      const type = y % 5;
      const above = lines[y - 1] ?? [];
      const octets = line.map((octet, x) => {
        const [a, b, c] = [line[x - pixelOctets] ?? 0, above[x] ?? 0, above[x - pixelOctets] ?? 0];
        const predicted = [0, a, b, (a + b) >> 1, paeth(a, b, c)][type] ?? 0;
        return (octet - predicted) & 255;
      });
      return [type, ...octets];
    }),
  );
}
const read = (file: Buffer): ReadPng =>
  readPng(file, { octets: 1_000_000, mostPixels: 100, fewestPixels: 1 });
const asPng = (ihdr: Buffer, content: Buffer, more: Buffer[] = []) =>
  read(Buffer.concat([pngSignature, ihdr, ...more, chunk('IDAT', deflateSync(content)), end]));

describe('the pixels of a PNG', () => {
  const [width, height] = [7, 11];
  const colourAt = (x: number, y: number) => [(x * 36) & 255, (y * 23) & 255, (x * y * 7) & 255];
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => colourAt(x, y)),
  );
  const expected = rows.flat(2);

  it('are those behind every filter', () => {
    const content = filtered(
      rows.map((row) => row.flat()),
      3,
    );
    expect([...pixelsOfPng(asPng(header(width, height), content)).rgb]).toEqual(expected);
  });

  it('come in sixteen bits and with transparency, on white', () => {
    const deep = filtered(
      rows.map((row) => row.flatMap((colour) => [...colour, 128].flatMap((octet) => [octet, octet]))),
      8,
    );
    const { rgb } = pixelsOfPng(asPng(header(width, height, [16, 6, 0, 0, 0]), deep));
    const onWhite = (octet: number) => Math.floor(255 + ((octet - 255) * 128) / 255);
    for (const [at, octet] of expected.entries())
      expect(Math.abs((rgb[at] ?? 0) - onWhite(octet))).toBeLessThanOrEqual(1);
  });

  it('come by a palette of a few bits, and in seven passes', () => {
    const palette = chunk('PLTE', Buffer.from([10, 20, 30, 200, 100, 50]));
    const nothing = chunk('tRNS', Buffer.from([255, 0]));
    // 8 × 1: each second pixel is of the second colour, which is nothing here.
    const line = filtered([[0b01010101]], 1);
    const { rgb } = pixelsOfPng(asPng(header(8, 1, [1, 3, 0, 0, 0]), line, [palette, nothing]));
    expect([...rgb.subarray(0, 6)]).toEqual([10, 20, 30, 255, 255, 255]);

    const passes: [number, number, number, number][] = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ];
    const content = passes.map(([x0, y0, across, down]) => {
      const lines = rows
        .filter((_, y) => y >= y0 && (y - y0) % down === 0)
        .map((row) => row.filter((_, x) => x >= x0 && (x - x0) % across === 0).flat())
        .filter((pixels) => pixels.length > 0);
      return filtered(lines, 3);
    });
    const interlaced = asPng(header(width, height, [8, 2, 0, 0, 1]), Buffer.concat(content));
    expect([...pixelsOfPng(interlaced).rgb]).toEqual(expected);
  });

  it('of grey have a colour that may stand for nothing', () => {
    const content = filtered([[0, 85, 170, 255]], 1);
    const key = chunk('tRNS', Buffer.from([0, 85]));
    const { rgb } = pixelsOfPng(asPng(header(4, 1, [8, 0, 0, 0, 0]), content, [key]));
    expect([...rgb]).toEqual([0, 0, 0, 255, 255, 255, 170, 170, 170, 255, 255, 255]);
  });
});
