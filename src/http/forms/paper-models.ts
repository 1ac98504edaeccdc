import Handlebars from 'handlebars';
import type { VoteLinks } from '../../app/links.ts';
import type { ChosenPaper, PaperCard } from '../../app/mail.ts';
import { english } from '../../domain/languages/en.ts';
import { excerpt, excerptAround } from '../../domain/papers/excerpt.ts';
import type { Paper, PaperLink } from '../../domain/papers/paper.ts';
import { trendInWords } from '../../domain/ranking/reason.ts';
import { texToText } from '../../domain/tex/tex.ts';
import { markableWords, texToHtml, texToMathHtml } from '../../domain/tex/tex-html.ts';
import { setFormula } from '../katex.ts';
import { counted, dayOf, type Moment, number, topicHref } from './list-models.ts';

/** HTML that is safe as it stands. Only `texToHtml` makes it; everything else in a model is escaped. */
export type Html = Handlebars.SafeString;

export type TopicLink = { href: string; text: string; name: string };
export type PaperAddress = { href: string; text: string; detail: string | null };

/** A paper in a list. */
export type PaperItem = {
  href: string;
  title: Html;
  /** The first three. */
  authors: string;
  /** How many more: 0 for none. */
  moreAuthors: number;
  excerpt: Html;
  published: Moment;
  topics: TopicLink[];
  upvotes: string;
  /** "1 upvote", for those who do not see the arrow. */
  upvotesInWords: string;
  /** "+38 in a day, ten times what cs.RO papers usually get"; null when there is nothing to say. */
  trend: string | null;
  code: { href: string; stars: string | null } | null;
  note: string | null;
  reason: string | null;
  /** Where one reader says more or less like this; null on pages for everybody. */
  vote: VoteLinks | null;
};

/** A paper on its own page. */
export type PaperDetails = {
  title: Html;
  authors: string[];
  published: Moment;
  /** Null when it was not changed on a later day. */
  updated: Moment | null;
  version: number | null;
  arxivId: string | null;
  /** arXiv's categories, the primary one first; `href` null when the catalogue does not have it. */
  categories: { text: string; name: string | null; href: string | null }[];
  topics: TopicLink[];
  abstract: Html;
  summary: Html | null;
  comment: Html | null;
  journalRef: Html | null;
  addresses: PaperAddress[];
  upvotes: string;
  upvotesInWords: string;
  comments: string | null;
  trend: string | null;
  note: string | null;
  /** There are formulas in it that a script can set. */
  math: boolean;
};

function html(tex: string, marked?: ReadonlySet<string>): Html {
  return new Handlebars.SafeString(texToHtml(tex, marked));
}

/** The address when a browser may follow it, else null: `javascript:` and the like are dropped. */
export function webAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

const codeHosts = /(^|\.)(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)$/;

function isCode(link: PaperLink, href: string): boolean {
  return /^(code|repo|repository|github|gitlab)$/i.test(link.type) || codeHosts.test(new URL(href).hostname);
}

/** The links that can be followed, each address once, code first. */
function followable(links: readonly PaperLink[]): { href: string; type: string; code: boolean }[] {
  const found = new Map<string, { href: string; type: string; code: boolean }>();
  for (const link of links) {
    const href = webAddress(link.url);
    if (href !== null && !found.has(href))
      found.set(href, { href, type: link.type, code: isCode(link, href) });
  }
  return [...found.values()].sort((a, b) => Number(b.code) - Number(a.code));
}

