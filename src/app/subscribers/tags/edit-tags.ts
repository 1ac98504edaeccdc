import { DomainError, invalid } from '../../../domain/errors.ts';
import { mostTags, readTag, readTags, type TagName } from '../../../domain/subscribers/tag.ts';
import { recordAction } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import type { Tag } from './tag-store.ts';

/** Rejects with `conflict` when these would be more tags than there may be. Within a transaction. */
export async function requireRoom(stores: Pick<Stores, 'tags'>, wanted: readonly TagName[]): Promise<void> {
  const known = new Set((await stores.tags.listTags()).map(({ key }) => key));
  const fresh = wanted.filter(({ key }) => !known.has(key));
  if (fresh.length > 0 && known.size + fresh.length > mostTags)
    throw new DomainError(
      'conflict',
      `There are ${known.size} tags, and at most ${mostTags}: delete one first.`,
    );
}

/** Tags as they were typed, of one subscriber. Rejects with `invalid`, or `conflict` for too many of them. */
export async function readKnownTags(
  stores: Pick<Stores, 'tags'>,
  typed: readonly string[],
): Promise<TagName[]> {
  const { tags, errors } = readTags(typed);
  if (errors.length > 0) throw invalid(errors);
  await requireRoom(stores, tags);
  return tags;
}

/**
 * Gives a subscriber a tag as it was typed, or several with commas or semicolons between. Rejects with `invalid`,
 * `conflict` or `not_found`.
 */
export async function addTagsByAdmin(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  typed: string,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${subscriberId}.`);
    const { tags, errors } = readTags(
      typed.split(/[,;]/).filter((one) => one.trim() !== ''),
      'tag',
    );
    if (tags.length === 0 && errors.length === 0) errors.push({ field: 'tag', message: 'must have a name' });
    if (errors.length > 0) throw invalid(errors);
    const { errors: tooMany } = readTags([...subscriber.tags, ...tags.map(({ name }) => name)], 'tag');
    if (tooMany.length > 0) throw invalid(tooMany);
    await requireRoom(stores, tags);
    if ((await stores.tags.addTags([subscriberId], tags)) === 0) return;
    await recordTags(stores, deps.now(), subscriberId, actor);
  });
}

/** Takes a tag from a subscriber, if they have it. Rejects with `not_found`. */
export async function removeTagByAdmin(
  deps: Pick<Deps, 'atomically' | 'now'>,
  subscriberId: number,
  tag: string,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${subscriberId}.`);
    const found = await tagNamed(stores, tag);
    if (found === null || (await stores.tags.removeTag([subscriberId], found.id)) === 0) return;
    await recordTags(stores, deps.now(), subscriberId, actor);
  });
}

async function recordTags(stores: Pick<Stores, 'audit'>, at: Date, id: number, actor: string): Promise<void> {
  await recordAction(stores, { actor, at }, 'subscriber changed', `subscriber ${id}`, { changed: ['tags'] });
}

/** The tag of this name, however it is written; null when there is none. */
export async function tagNamed(stores: Pick<Stores, 'tags'>, name: string): Promise<Tag | null> {
  const read = readTag(name);
  return 'tag' in read ? await stores.tags.tagByKey(read.tag.key) : null;
}

/** Gives a tag another name; whoever has it keeps it. Rejects with `invalid`, `conflict` or `not_found`. */
export async function renameTag(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  name: string,
  actor: string,
): Promise<void> {
  const read = readTag(name);
  if ('wrong' in read) throw invalid([{ field: 'name', message: read.wrong }]);
  const { tag } = read;
  await deps.atomically(async (stores) => {
    const other = await stores.tags.tagByKey(tag.key);
    if (other !== null && other.id !== id)
      throw invalid([{ field: 'name', message: `there is a tag "${other.name}" already` }]);
    if (!(await stores.tags.renameTag(id, tag))) throw new DomainError('not_found', `There is no tag ${id}.`);
    await recordAction(stores, { actor, at: deps.now() }, 'tag renamed', `tag ${id}`, { name: tag.name });
  });
}

/** Deletes a tag, and takes it from everybody. Rejects with `not_found`. */
export async function deleteTag(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const deleted = await stores.tags.deleteTag(id);
    if (deleted === null) throw new DomainError('not_found', `There is no tag ${id}.`);
    const detail = { subscribers: deleted.holders };
    await recordAction(stores, { actor, at: deps.now() }, 'tag deleted', `tag ${id}`, detail);
  });
}
