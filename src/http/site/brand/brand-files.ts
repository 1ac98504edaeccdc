import Type from 'typebox';
import { accentOf, type SchemeColours } from '../../../domain/brand/accent.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { App, HttpOptions } from '../../options.ts';

/** A year, in seconds: another logo or colour has another address. */
const forGood = 'public, max-age=31536000, immutable';
/** For an address of another version, which this process may not have heard of yet. */
const notKept = 'no-store';

const schema = { params: Type.Object({ version: Type.String({ maxLength: 40 }) }) };

function properties({ accent, strong, onAccent, tint }: SchemeColours): string {
  return `--accent:${accent};--accent-strong:${strong};--on-accent:${onAccent};--tint:${tint}`;
}

const ofPicture = { params: Type.Object({ hash: Type.String({ pattern: '^[a-f0-9]{64}$' }) }) };

/**
 * The logo, pictures of what editors write, and the accent as a style sheet: pages may load styles from files alone.
 */
export function brandFiles(app: App, { deps }: HttpOptions): void {
  app.get('/brand/:version/logo.png', { schema }, async (request, reply) => {
    const logo = await deps.stores.brand.logo();
    if (logo === null) throw new DomainError('not_found', 'There is no logo.');
    return reply
      .type('image/png')
      .header('cache-control', request.params.version === logo.hash ? forGood : notKept)
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(Buffer.from(logo.png));
  });

  app.get('/pictures/:hash', { schema: ofPicture }, async (request, reply) => {
    const picture = await deps.stores.pictures.pictureOf(request.params.hash);
    if (picture === null) throw new DomainError('not_found', 'There is no such picture.');
    return (
      reply
        // Both were written here, so that the first byte tells them apart.
        .type(picture.content[0] === 0xff ? 'image/jpeg' : 'image/png')
        .header('cache-control', forGood)
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(Buffer.from(picture.content))
    );
  });

  app.get('/brand/:version/style.css', { schema }, async (request, reply) => {
    const { accent, version } = deps.brand.last();
    const colours = accent === null ? null : accentOf(accent);
    const css =
      colours === null
        ? ''
        : `:root{${properties(colours.light)}}@media screen and (prefers-color-scheme:dark){:root{${properties(colours.dark)}}}`;
    return reply
      .type('text/css; charset=utf-8')
      .header('cache-control', request.params.version === version ? forGood : notKept)
      .send(css);
  });
}
