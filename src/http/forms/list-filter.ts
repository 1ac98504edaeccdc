import type { Option } from './list-models.ts';

export const options = (values: readonly string[], selected: string): Option[] =>
  values.map((value) => ({ value, text: value, selected: value === selected }));

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
