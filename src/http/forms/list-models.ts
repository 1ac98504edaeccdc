import { authorKey } from '../../domain/papers/author-name.ts';

export type Tab = { href: string; text: string; current: boolean };

/** `previous` and `next` are addresses, null at the ends. */
export type Pager = { page: number; pages: number; previous: string | null; next: string | null };

/** `page` counts from 1, `limit` is how many are on a page, `total` how many there are; `hrefOf` a page's address. */
export function pagerOf(
  { page, limit, total }: { page: number; limit: number; total: number },
  hrefOf: (page: number) => string,
): Pager {
  const pages = Math.max(1, Math.ceil(total / limit));
  return {
    page,
    pages,
    previous: page > 1 ? hrefOf(Math.min(page - 1, pages)) : null,
    next: page < pages ? hrefOf(page + 1) : null,
  };
}

/** The address of the next part of a list; null at its end. */
export function olderHref(
  path: string,
  filters: Record<string, string>,
  items: readonly { id: number | string }[],
  limit: number,
): string | null {
  const last = items.at(-1);
  if (last === undefined || items.length < limit) return null;
  const given = Object.entries(filters).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...given, ['before', String(last.id)]]);
  return `${path}?${query.toString()}`;
}

/** The public page of a published collection. */
export function collectionHref(slug: string): string {
  return `/collections/${slug}`;
}

/** The public page of a topic. */
export function topicHref(slug: string): string {
  return `/topics/${encodeURIComponent(slug)}`;
}

/** The public page of an author; null for a name that can have none. */
export function authorHref(name: string): string | null {
  const key = authorKey(name);
  return key === null ? null : `/authors/${encodeURIComponent(key)}`;
}
