import { DomainError } from '../../../domain/errors.ts';
import { recordAction } from '../../audit.ts';
import type { Needs } from '../../deps.ts';

const objectOf = (hash: string) => `picture ${hash.slice(0, 12)}`;

/**
 * Takes a picture for what editors write, and answers its hash; the same one again is the same. Rejects with `invalid`
 * when it cannot be taken.
 */
export async function addPicture(
  deps: Needs<'atomically' | 'now' | 'pictures', never>,
  file: Uint8Array,
  actor: string,
): Promise<string> {
  const picture = await deps.pictures.read(file);
  const at = deps.now();
  await deps.atomically(async (stores) => {
    if (!(await stores.pictures.keepPicture(picture, at))) return;
    const detail = { size: `${picture.width} × ${picture.height}` };
    await recordAction(stores, { actor, at }, 'picture added', objectOf(picture.hash), detail);
  });
  return picture.hash;
}

/** Removes a picture, from mails that were sent too: they show its words in its place. Rejects with `not_found`. */
export async function removePicture(
  deps: Needs<'atomically' | 'now', never>,
  hash: string,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    if (!(await stores.pictures.dropPicture(hash)))
      throw new DomainError('not_found', 'There is no such picture.');
    await recordAction(stores, { actor, at: deps.now() }, 'picture removed', objectOf(hash));
  });
}
