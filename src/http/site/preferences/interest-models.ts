import type { Mutes, Votes } from '../../../app/interests/feedback-stores.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { english } from '../../../domain/languages/en.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import type { Vote } from '../../../domain/papers/feedback.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import {
  type HeldInterest,
  type NamedSubject,
  type SubjectKind,
  subjectName,
  titleInQuotes,
  weights,
} from '../../../domain/papers/subject.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { type Html, htmlOfTex } from '../../forms/html.ts';
import { topicHref } from '../../forms/list-models.ts';
import { dateOf, type Moment, number, quantity } from '../../forms/words.ts';

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

const weightNames: Record<(typeof weights)[number], string> = {
  less: 'Less',
  normal: 'Normal',
  more: 'More',
};

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
      weights: options(weights, selected, (value) => weightNames[value]),
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
    summary: `${quantity(input.votes.length, 'vote')}, ${number(input.mutes.length)} muted`,
    open: rows <= shortList || ticked,
    forgetAll: forgotten.all,
    votes: input.votes.flatMap(({ paperId, vote, at }) => {
      const paper = papers.get(paperId);
      if (paper === undefined) return [];
      const title = htmlOfTex(shorten(paper.title, 120));
      const href = `/papers/${paperId}`;
      return [
        {
          paperId,
          words: voteNames[vote],
          title,
          href,
          at: dateOf(at, input.timezone),
          forgotten: forgotten.votes.has(String(paperId)),
        },
      ];
    }),
    mutes: input.mutes.map(({ id, author, topicId, at }) => ({
      id,
      kind: author === null ? 'Topic' : 'Author',
      name: author === null ? (topics.get(topicId ?? 0) ?? 'a topic that is gone') : texToText(author),
      at: dateOf(at, input.timezone),
      forgotten: forgotten.mutes.has(String(id)),
    })),
  };
}
