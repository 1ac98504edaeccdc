import { shownSize } from '../../domain/brand/brand.ts';
import { DomainError } from '../../domain/errors.ts';
import { asJpeg, isJpeg, readJpeg, scaled } from './jpeg.ts';
import { type Limits, pngOf, rewritten } from './png.ts';

/** What a picture is uploaded for. */
export type PictureUse = 'logo' | 'picture';
export type UploadedPicture =
  | { kind: 'made'; content: Uint8Array; width: number; height: number }
  | { kind: 'refused'; message: string };

/** A logo four times as wide as it is ever shown, another picture three times as wide as a mail. */
const ofPng: Record<PictureUse, Limits> = {
  logo: { octets: 512 * 1024, mostPixels: 1_024, fewestPixels: 16 },
  picture: { octets: 1024 * 1024, mostPixels: 1_600, fewestPixels: 1 },
};
/** Photos are made smaller here, so that they may come as cameras make them. */
const ofJpeg = { octets: 5 * 1024 * 1024, mostPixels: 10_000, fewestPixels: 16, pixelsInAll: 9_000_000 };
/** What a photo is made to fit into, in pixels. */
const fitting = { logo: { width: 512, height: 256 }, picture: { width: 1_200, height: 1_600 } } as const;
const quality = 82;

/**
 * A picture that somebody gave, written again from its pixels: nothing else of the file is kept. A PNG stays one, as
 * large as it is; a JPEG is turned upright and made smaller, and is a PNG as a logo, whose edges should stay sharp. To
 * be called in a thread of its own (upload-worker.ts).
 */
export function uploadedPicture(use: PictureUse, given: Uint8Array): UploadedPicture {
  const file = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  try {
    if (!isJpeg(file)) {
      const { png, width, height } = rewritten(file, ofPng[use]);
      return { kind: 'made', content: png, width, height };
    }
    const pixels = readJpeg(file, ofJpeg);
    const { width, height } = fitting[use];
    const made = scaled(pixels, shownSize(pixels, width, height));
    const content = use === 'logo' ? pngOf(made) : asJpeg(made, quality);
    return { kind: 'made', content, width: made.width, height: made.height };
  } catch (error) {
    const told = error instanceof DomainError ? error.fields[0]?.message : undefined;
    return { kind: 'refused', message: told ?? 'is damaged: save the picture as JPEG again' };
  }
}
