import { type Collection, longestInCollection } from '../papers/collection.ts';
import { fromCollection } from '../papers/subject.ts';
import type { Choice } from './selection.ts';

/** Where a digest shows the collection that it carries: above the papers that it chooses, or below them. */
export const carriedPlaces = ['first', 'last'] as const;
export type CarriedPlace = (typeof carriedPlaces)[number];

/** An editor's collection as a digest carries it: what it was when somebody asked for that, whatever becomes of it. */
export type Carried = Pick<Collection, 'slug' | 'name'> & {
  place: CarriedPlace;
  /** In the editor's order. */
  papers: { id: number; note: string | null }[];
};

/** So many papers one mail shows at most, as many as a reader can ask for. */
export const mostInMail = 40;
/** So many papers a collection may have that a digest carries: there is room for others beside them. */
export const mostCarried = 30;

/**
 * The papers of one reader's digest: `carried`, those of the collection that are new to the reader, beside those that
 * were chosen, of which so many stay that the mail has no more than it can show.
 */
export function withCarried(
  place: CarriedPlace,
  carried: readonly number[],
  chosen: readonly Choice[],
): Choice[] {
  const brought = carried.map((paperId): Choice => ({ paperId, subjectId: fromCollection }));
  const others = chosen.slice(0, mostInMail - brought.length);
  return place === 'first' ? [...brought, ...others] : [...others, ...brought];
}

function isPlace(value: unknown): value is CarriedPlace {
  return carriedPlaces.some((place) => place === value);
}

/**
 * A carried collection as it was stored; null: none. A paper stands in it once, although two that were one are told by
 * one number since.
 */
export function storedCarried(json: unknown): Carried | null {
  if (json === null || typeof json !== 'object') return null;
  const { slug, name, place, papers } = json as Record<string, unknown>;
  if (typeof slug !== 'string' || typeof name !== 'string' || !isPlace(place) || !Array.isArray(papers))
    return null;
  const byId = new Map<number, Carried['papers'][number]>();
  for (const { id, note } of papers as { id: unknown; note: unknown }[])
    if (typeof id === 'number' && !byId.has(id))
      byId.set(id, { id, note: typeof note === 'string' ? note : null });
  return { slug, name: name.slice(0, longestInCollection.name), place, papers: [...byId.values()] };
}
