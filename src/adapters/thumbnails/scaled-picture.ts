import { decode, encode } from 'jpeg-js';
import type { MadeThumbnail } from '../../app/papers/thumbnails/thumbnail-store.ts';
import { DomainError, messageOf } from '../../domain/errors.ts';
import { fittedSize } from '../../domain/papers/thumbnails/thumbnail.ts';
import { type Limits, readPng } from '../files/png.ts';
import { type Pixels, pixelsOfPng } from '../files/png-pixels.ts';

/** Of the file: see `mostPictureBytes`. A picture on ultra-high-definition screens has 8.3 million pixels. */
const limits: Limits & { pixelsInAll: number } = {
  octets: 5 * 1024 * 1024,
  mostPixels: 10_000,
  fewestPixels: 32,
  pixelsInAll: 9_000_000,
};
/** The longest file that is read. */
export const mostPictureBytes = limits.octets;
/** What the decoder of JPEG may take besides; a picture of the most pixels needs less. */
const decoderMb = 160;
const quality = 78;

export type ScaledPicture = ({ kind: 'made' } & MadeThumbnail) | { kind: 'refused'; reason: string };

const isPng = (file: Buffer) => file.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));
const isJpeg = (file: Buffer) => file.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'));

/**
 * A picture from outside in the sizes that are kept, made of its pixels alone. What it is says its beginning, and
 * nothing else is asked; how large it is is read before anything is unpacked.
 */
export function scaledPicture(given: Uint8Array): ScaledPicture {
  const file = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const refused = (reason: string) => ({ kind: 'refused' as const, reason });
  try {
    if (file.length > limits.octets) return refused('it has too many bytes');
    const pixels = isPng(file) ? ofPng(file) : isJpeg(file) ? ofJpeg(file) : null;
    if (pixels === null) return refused('it is neither PNG nor JPEG');
    const large = fittedSize(pixels, 'large');
    const small = fittedSize(pixels, 'small');
    const inLarge = scaled(pixels, large);
    return { kind: 'made', ...large, large: asJpeg(inLarge), small: asJpeg(scaled(inLarge, small)) };
  } catch (error) {
    const told = error instanceof DomainError ? error.fields[0]?.message : null;
    return refused(`it cannot be used: ${told ?? messageOf(error)}`.slice(0, 200));
  }
}

function ofPng(file: Buffer): Pixels {
  const png = readPng(file, limits);
  if (png.animated) throw new Error('it moves');
  return pixelsOfPng(png);
}

/** The size that a JPEG states (ITU-T T.81, B.2.2): of the first frame. Null where none is stated. */
function sizeOfJpeg(file: Buffer): { width: number; height: number } | null {
  for (let at = 2; at + 9 < file.length; ) {
    if (file[at] !== 0xff) return null;
    const marker = file[at + 1] ?? 0;
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    else if (marker === 0xd9 || marker === 0xda) return null;
    else at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}

function ofJpeg(file: Buffer): Pixels {
  const size = sizeOfJpeg(file);
  const { mostPixels, fewestPixels, pixelsInAll } = limits;
  if (size === null) throw new Error('it states no size');
  const { width, height } = size;
  if (
    [width, height].some((side) => side > mostPixels || side < fewestPixels) ||
    width * height > pixelsInAll
  )
    throw new Error(`it has ${width} × ${height} pixels`);
  const read = decode(file, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: pixelsInAll / 1_000_000,
    maxMemoryUsageInMB: decoderMb,
  });
  if (read.width !== width || read.height !== height) throw new Error('it has two sizes');
  return { width, height, rgb: read.data };
}

/** Each pixel is the mean of those that it stands for; `to` is never larger. */
function scaled({ width, height, rgb }: Pixels, to: { width: number; height: number }): Pixels {
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

function asJpeg({ width, height, rgb }: Pixels): Uint8Array {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, at = 0; from < rgb.length; at++) {
    data[at++] = rgb[from++] ?? 0;
    data[at++] = rgb[from++] ?? 0;
    data[at++] = rgb[from++] ?? 0;
  }
  return new Uint8Array(encode({ width, height, data }, quality).data);
}
