import { decode, encode } from 'jpeg-js';
import { invalid } from '../../domain/errors.ts';
import type { Limits } from './png.ts';
import type { Pixels } from './png-pixels.ts';

/** What the decoder may take; a picture of nine million pixels needs less. */
const decoderMb = 160;

const refused = (message: string) => invalid([{ field: 'logo', message }]);
const broken = () => refused('is damaged: save the picture as JPEG again');

/** Whether a file is a JPEG, by its first bytes (ITU-T T.81, B.1.1.3). */
export function isJpeg(file: Buffer): boolean {
  return file.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'));
}

/** What stands before the pixels (B.2.2): the size of the first frame, and how it is turned (Exif 2.32, 4.6.4). */
type Head = { width: number; height: number; orientation: number };

function headOf(file: Buffer): Head {
  let orientation = 1;
  for (let at = 2; at + 9 < file.length; ) {
    if (file[at] !== 0xff) throw broken();
    const marker = file[at + 1] ?? 0;
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7), orientation };
    else if (marker === 0xd9 || marker === 0xda) throw broken();
    else {
      const length = file.readUInt16BE(at + 2);
      if (marker === 0xe1) orientation = orientationIn(file.subarray(at + 4, at + 2 + length)) ?? orientation;
      at += 2 + length;
    }
  }
  throw broken();
}

/** The orientation in an Exif segment; null where there is none, or nothing that makes sense. */
function orientationIn(segment: Buffer): number | null {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return null;
  const tiff = segment.subarray(6);
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const two = (at: number) =>
    at + 2 > tiff.length ? 0 : order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const four = (at: number) =>
    at + 4 > tiff.length ? 0 : order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const first = four(4);
  const entries = Math.min(two(first), 200);
  for (let entry = 0; entry < entries; entry++) {
    const at = first + 2 + entry * 12;
    const value = two(at + 8);
    if (two(at) === 0x0112) return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/** The picture as it is to be seen: those of telephones lie on their side, and say so. */
function upright({ width, height, rgb }: Pixels, orientation: number): Pixels {
  if (orientation === 1) return { width, height, rgb };
  const isTurned = orientation >= 5;
  const to = isTurned ? { width: height, height: width } : { width, height };
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  const made = new Uint8Array(rgb.length);
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const [column, line] = isTurned ? [y, x] : [x, y];
      const from =
        ((fromBelow ? height - 1 - line : line) * width + (fromRight ? width - 1 - column : column)) * 3;
      made[at++] = rgb[from] ?? 0;
      made[at++] = rgb[from + 1] ?? 0;
      made[at++] = rgb[from + 2] ?? 0;
    }
  }
  return { ...to, rgb: made };
}

/**
 * Reads a JPEG, upright. Its size is read before anything is unpacked, and bounds what is. To be called in a thread of
 * its own: the decoder takes seconds for what is made to be hard. Throws `invalid` about `logo`, or whatever the
 * decoder throws.
 */
export function readJpeg(file: Buffer, limits: Limits & { pixelsInAll: number }): Pixels {
  const { octets, mostPixels, fewestPixels, pixelsInAll } = limits;
  if (file.length > octets) throw refused(`has more than ${octets / 1024} kB`);
  const { width, height, orientation } = headOf(file);
  if ([width, height].some((side) => side > mostPixels || side < fewestPixels))
    throw refused(
      `must have ${fewestPixels} to ${mostPixels} pixels on each side; this one has ${width} × ${height}`,
    );
  if (width * height > pixelsInAll) throw refused(`has too many pixels: ${width} × ${height}`);
  const read = decode(file, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: pixelsInAll / 1_000_000,
    maxMemoryUsageInMB: decoderMb,
  });
  if (read.width !== width || read.height !== height) throw broken();
  return upright({ width, height, rgb: read.data }, orientation);
}

/** A picture made smaller; each pixel is the mean of those that it stands for. `to` must never be larger. */
export function scaled({ width, height, rgb }: Pixels, to: { width: number; height: number }): Pixels {
  if (to.width === width && to.height === height) return { width, height, rgb };
  const made = new Uint8Array(to.width * to.height * 3);
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor((y * height) / to.height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / to.height));
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor((x * width) / to.width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / to.width));
      let [r, g, b] = [0, 0, 0];
      for (let line = top; line < bottom; line++) {
        for (let from = (line * width + left) * 3; from < (line * width + right) * 3; from += 3) {
          r += rgb[from] ?? 0;
          g += rgb[from + 1] ?? 0;
          b += rgb[from + 2] ?? 0;
        }
      }
      const count = (bottom - top) * (right - left);
      made[at++] = Math.round(r / count);
      made[at++] = Math.round(g / count);
      made[at++] = Math.round(b / count);
    }
  }
  return { ...to, rgb: made };
}

/** Pixels as a JPEG, `quality` from 1 to 100. */
export function asJpeg({ width, height, rgb }: Pixels, quality: number): Uint8Array {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, at = 0; from < rgb.length; at++) {
    data[at++] = rgb[from++] ?? 0;
    data[at++] = rgb[from++] ?? 0;
    data[at++] = rgb[from++] ?? 0;
  }
  return new Uint8Array(encode({ width, height, data }, quality).data);
}
