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
import { wordQuery } from '../../../domain/papers/word-query.ts';
import { authorHref } from '../../forms/list-models.ts';
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

/** What was typed that may be somebody's name: the words alone, or the one author that the search is narrowed to. */
export function typedName(typed: string): string | null {
  const { words, fields } = parseSearch(typed);
  const [field] = fields;
  if (field === undefined) return words;
  return words === null && fields.length === 1 && field.name === 'author' && !field.not ? field.value : null;
}

/** Links to the pages of authors. */
export function authorLinks(named: readonly { name: string }[]): { href: string; name: string }[] {
  return named.flatMap(({ name }) => {
    const href = authorHref(name);
    return href === null ? [] : { href, name };
  });
}

/** Why a search found nothing, and the ways out: at most two. */
export type NothingFound = { text: string; advice: string; ways: { href: string; text: string }[] };

export function nothingFound(typed: string, place: ListPlace): NothingFound {
  const { words, fields } = parseSearch(typed);
  const tooCommon = words !== null && fields.length === 0 && wordQuery(words) === null;
  const any = { ...place, window: null };
  const ways = [
    ...(place.window === null ? [] : [{ href: placeHref(any), text: 'Look at papers of any time' }]),
    ...(place.topic === null
      ? []
      : [{ href: placeHref({ ...any, topic: null }), text: 'Look in all topics' }]),
    ...(words !== null && fields.length > 0
      ? [{ href: placeHref({ ...any, q: words }), text: `Search for “${words}” alone` }]
      : []),
    { href: '/', text: 'See what is trending' },
    { href: '/topics', text: 'Browse all topics' },
  ];
  return {
    text: tooCommon ? `“${typed}” is too common to search for.` : `No paper matches “${typed}” here.`,
    advice: tooCommon
      ? 'Such words stand in nearly every paper. Add one that says what the papers are about.'
      : 'Try fewer or other words.',
    ways: ways.slice(0, 2),
  };
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
