import { createHash } from 'node:crypto';
import type { LogoReader } from '../../app/brand/brand-store.ts';
import type { PictureReader } from '../../app/digests/letters/picture-store.ts';
import type { Log } from '../../app/log.ts';
import { invalid } from '../../domain/errors.ts';
import { openApart } from '../apart/apart.ts';
import type { PictureUse, UploadedPicture } from './uploaded-picture.ts';

/** Of processor time: several times what the largest photo takes. */
const readingMs = 5_000;
/** Of the thread's heap; pixels lie beside it and are bounded by their number. */
const memoryMb = 192;

/**
 * Reads pictures that somebody uploads, in a thread of their own, which is ended when one takes too long: a picture may
 * be made to be hard to read.
 */
export function openUploads(log: Log): {
  readers: { logos: LogoReader; pictures: PictureReader };
  close(): Promise<void>;
} {
  const reading = openApart<{ use: PictureUse; file: Uint8Array }, UploadedPicture>(
    new URL('./upload-worker.ts', import.meta.url),
    {
      timeoutMs: readingMs,
      memoryMb,
      onGivenUp: (reason) => log.warn({ reason }, 'an uploaded picture was given up'),
    },
  );

  async function read(use: PictureUse, file: Uint8Array) {
    const made = await reading.run({ use, file: new Uint8Array(file) });
    if (made?.kind === 'made') {
      const content = new Uint8Array(made.content);
      const hash = createHash('sha256').update(content).digest('hex');
      return { content, hash, width: made.width, height: made.height };
    }
    const message = made?.message ?? 'takes too long to read: make it smaller, and try again';
    throw invalid([{ field: use, message }]);
  }

  return {
    readers: {
      logos: {
        async read(file) {
          const { content, hash, ...size } = await read('logo', file);
          return { ...size, png: content, hash: hash.slice(0, 16) };
        },
      },
      pictures: { read: async (file) => await read('picture', file) },
    },
    close: reading.close,
  };
}
