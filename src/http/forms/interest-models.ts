import Handlebars from 'handlebars';
import type { Mutes, Votes } from '../../app/interests/feedback-stores.ts';
import type { Topic } from '../../domain/catalogue/topic.ts';
import { english } from '../../domain/languages/en.ts';
import { readAuthor } from '../../domain/papers/author-name.ts';
import { shorten } from '../../domain/papers/excerpt.ts';
import type { Vote } from '../../domain/papers/feedback.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import { readQuery } from '../../domain/papers/search-query.ts';
import {
  type HeldInterest,
  type NamedSubject,
  queryInQuotes,
  type SubjectKind,
  subjectName,
  titleInQuotes,
  weights,
} from '../../domain/papers/subject.ts';
import { texToText } from '../../domain/tex/tex.ts';
import { texToHtml } from '../../domain/tex/tex-html.ts';
import { counted, dayOf, type Moment, number, type Option, topicHref } from './list-models.ts';
import type { Html } from './paper-models.ts';
import { followedSearch } from './search-models.ts';

/** Something that the subscribe box offers to follow, beside the catalogue; `name` is the form's field. */
export type Offer = { name: 'queries' | 'authors' | 'papers'; value: string; text: string; checked: boolean };

/** What a reader follows, on the preferences page. */
export type InterestRow = {
  /** Of the subject. */
  id: number;
  kind: string;
  name: string;
  href: string | null;
  /** It can be rewritten; `value` is what stands there. */
  written: boolean;
  value: string;
  error: string | null;
  weights: Option[];
  removed: boolean;
};

/** What the service has learned from a reader's votes. */
export type Learned = {
  votes: { paperId: number; words: string; title: Html; href: string; at: Moment; forgotten: boolean }[];
  mutes: { id: number; kind: string; name: string; at: Moment; forgotten: boolean }[];
  /** "2 votes, 1 muted". */
  summary: string;
  any: boolean;
  /** Not folded away: it is short, or something in it is ticked. */
  open: boolean;
  forgetAll: boolean;
};

const kindNames: Record<SubjectKind, string> = {
  topic: 'Topic',
  query: 'Search',
  author: 'Author',
  paper: 'Papers like',
};

export const weightNames: Record<(typeof weights)[number], string> = {
  less: 'Less',
  normal: 'Normal',
  more: 'More',
};

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

const authorsOffered = 6;

/** Papers like this one, and its first authors. */
export function paperOffers(paper: Paper): Offer[] {
  const authors = paper.authors.slice(0, authorsOffered).flatMap((typed): Offer[] => {
    const read = readAuthor(typed);
    return read.ok
      ? [{ name: 'authors', value: read.author, text: `New papers by ${read.author}`, checked: false }]
      : [];
  });
  return [
    { name: 'papers', value: String(paper.id), text: 'Papers like this one', checked: true },
    ...authors,
  ];
}

/** What was ticked in a form that was refused. `papers` are those among it, by number. */
export function tickedOffers(
  ticked: Record<Offer['name'], readonly string[]>,
  papers: readonly Paper[],
): Offer[] {
  const titles = new Map(papers.map((paper) => [String(paper.id), paper.title]));
  const offer = (name: Offer['name'], value: string, text: string): Offer => ({
    name,
    value,
    text,
    checked: true,
  });
  return [
    ...ticked.queries.map((query) =>
      offer('queries', query, `The search ${queryInQuotes(shorten(query, 80), english)}`),
    ),
    ...ticked.papers.map((id) =>
      offer('papers', id, `Papers like ${titleInQuotes(titles.get(id) ?? id, english)}`),
    ),
    ...ticked.authors.map((author) => offer('authors', author, `New papers by ${shorten(author, 80)}`)),
  ];
}

function hrefOf(named: NamedSubject): string | null {
  switch (named.kind) {
    case 'topic':
      return topicHref(named.topic.slug);
    case 'query':
      return `/?q=${encodeURIComponent(named.query)}`;
    case 'author':
      return null;
    case 'paper':
      return `/papers/${named.paper.id}`;
  }
}

/** `typed`: what a refused form held instead of what is stored. */
export function interestRows(
  interests: readonly (HeldInterest & { named: NamedSubject })[],
  typed: {
    value(id: number): string | undefined;
    weight(id: number): string | undefined;
    removed: ReadonlySet<string>;
  },
): InterestRow[] {
  return interests.map(({ id, weight, named }) => {
    const selected = typed.weight(id) ?? weight;
    const written = named.kind === 'query' ? named.query : named.kind === 'author' ? named.author : null;
    return {
      id,
      kind: kindNames[named.kind],
      name: rowName(named),
      href: hrefOf(named),
      written: written !== null,
      value: typed.value(id) ?? written ?? '',
      error: null,
      weights: weights.map((value) => ({ value, text: weightNames[value], selected: value === selected })),
      removed: typed.removed.has(String(id)),
    };
  });
}

/** Beside the kind a search needs no quotation marks. */
function rowName(named: NamedSubject): string {
  if (named.kind === 'query') return named.query;
  return named.kind === 'paper' ? titleInQuotes(named.paper.title, english) : subjectName(named, english);
}

const voteNames: Record<Vote, string> = { more: 'More like', less: 'Less like' };

/** Rows that are shown unfolded. */
const shortList = 8;

export function learned(input: {
  votes: Votes;
  /** Those voted on that are still there. */
  papers: readonly Paper[];
  mutes: Mutes;
  topics: readonly Topic[];
  timezone: string;
  /** What a refused form had ticked. */
  forgotten: { votes: ReadonlySet<string>; mutes: ReadonlySet<string>; all: boolean };
}): Learned {
  const { forgotten } = input;
  const papers = new Map(input.papers.map((paper) => [paper.id, paper]));
  const topics = new Map(input.topics.map(({ id, name }) => [id, name]));
  const rows = input.votes.length + input.mutes.length;
  const ticked = forgotten.all || forgotten.votes.size + forgotten.mutes.size > 0;
  return {
    any: rows > 0,
    summary: `${counted(input.votes.length, 'vote')}, ${number(input.mutes.length)} muted`,
    open: rows <= shortList || ticked,
    forgetAll: forgotten.all,
    votes: input.votes.flatMap(({ paperId, vote, at }) => {
      const paper = papers.get(paperId);
      if (paper === undefined) return [];
      const title = new Handlebars.SafeString(texToHtml(shorten(paper.title, 120)));
      const href = `/papers/${paperId}`;
      return [
        {
          paperId,
          words: voteNames[vote],
          title,
          href,
          at: dayOf(at, input.timezone),
          forgotten: forgotten.votes.has(String(paperId)),
        },
      ];
    }),
    mutes: input.mutes.map(({ id, author, topicId, at }) => ({
      id,
      kind: author === null ? 'Topic' : 'Author',
      name: author === null ? (topics.get(topicId ?? 0) ?? 'a topic that is gone') : texToText(author),
      at: dayOf(at, input.timezone),
      forgotten: forgotten.mutes.has(String(id)),
    })),
  };
}
