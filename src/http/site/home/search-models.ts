import { english } from '../../../domain/languages/en.ts';
import {
  formatSearch,
  parseSearch,
  readQuery,
  type SearchField,
  withoutDates,
  withoutField,
} from '../../../domain/papers/search-query.ts';
import { queryInQuotes } from '../../../domain/papers/subject.ts';
import { type ListPlace, placeHref } from '../paper-list-models.ts';
import type { Offer } from '../subscribe-form.ts';

/** One of the things that narrow a search, and the address of the search without it. */
export type SearchChip = { text: string; without: string };

function inWords({ name, value, not }: SearchField): string {
  switch (name) {
    case 'author':
      return `${not ? 'Not by' : 'By'} ${value}`;
    case 'cat':
      return `${not ? 'Not in' : 'In'} ${value}`;
    case 'from':
      return `From ${value}`;
    case 'to':
      return `Until ${value}`;
  }
}

/** What narrows the search that was typed. */
export function searchChips(typed: string, place: ListPlace): SearchChip[] {
  const search = parseSearch(typed);
  return search.fields.map((field) => {
    const q = formatSearch(withoutField(search, field));
    return { text: inWords(field), without: placeHref({ ...place, q: q === '' ? null : q }) };
  });
}

/** What a page of results is called. */
export function searchHeading(typed: string): string {
  const { words, fields } = parseSearch(typed);
  if (words !== null) return `Papers on “${words}”`;
  const narrowed = fields.map((field) => inWords(field).replace(/^./, (first) => first.toLowerCase()));
  return `Papers ${narrowed.join(', ')}`;
}

/** The search as it can be followed. */
function followedSearch(typed: string): string {
  const search = parseSearch(typed);
  return search.fields.length === 0 ? typed : formatSearch(withoutDates(search));
}

/** A search that somebody made, to be followed; none when it cannot be one. */
export function searchOffer(typed: string | null): Offer[] {
  const read = readQuery(followedSearch(typed ?? ''));
  if (!read.ok) return [];
  return [
    {
      name: 'queries',
      value: read.query,
      text: `The search ${queryInQuotes(read.query, english)}`,
      checked: true,
    },
  ];
}
