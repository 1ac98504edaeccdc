import { DomainError, type FieldError, invalid } from '../../../domain/errors.ts';
import {
  type Collection,
  isCollectionSlug,
  longestInCollection,
  mostInCollection,
  moved,
  slugFrom,
} from '../../../domain/papers/collection.ts';
import { type AuditAction, recordAction } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import { longestNote } from '../edit-paper.ts';
import type { CollectionText } from './collection-store.ts';

type Editing = Pick<Deps, 'atomically' | 'now'>;
/** What a form says of a collection, as it was typed. */
export type RawCollection = { name: string; slug: string; description: string };

/** Makes a collection that editors alone see. Rejects with `invalid`, or `conflict` for a slug that is taken. */
export async function addCollection(deps: Editing, raw: RawCollection, actor: string): Promise<Collection> {
  const text = readCollection(raw);
  return await deps.atomically(async (stores) => {
    const at = deps.now();
    const added = await stores.collections.create(text, at);
    if (added === null) throw slugTaken();
    await recordAction(stores, { actor, at }, 'collection added', `collection ${added.id}`, {
      slug: added.slug,
    });
    return added;
  });
}

/** Rejects with `not_found`, `invalid`, or `conflict` for a slug that is taken. */
export async function writeCollection(
  deps: Editing,
  id: number,
  raw: RawCollection,
  actor: string,
): Promise<void> {
  const text = readCollection(raw);
  await changed(deps, id, actor, 'collection changed', async (stores, before) => {
    if (!(await stores.collections.write(id, text))) throw slugTaken();
    return {
      ...(before.name === text.name ? {} : { name: text.name }),
      ...(before.slug === text.slug ? {} : { slug: text.slug }),
      ...(before.description === text.description ? {} : { description: text.description }),
    };
  });
}

/** A published collection has a page and a feed. Rejects with `not_found`, and `conflict` for one without papers. */
export async function publishCollection(
  deps: Editing,
  id: number,
  published: boolean,
  actor: string,
): Promise<void> {
  const action = published ? 'collection published' : 'collection unpublished';
  await changed(deps, id, actor, action, async (stores, before, at) => {
    if (published && (await stores.collections.orderOf(id)).length === 0)
      throw new DomainError('conflict', 'Add a paper first: a collection without papers is not published.');
    await stores.collections.publish(id, published ? (before.publishedAt ?? at) : null);
    return { slug: before.slug };
  });
}

/** The papers stay. Rejects with `not_found`. */
export async function deleteCollection(deps: Editing, id: number, actor: string): Promise<void> {
  await changed(deps, id, actor, 'collection deleted', async (stores, { slug, name }) => {
    await stores.collections.remove(id);
    return { slug, name };
  });
}

/**
 * Puts a paper behind all others. Rejects with `not_found` for a collection or paper that is not there, and with
 * `invalid` (field `paper`) for one that is in it, or one too many.
 */
export async function collectPaper(deps: Editing, id: number, paperId: number, actor: string): Promise<void> {
  await changed(deps, id, actor, 'collection changed', async (stores) => {
    if ((await stores.papers.byId(paperId)) === null)
      throw new DomainError('not_found', `There is no paper ${paperId}.`);
    const order = await stores.collections.orderOf(id);
    if (order.includes(paperId))
      throw invalid([{ field: 'paper', message: 'is in this collection already' }]);
    if (order.length >= mostInCollection)
      throw invalid([
        { field: 'paper', message: `is one too many: a collection has ${mostInCollection} at most` },
      ]);
    await stores.collections.putPaper(id, paperId);
    return { added: paperId };
  });
}

/** What an editor does with a paper of a collection. */
export type PaperChange = { note: string } | { move: 'up' | 'down' } | { remove: true };

/** Rejects with `not_found` for what is not there, and `invalid` for a note that is too long. */
export async function changeCollected(
  deps: Editing,
  id: number,
  paperId: number,
  change: PaperChange,
  actor: string,
): Promise<void> {
  await changed(deps, id, actor, 'collection changed', async (stores) => {
    const order = await stores.collections.orderOf(id);
    if (!order.includes(paperId))
      throw new DomainError('not_found', `Paper ${paperId} is not in this collection.`);
    if ('note' in change) {
      const note = change.note.trim() || null;
      if (note !== null && note.length > longestNote)
        throw invalid([{ field: 'note', message: `must not have more than ${longestNote} characters` }]);
      await stores.collections.notePaper(id, paperId, note);
      return { noted: paperId };
    }
    if ('move' in change) {
      await stores.collections.keepOrder(id, moved(order, paperId, change.move));
      return { [change.move === 'up' ? 'movedUp' : 'movedDown']: paperId };
    }
    await stores.collections.removePaper(id, paperId);
    return { removed: paperId };
  });
}

/** Runs one change of a collection that nobody else changes meanwhile, and writes its line in the log of changes. */
async function changed(
  deps: Editing,
  id: number,
  actor: string,
  action: AuditAction,
  work: (stores: Stores, before: Collection, at: Date) => Promise<Record<string, unknown>>,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const at = deps.now();
    const before = await stores.collections.lock(id);
    if (before === null) throw new DomainError('not_found', `There is no collection ${id}.`);
    const detail = await work(stores, before, at);
    await stores.collections.touch(id, at);
    await recordAction(stores, { actor, at }, action, `collection ${id}`, detail);
  });
}

/** A slug that is left empty comes from the name. Throws `invalid` with every wrong field. */
function readCollection(raw: RawCollection): CollectionText {
  const errors: FieldError[] = [];
  const oneLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const name = oneLine(raw.name);
  const { name: longestName, description: longestDescription, slug: longestSlug } = longestInCollection;
  if (name === '' || name.length > longestName)
    errors.push({ field: 'name', message: `must have 1 to ${longestName} characters` });
  const description = oneLine(raw.description);
  if (description.length > longestDescription)
    errors.push({ field: 'description', message: `must have at most ${longestDescription} characters` });
  const typed = raw.slug.trim();
  const slug = typed || slugFrom(name);
  // Of a name that is wrong, nothing is said of the address that would come from it.
  if (!isCollectionSlug(slug) && (typed !== '' || errors.length === 0))
    errors.push({
      field: 'slug',
      message: `must have small letters, digits and single hyphens, such as reading-group; at most ${longestSlug}`,
    });
  if (errors.length > 0) throw invalid(errors);
  return { name, slug, description };
}

function slugTaken(): DomainError {
  return new DomainError('conflict', 'There is a collection with this address.', {
    fields: [{ field: 'slug', message: 'is taken by another collection' }],
  });
}
