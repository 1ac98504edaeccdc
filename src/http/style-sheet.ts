import { readFileSync } from 'node:fs';
import { isKnown, tagOf } from './conditional.ts';
import type { App } from './options.ts';

/**
 * The same rules in fewer bytes: without comments, and without the space that people read by. Nothing is rewritten, so
 * that what a browser shows as the source is still the source. Texts in quotes are kept as they are.
 */
export function packedStyleSheet(text: string): string {
  const parts = text.match(/\/\*[^*]*\*+(?:[^*/][^*]*\*+)*\/|"[^"]*"|[^"/]+|\//g) ?? [];
  return parts
    .filter((part) => !part.startsWith('/*'))
    .map((part) =>
      part.startsWith('"')
        ? part
        : part
            .split('\n')
            .map((line, at, all) =>
              at === 0 ? line : at === all.length - 1 ? line.trimStart() : line.trim(),
            )
            .join('\n')
            .replace(/([{};,])\n+/g, '$1')
            .replaceAll(' {', '{'),
    )
    .join('');
}

/** The pages' style sheet. It is read once; its address names its version, as those of the other files do. */
export function serveStyleSheet(app: App): void {
  const body = packedStyleSheet(readFileSync(new URL('static/offprint.css', import.meta.url), 'utf8'));
  const tag = `W/${tagOf(body)}`;
  app.get('/static/offprint.css', (request, reply) => {
    void reply.header('etag', tag).header('cache-control', 'public, max-age=31536000, immutable');
    return isKnown(request, tag.slice(2)) ? reply.code(304).send() : reply.type('text/css').send(body);
  });
}
