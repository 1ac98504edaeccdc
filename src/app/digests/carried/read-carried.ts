import type { FieldError } from '../../../domain/errors.ts';
import { cut } from '../../../domain/lengths.ts';
import { longestInCollection } from '../../../domain/papers/collection.ts';
import { type Carried, type CarriedPlace, mostCarried } from '../../../domain/ranking/carried.ts';
import type { Needs } from '../../deps.ts';

/** The collection that a digest is to carry; nothing of it: none. */
export type CarryInput = {
  /** The slug of a published one. */
  collection?: string | undefined;
  /** First, unless it is said. */
  collectionPlace?: CarriedPlace | undefined;
  /** The one that is carried already, as it was when that was asked for; `collection` is not looked at. */
  keepCollection?: boolean | undefined;
};

/**
 * What a digest carries of a collection from now on, whatever is changed in it later, and what is wrong with that.
 * `kept`: what is carried already.
 */
export async function readCarried(
  { stores }: Needs<never, 'collections'>,
  { collection, collectionPlace: place = 'first', keepCollection = false }: CarryInput,
  kept: Carried | null = null,
): Promise<{ carried: Carried | null; errors: FieldError[] }> {
  if (keepCollection) return { carried: kept === null ? null : { ...kept, place }, errors: [] };
  if (collection === undefined || collection === '') return { carried: null, errors: [] };
  const refused = (message: string) => ({ carried: null, errors: [{ field: 'collection', message }] });
  const typed = cut(collection.toWellFormed(), longestInCollection.slug);
  const found = await stores.collections.bySlug(typed);
  if (found === null || found.slug !== collection || found.publishedAt === null)
    return refused(`there is no published collection "${typed}"`);
  const papers = await stores.collections.papersOf(found.id, 'visible');
  if (papers.length === 0) return refused('has no papers that readers may see');
  if (papers.length > mostCarried)
    return refused(`has ${papers.length} papers: a digest carries a collection of at most ${mostCarried}`);
  const { slug, name } = found;
  return {
    carried: { slug, name, place, papers: papers.map(({ paper, note }) => ({ id: paper.id, note })) },
    errors: [],
  };
}

/** What is carried, for the audit. */
export function carriedDetail(carried: Carried | null): { collection?: string; collectionPapers?: number } {
  return carried === null ? {} : { collection: carried.slug, collectionPapers: carried.papers.length };
}
