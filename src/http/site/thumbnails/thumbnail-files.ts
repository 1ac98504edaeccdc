import { LRUCache } from 'lru-cache';
import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import { isKnown } from '../../conditional.ts';
import type { App, HttpOptions } from '../../options.ts';

/** Of the pictures that were asked for last, in memory. */
const mostBytes = 24 * 1024 * 1024;
/** A year, in seconds: another picture has another address. */
const forGood = 'public, max-age=31536000, immutable';

const schema = {
  params: Type.Object({
    hash: Type.String({ pattern: '^[a-f0-9]{64}$' }),
    size: Type.Union([Type.Literal('small'), Type.Literal('large')]),
  }),
};

/** The pictures of papers, as they are kept here. */
export function thumbnailFiles(app: App, { deps }: Pick<HttpOptions, 'deps'>): void {
  const last = new LRUCache<string, Buffer>({ maxSize: mostBytes, sizeCalculation: ({ length }) => length });

  app.get('/thumbnails/:hash/:size.jpg', { schema }, async (request, reply) => {
    const { hash, size } = request.params;
    const name = `${size}-${hash}`;
    const tag = `"${name}"`;
    let file = last.get(name);
    if (file === undefined && !isKnown(request, tag)) {
      const kept = await deps.stores.thumbnails.thumbnailFileOf(hash, size);
      if (kept === null) throw new DomainError('not_found', 'There is no such picture any more.');
      file = Buffer.from(kept);
      last.set(name, file);
    }
    void reply.header('etag', tag).header('cache-control', forGood);
    // What has this name never was anything else.
    if (file === undefined || isKnown(request, tag)) return reply.code(304).send();
    return reply.type('image/jpeg').send(file);
  });
}
