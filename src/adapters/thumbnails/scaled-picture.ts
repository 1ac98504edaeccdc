import type { MadeThumbnail } from '../../app/papers/thumbnails/thumbnail-store.ts';
import { DomainError, messageOf } from '../../domain/errors.ts';
import { fittedSize } from '../../domain/papers/thumbnails/thumbnail.ts';
import { asJpeg, isJpeg, readJpeg, scaled } from '../files/jpeg.ts';
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
const quality = 78;

export type ScaledPicture = ({ kind: 'made' } & MadeThumbnail) | { kind: 'refused'; reason: string };

const isPng = (file: Buffer) => file.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));

/**
 * A picture from outside in the sizes that are kept, made of its pixels alone. What it is says its beginning, and
 * nothing else is asked; how large it is is read before anything is unpacked.
 */
export function scaledPicture(given: Uint8Array): ScaledPicture {
  const file = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const refused = (reason: string) => ({ kind: 'refused' as const, reason });
  try {
    if (file.length > limits.octets) return refused('it has too many bytes');
    const pixels = isPng(file) ? ofPng(file) : isJpeg(file) ? readJpeg(file, limits) : null;
    if (pixels === null) return refused('it is neither PNG nor JPEG');
    const large = fittedSize(pixels, 'large');
    const small = fittedSize(pixels, 'small');
    const inLarge = scaled(pixels, large);
    return {
      kind: 'made',
      ...large,
      large: asJpeg(inLarge, quality),
      small: asJpeg(scaled(inLarge, small), quality),
    };
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
