import type { ChosenPaper, PaperCard } from '../../app/mail.ts';
import { categoryInWords } from '../../domain/catalogue/preprint-topics.ts';
import { counted, numberInWords } from '../../domain/languages/formats.ts';
import type { Language } from '../../domain/languages/language.ts';
import { excerptAround } from '../../domain/papers/excerpt.ts';
import type { Paper, PaperLink } from '../../domain/papers/paper.ts';
import { trendInWords } from '../../domain/ranking/reason.ts';
import { texToText } from '../../domain/tex/tex.ts';
import { markableWords } from '../../domain/tex/tex-html.ts';
import { type Html, htmlOfTex } from '../forms/html.ts';
import { authorHref, topicHref } from '../forms/list-models.ts';
import { dateOf, type Moment } from '../forms/words.ts';
import { filled } from '../say.ts';
import { type CardPicture, cardPicture } from './card-picture.ts';

export type TopicLink = { href: string; text: string; name: string };

/** `href` null: there is no page of whoever has such a name. */
export type AuthorLink = { name: string; href: string | null };

/** A paper in a list. */
export type PaperItem = {
  id: number;
  href: string;
  picture: CardPicture;
  title: Html;
  /** The first three. */
  authors: AuthorLink[];
  /** "+ 4 more"; null for none. */
  moreAuthors: string | null;
  excerpt: Html;
  published: Moment;
  topics: TopicLink[];
  /** "191 votes on Hugging Face"; null for none. */
  votes: string | null;
  /** "+38 in a day, ten times what Robotics papers usually get"; null when there is nothing to say. */
  trend: string | null;
  code: { href: string; stars: string | null } | null;
  note: string | null;
  reason: string | null;
  /** It stands in the reader's own list, from which it can be taken. */
  removable: boolean;
  /** It stands in for papers until there are any. */
  sample: boolean;
};

/** The address when a browser may follow it, else null: `javascript:` and the like are dropped. */
export function webAddress(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  if (url === null) return null;
  const { protocol, href } = url;
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

const codeHosts = /(^|\.)(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)$/;

function isCode(link: PaperLink, href: string): boolean {
  return /^(code|repo|repository|github|gitlab)$/i.test(link.type) || codeHosts.test(new URL(href).hostname);
}

/** The links that can be followed, each address once, code first. */
export function followable(links: readonly PaperLink[]): { href: string; type: string; code: boolean }[] {
  const found = new Map<string, { href: string; type: string; code: boolean }>();
  for (const link of links) {
    const href = webAddress(link.url);
    if (href !== null && !found.has(href))
      found.set(href, { href, type: link.type, code: isCode(link, href) });
  }
  return [...found.values()].sort((a, b) => Number(b.code) - Number(a.code));
}

function codeOf(paper: Paper, language: Language): PaperItem['code'] {
  const code = followable(paper.links).find((link) => link.code);
  return code === undefined
    ? null
    : { href: code.href, stars: paper.stars > 0 ? numberInWords(paper.stars, language) : null };
}

/**
 * Votes, and whose they are where that is known: Hugging Face's, of what it featured. Others came with a file, or are
 * made up for a sample.
 */
export function votesInWords(
  { upvotes, featuredAt, sample }: Pick<Paper, 'upvotes' | 'featuredAt' | 'sample'>,
  language: Language,
): string | null {
  if (upvotes <= 0) return null;
  const words = language.pages.cards;
  const votes = counted(upvotes, words.votes, language);
  return featuredAt === null || sample === true ? votes : filled(words.onHuggingFace, { votes });
}

function isCurated(paper: Paper, slug: string): boolean {
  return !paper.categories.some((category) => category === slug || category.startsWith(`${slug}.`));
}

export function curatedTopics(paper: Paper): TopicLink[] {
  return paper.topics
    .filter(({ slug }) => isCurated(paper, slug))
    .map(({ slug, name }) => ({ href: topicHref(slug), text: name, name }));
}

/** The primary category, if the catalogue has it, and the first two curated topics. */
function topicsInBrief(paper: Paper): TopicLink[] {
  const primary = paper.topics.find(({ slug }) => slug === paper.primaryCategory);
  const category =
    primary === undefined
      ? []
      : [{ ...primary, href: topicHref(primary.slug), text: categoryInWords(primary.slug) }];
  return [
    ...category.map(({ href, text, name }) => ({ href, text, name })),
    ...curatedTopics(paper).slice(0, 2),
  ];
}

/** What a list shows of a paper's text: the source's own summary, where there is one, stands for the abstract. */
export function shownText(paper: Paper): string {
  return paper.summary ?? paper.abstract;
}

/** The words that a list of papers may mark, in lower case. */
export function wordsShown(papers: readonly Paper[]): string[] {
  const texts = papers.flatMap((paper) => [texToText(paper.title), texToText(shownText(paper))]);
  return [...markableWords(texts.join('\n'))];
}

const nothingMarked: ReadonlySet<string> = new Set();

/** A paper as a list shows it. Words among `marked` (lower case) are marked, and the excerpt has some if it can. */
export function paperItem(paper: Paper, language: Language, marked = nothingMarked): PaperItem {
  const more = paper.authors.length - 3;
  const isMarked = (part: string) =>
    marked.size === 0 || [...markableWords(part)].some((word) => marked.has(word));
  return {
    id: paper.id,
    href: `/papers/${paper.id}`,
    picture: cardPicture(paper),
    title: htmlOfTex(paper.title, marked),
    authors: paper.authors.slice(0, 3).map((name) => ({ name: texToText(name), href: authorHref(name) })),
    moreAuthors: more > 0 ? counted(more, language.pages.papers.moreAuthors, language) : null,
    excerpt: htmlOfTex(excerptAround(shownText(paper), 280, isMarked), marked),
    published: dateOf(paper.publishedAt, 'UTC', language),
    topics: topicsInBrief(paper),
    votes: votesInWords(paper, language),
    trend: trendInWords(paper, language),
    code: codeOf(paper, language),
    note: paper.note,
    reason: null,
    removable: false,
    sample: paper.sample === true,
  };
}

/** A paper as a digest has it, for everybody: upvotes as of then, and no trend of today. */
export function cardItem(card: PaperCard, language: Language): PaperItem {
  return paperItem({ ...card.paper, upvotes: card.upvotes, trend: null }, language);
}

/** A paper as it is in one reader's digest, less the links to vote: those are for whoever has the mail. */
export function chosenItem({ card, reason }: ChosenPaper, language: Language): PaperItem {
  return { ...cardItem(card, language), reason };
}
