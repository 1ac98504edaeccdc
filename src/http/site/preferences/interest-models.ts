import type { Mutes, Votes } from '../../../app/interests/feedback-stores.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import {
  type HeldInterest,
  type NamedSubject,
  subjectName,
  titleInQuotes,
  weights,
} from '../../../domain/papers/subject.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { type Html, htmlOfTex } from '../../forms/html.ts';
import { topicHref } from '../../forms/list-models.ts';
import { dateOf, type Moment } from '../../forms/words.ts';

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
  language: Language,
  typed: {
    value(id: number): string | undefined;
    weight(id: number): string | undefined;
    removed: ReadonlySet<string>;
  },
): InterestRow[] {
  const { kinds, weights: weightNames } = language.pages.preferences;
  return interests.map(({ id, weight, named }) => {
    const selected = typed.weight(id) ?? weight;
    const written = named.kind === 'query' ? named.query : named.kind === 'author' ? named.author : null;
    return {
      id,
      kind: kinds[named.kind],
      name: rowName(named, language),
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
function rowName(named: NamedSubject, language: Language): string {
  if (named.kind === 'query') return named.query;
  return named.kind === 'paper' ? titleInQuotes(named.paper.title, language) : subjectName(named, language);
}

/** Rows that are shown unfolded. */
const shortList = 8;

export function learned(input: {
  votes: Votes;
  /** Those voted on that are still there. */
  papers: readonly Paper[];
  mutes: Mutes;
  topics: readonly Topic[];
  timezone: string;
  language: Language;
  /** What a refused form had ticked. */
  forgotten: { votes: ReadonlySet<string>; mutes: ReadonlySet<string>; all: boolean };
}): Learned {
  const { forgotten, language } = input;
  const words = language.pages.preferences;
  const papers = new Map(input.papers.map((paper) => [paper.id, paper]));
  const topics = new Map(input.topics.map(({ id, name }) => [id, name]));
  const rows = input.votes.length + input.mutes.length;
  const ticked = forgotten.all || forgotten.votes.size + forgotten.mutes.size > 0;
  return {
    any: rows > 0,
    summary: `${counted(input.votes.length, words.votes, language)}, ${counted(input.mutes.length, words.mutes, language)}`,
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
          words: words.voted[vote],
          title,
          href,
          at: dateOf(at, input.timezone, language),
          forgotten: forgotten.votes.has(String(paperId)),
        },
      ];
    }),
    mutes: input.mutes.map(({ id, author, topicId, at }) => ({
      id,
      kind: author === null ? words.kinds.topic : words.kinds.author,
      name: author === null ? (topics.get(topicId ?? 0) ?? words.goneTopic) : texToText(author),
      at: dateOf(at, input.timezone, language),
      forgotten: forgotten.mutes.has(String(id)),
    })),
  };
}
