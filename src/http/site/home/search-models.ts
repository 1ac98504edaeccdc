import type { Language } from '../../../domain/languages/language.ts';
import type { PapersWords } from '../../../domain/languages/pages/en/papers.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import { matchingWords } from '../../../domain/papers/matching-words.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
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
import { texToText } from '../../../domain/tex/tex.ts';
import { markableWords } from '../../../domain/tex/tex-html.ts';
import { authorHref } from '../../forms/list-models.ts';
import { filled } from '../../say.ts';
import { type ListPlace, placeHref } from '../paper-list-models.ts';
import type { Offer } from '../subscribe-form.ts';

/** One of the things that narrow a search, and the address of the search without it. */
export type SearchChip = { text: string; without: string; label: string };

function inWords({ name, value, not }: SearchField, words: PapersWords): string {
  switch (name) {
    case 'author':
      return filled(not ? words.notBy : words.by, { value });
    case 'cat':
      return filled(not ? words.notIn : words.in, { value });
    case 'from':
      return filled(words.from, { value });
    case 'to':
      return filled(words.to, { value });
  }
}

/** The feed of a search. */
export function searchFeed(
  q: string,
  topic: string | null,
  language: Language,
): { href: string; title: string } {
  return {
    href: placeHref({ path: '/feed.xml', window: null, q, topic }),
    title: searchHeading(q, language),
  };
}

/** Of more words than these a search is hardly anybody else's. */
const mostWordsForAll = 4;

/**
 * Whether search engines may have the page of what a search found: of a few plain words that all stand, in some form,
 * in one of its papers. So nobody puts words of their own into search engines by a link, and none of countless pages is
 * there that differ in a filter, or have nothing.
 */
export function isForSearchEngines(typed: string, papers: readonly Paper[]): boolean {
  const words = typed.split(/\s+/);
  if (words.length > mostWordsForAll || !words.every((word) => /^[\p{L}\p{N}]+$/u.test(word))) return false;
  return papers.some(({ title, abstract }) => {
    const said = [...markableWords(`${texToText(title)}\n${texToText(abstract)}`)];
    return words.every((word) => matchingWords(word, said).length > 0);
  });
}

/** What narrows the search that was typed. */
export function searchChips(typed: string, place: ListPlace, { pages }: Language): SearchChip[] {
  const search = parseSearch(typed);
  return search.fields.map((field) => {
    const q = formatSearch(withoutField(search, field));
    const text = inWords(field, pages.papers);
    const without = placeHref({ ...place, q: q === '' ? null : q });
    return { text, without, label: filled(pages.papers.without, { field: text }) };
  });
}

/** What a page of results is called. */
export function searchHeading(typed: string, { pages, locale }: Language): string {
  const { words, fields } = parseSearch(typed);
  if (words !== null) return filled(pages.papers.on, { words });
  const narrowed = fields.map((field) =>
    inWords(field, pages.papers).replace(/^./, (first) => first.toLocaleLowerCase(locale)),
  );
  return filled(pages.papers.narrowedTo, { narrowed: narrowed.join(', ') });
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

export function nothingFound(typed: string, place: ListPlace, { pages }: Language): NothingFound {
  const { nothing } = pages.papers;
  const { words, fields } = parseSearch(typed);
  const tooCommon = words !== null && fields.length === 0 && wordQuery(words) === null;
  const any = { ...place, window: null };
  const ways = [
    ...(place.window === null ? [] : [{ href: placeHref(any), text: nothing.anyTime }]),
    ...(place.topic === null ? [] : [{ href: placeHref({ ...any, topic: null }), text: nothing.allTopics }]),
    ...(words !== null && fields.length > 0
      ? [{ href: placeHref({ ...any, q: words }), text: filled(nothing.wordsAlone, { words }) }]
      : []),
    { href: '/', text: nothing.trending },
    { href: '/topics', text: nothing.browse },
  ];
  return {
    text: filled(tooCommon ? nothing.tooCommon : nothing.noMatch, { q: typed }),
    advice: tooCommon ? nothing.addWords : nothing.otherWords,
    ways: ways.slice(0, 2),
  };
}

/** What somebody gets who follows a search, in a few words. */
export function searchAbout(typed: string | null, language: Language): string {
  const heading = searchHeading(typed ?? '', language);
  // Nouns begin with a capital in German.
  const within = language.tag === 'en' ? heading.replace(/^./, (first) => first.toLowerCase()) : heading;
  return shorten(within, 100);
}

/** The search as it can be followed. */
function followedSearch(typed: string): string {
  const search = parseSearch(typed);
  return search.fields.length === 0 ? typed : formatSearch(withoutDates(search));
}

/** A search that somebody made, to be followed; none when it cannot be one. */
export function searchOffer(typed: string | null, language: Language): Offer[] {
  const read = readQuery(followedSearch(typed ?? ''));
  if (!read.ok) return [];
  return [
    {
      name: 'queries',
      value: read.query,
      text: filled(language.pages.subscribe.offerSearch, {
        search: queryInQuotes(read.query, language),
      }),
      checked: true,
    },
  ];
}
