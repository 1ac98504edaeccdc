import { cut, longest } from '../lengths.ts';

/** An editor's named, ordered list of papers. `publishedAt` null: editors alone see it. */
export type Collection = {
  id: number;
  slug: string;
  name: string;
  description: string;
  publishedAt: Date | null;
  /** When anything of it was last changed. */
  changedAt: Date;
};

export const longestInCollection = { name: 80, slug: 60, description: 500 } as const;
/** More make a list that nobody reads, and a digest that nobody sends. */
export const mostInCollection = 100;

/** The address that a name suggests: small letters, digits and single hyphens; empty when it has none of these. */
export function slugFrom(name: string): string {
  return cut(name, longest.slug)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .split(/[\s-]+/)
    .filter(Boolean)
    .join('-')
    .slice(0, longestInCollection.slug)
    .replace(/-$/, '');
}

/** Whether a slug is one that an address can end with. `new` is a page of the console. */
export function isCollectionSlug(slug: string): boolean {
  if (slug.length > longestInCollection.slug || slug === 'new') return false;
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug);
}

/** A list with one of its items a place further up or down; the list itself where there is no such place. */
export function moved(ids: readonly number[], id: number, direction: 'up' | 'down'): number[] {
  const from = ids.indexOf(id);
  const to = direction === 'up' ? from - 1 : from + 1;
  const other = ids[to];
  if (from === -1 || other === undefined) return [...ids];
  return ids.map((one, at) => (at === from ? other : at === to ? id : one));
}