function codeOf(paper: Paper): PaperItem['code'] {
  const code = followable(paper.links).find((link) => link.code);
  return code === undefined ? null : { href: code.href, stars: paper.stars > 0 ? number(paper.stars) : null };
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** As many as fit into the narrow column at a paper's left: "980", "1.2K". */
function inBrief(value: number): string {
  return compact.format(value);
}

function isCurated(paper: Paper, slug: string): boolean {
  return !paper.categories.some((category) => category === slug || category.startsWith(`${slug}.`));
}

function curatedTopics(paper: Paper): TopicLink[] {
  return paper.topics
    .filter(({ slug }) => isCurated(paper, slug))
    .map(({ slug, name }) => ({ href: topicHref(slug), text: name, name }));
}

/** The primary category, if the catalogue has it, and the first two curated topics. */
function topicsInBrief(paper: Paper): TopicLink[] {
  const primary = paper.topics.find(({ slug }) => slug === paper.primaryCategory);
  const category =
    primary === undefined ? [] : [{ ...primary, href: topicHref(primary.slug), text: primary.slug }];
  return [
    ...category.map(({ href, text, name }) => ({ href, text, name })),
    ...curatedTopics(paper).slice(0, 2),
  ];
}

/** What a list shows of a paper's text: the source's own summary, where there is one, stands for the abstract. */
function shownText(paper: Paper): string {
  return paper.summary ?? paper.abstract;
}

/** The words that a list of papers may mark, in lower case. */
export function wordsShown(papers: readonly Paper[]): string[] {
  const texts = papers.flatMap((paper) => [texToText(paper.title), texToText(shownText(paper))]);
  return [...markableWords(texts.join('\n'))];
}

const nothingMarked: ReadonlySet<string> = new Set();

/** A paper as a list shows it. Words among `marked` (lower case) are marked, and the excerpt has some if it can. */
export function paperItem(paper: Paper, marked = nothingMarked): PaperItem {
  const isMarked = (part: string) =>
    marked.size === 0 || [...markableWords(part)].some((word) => marked.has(word));
  return {
    href: `/papers/${paper.id}`,
    title: html(paper.title, marked),
    authors: paper.authors.slice(0, 3).map(texToText).join(', '),
    moreAuthors: Math.max(0, paper.authors.length - 3),
    excerpt: html(excerptAround(shownText(paper), 280, isMarked), marked),
    published: dayOf(paper.publishedAt),
    topics: topicsInBrief(paper),
    upvotes: inBrief(paper.upvotes),
    upvotesInWords: counted(paper.upvotes, 'upvote'),
    trend: trendInWords(paper, english),
    code: codeOf(paper),
    note: paper.note,
    reason: null,
    vote: null,
  };
}

/** A paper as a digest has it, for everybody: upvotes as of then, and no trend of today. */
export function cardItem(card: PaperCard): PaperItem {
  return paperItem({ ...card.paper, upvotes: card.upvotes, trend: null });
}

/** A paper as it is in one reader's digest. */
export function chosenItem({ card, reason, vote }: ChosenPaper): PaperItem {
  return { ...cardItem(card), reason, vote };
}

/** What goes into the head of a paper's page: plain text, and the names that indexers of papers know. */
export function paperHead(paper: Paper): {
  title: string;
  description: string;
  type: 'article';
  meta: { name: string; content: string }[];
} {
  const title = texToText(paper.title);
  const day = (date: Date) => date.toISOString().slice(0, 10).replaceAll('-', '/');
  const all: [string, string | null][] = [
    ['citation_title', title],
    ...paper.authors.map((name): [string, string] => ['citation_author', texToText(name)]),
    ['citation_publication_date', day(paper.publishedAt)],
    ['citation_online_date', paper.updatedAt === null ? null : day(paper.updatedAt)],
    ['citation_arxiv_id', paper.arxivId],
    ['citation_doi', paper.doi],
    ['citation_abstract_html_url', paper.url],
    ['citation_pdf_url', paper.arxivId === null ? null : `https://arxiv.org/pdf/${paper.arxivId}`],
    ['citation_abstract', texToText(paper.abstract)],
  ];
  return {
    title,
    description: texToText(excerpt(shownText(paper), 200)),
    type: 'article',
    meta: all.flatMap(([name, content]) => (content === null ? [] : { name, content })),
  };
}

/** The free text of a link's type as a label: `project_page` becomes "Project page". */
function labelOf(type: string): string {
  const words = type.replace(/[\s_-]+/g, ' ').trim();
  return words === '' ? 'Link' : words.charAt(0).toUpperCase() + words.slice(1, 40);
}

function addressesOf(paper: Paper): PaperAddress[] {
  const arxiv = (kind: string) => `https://arxiv.org/${kind}/${paper.arxivId ?? ''}`;
  const own: PaperAddress[] =
    paper.arxivId === null
      ? []
      : [
          { href: arxiv('abs'), text: 'arXiv', detail: paper.arxivId },
          { href: arxiv('pdf'), text: 'PDF', detail: null },
        ];
  // A DOI may hold any character (ISO 26324), so each part is encoded.
  const doi = paper.doi?.split('/').map(encodeURIComponent).join('/');
  if (doi !== undefined) own.push({ href: `https://doi.org/${doi}`, text: 'DOI', detail: paper.doi });
  const links = followable(paper.links).map(({ href, type, code }, index) => ({
    href,
    text: code ? 'Code' : labelOf(type),
    detail: code && index === 0 && paper.stars > 0 ? counted(paper.stars, 'star') : new URL(href).hostname,
  }));
  const url = webAddress(paper.url);
  if (own.length === 0 && url !== null)
    own.push({ href: url, text: 'Read it', detail: new URL(url).hostname });
  return [...own, ...links];
}

/** A paper as its own page shows it. */
export function paperDetails(paper: Paper): PaperDetails {
  const published = dayOf(paper.publishedAt);
  const updated = paper.updatedAt === null ? null : dayOf(paper.updatedAt);
  const categories = [...new Set([paper.primaryCategory, ...paper.categories])].filter(
    (slug) => slug !== null,
  );
  let formulas = 0;
  const mathHtml = (tex: string) => {
    const made = texToMathHtml(tex, setFormula);
    formulas += made.formulas;
    return new Handlebars.SafeString(made.html);
  };
  return {
    title: mathHtml(paper.title),
    authors: paper.authors.map(texToText),
    published,
    updated: updated?.text === published.text ? null : updated,
    version: paper.version,
    arxivId: paper.arxivId,
    categories: categories.map((slug) => {
      const topic = paper.topics.find((one) => one.slug === slug);
      return { text: slug, name: topic?.name ?? null, href: topic === undefined ? null : topicHref(slug) };
    }),
    topics: curatedTopics(paper),
    abstract: mathHtml(paper.abstract),
    summary: paper.summary === null ? null : mathHtml(paper.summary),
    comment: paper.comment === null ? null : mathHtml(paper.comment),
    journalRef: paper.journalRef === null ? null : html(paper.journalRef),
    addresses: addressesOf(paper),
    upvotes: inBrief(paper.upvotes),
    upvotesInWords: counted(paper.upvotes, 'upvote'),
    comments: paper.comments > 0 ? counted(paper.comments, 'comment') : null,
    trend: trendInWords(paper, english),
    note: paper.note,
    math: formulas > 0,
  };
}
