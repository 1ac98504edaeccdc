import Handlebars from 'handlebars';
import { categoryInWords } from '../../../domain/catalogue/preprint-topics.ts';
import { counted, listed, numberInWords } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { PapersWords } from '../../../domain/languages/pages/en/papers.ts';
import { authorKey, readAuthor } from '../../../domain/papers/author-name.ts';
import { bibtexOf, citationOf } from '../../../domain/papers/citation/citation.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { fittedSize, thumbnailPath } from '../../../domain/papers/thumbnails/thumbnail.ts';
import { trendInWords } from '../../../domain/ranking/reason.ts';
import { texToText } from '../../../domain/tex/tex.ts';
import { texToMathHtml } from '../../../domain/tex/tex-html.ts';
import { type Html, htmlOfTex } from '../../forms/html.ts';
import { authorHref, topicHref } from '../../forms/list-models.ts';
import { dateOf, type Moment } from '../../forms/words.ts';
import { setFormula } from '../../katex.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { curatedTopics, followable, type TopicLink, votesInWords, webAddress } from '../paper-items.ts';
import type { Offer, SubscribeFormModel } from '../subscribe-form.ts';
import { type VoteCount, type VotesChart, votesChart } from './paper-votes.ts';

export type PaperModel = {
  paper: PaperDetails;
  similar: SimilarItem[];
  citation: { text: string; bibtex: string };
  versions: Version[];
  votes: VotesChart | null;
  /** There are formulas on it, so that it needs what lays them out. */
  math: boolean;
  subscribe: SubscribeFormModel;
};

export const paperPage = openPage<PaperModel>('site/papers/paper', { scripts: ['page.js', 'cards.js'] });

/** A paper like this one, in a line or two. */
type SimilarItem = { href: string; title: Html; authors: string; published: Moment; reason: string };

/** A version at arXiv; `date` null: that is not known. */
type Version = { href: string; text: string; date: Moment | null };

type PaperAddress = { href: string; text: string; detail: string | null };

/** `href`: of the author's page; null for a name that can have none. */
type Author = { name: string; href: string | null };

/** A paper on its own page. */
type PaperDetails = {
  title: Html;
  authors: Author[];
  /** Those that are shown when a reader asks for them; null when there are none. */
  moreAuthors: { summary: string; names: Author[] } | null;
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
  /** "191 votes on Hugging Face"; null for none. */
  votes: string | null;
  comments: string | null;
  citations: string | null;
  trend: string | null;
  note: string | null;
  /** As large as it is kept; null when there is none. */
  picture: { src: string; width: number; height: number } | null;
  sample: boolean;
  /** There are formulas in it. */
  math: boolean;
};

/** `/papers/:id`. */
export function paperModel(input: {
  paper: Paper;
  similar: readonly Paper[];
  votes: readonly VoteCount[];
  subscribe: SubscribeFormModel;
  language: Language;
}): PaperModel {
  const { language } = input;
  const paper = paperDetails(input.paper, language);
  const beside = {
    paper: input.paper,
    keys: new Set(input.paper.authors.flatMap((name) => authorKey(name) ?? [])),
    language,
  };
  return {
    paper,
    similar: input.similar.map((similar) => similarItem(similar, beside)),
    citation: { text: citationOf(input.paper), bibtex: bibtexOf(input.paper) },
    versions: versionsOf(input.paper, language),
    votes: votesChart(input.votes, language),
    math: paper.math,
    subscribe: input.subscribe,
  };
}

/** The free text of a link's type as a label: `project_page` becomes "Project page". */
function labelOf(type: string, { link }: PapersWords): string {
  const words = type.replace(/[\s_-]+/g, ' ').trim();
  return words === '' ? link : words.charAt(0).toUpperCase() + words.slice(1, 40);
}

/** Where models, data and demonstrations stand side by side: what each is says its path. */
const isAtHuggingFace = (href: string) => new URL(href).hostname === 'huggingface.co';

function addressesOf(paper: Paper, language: Language): PaperAddress[] {
  const words = language.pages.papers;
  const arxiv = (kind: string) => `https://arxiv.org/${kind}/${paper.arxivId ?? ''}`;
  const own: PaperAddress[] =
    paper.arxivId === null
      ? []
      : [
          { href: arxiv('abs'), text: 'arXiv', detail: paper.arxivId },
          { href: arxiv('html'), text: 'HTML', detail: null },
          { href: arxiv('pdf'), text: 'PDF', detail: null },
          { href: `https://huggingface.co/papers/${paper.arxivId}`, text: 'Hugging Face', detail: null },
          { href: `https://www.alphaxiv.org/abs/${paper.arxivId}`, text: 'alphaXiv', detail: null },
        ];
  // A DOI may hold any character (ISO 26324), so each part is encoded.
  const doi = paper.doi?.split('/').map(encodeURIComponent).join('/');
  if (doi !== undefined) own.push({ href: `https://doi.org/${doi}`, text: 'DOI', detail: paper.doi });
  const links = followable(paper.links).map(({ href, type, code }, index) => ({
    href,
    text: code ? words.code : isAtHuggingFace(href) ? 'Hugging Face' : labelOf(type, words),
    detail:
      code && index === 0 && paper.stars > 0
        ? counted(paper.stars, language.stars, language)
        : isAtHuggingFace(href)
          ? new URL(href).pathname.slice(1, 60)
          : new URL(href).hostname,
  }));
  const url = webAddress(paper.url);
  if (own.length === 0 && url !== null)
    own.push({ href: url, text: words.readIt, detail: new URL(url).hostname });
  return [...own, ...links];
}

type Beside = { paper: Paper; keys: ReadonlySet<string>; language: Language };

/** Why a paper is beside another, whose authors have these keys: who wrote both, else what both are about. */
function reasonFor(similar: Paper, { paper, keys, language }: Beside): string {
  const words = language.pages.paper;
  const shared = similar.authors.filter((name) => keys.has(authorKey(name) ?? '')).map(texToText);
  if (shared.length > 0) return filled(words.alsoBy, { names: listed(shared, 2, language) });
  const slugs = new Set(paper.topics.map(({ slug }) => slug));
  // That both are somewhere in computer science says nothing.
  const isWhole = (slug: string) => paper.categories.some((category) => category.startsWith(`${slug}.`));
  const topics = similar.topics
    .filter(({ slug }) => slugs.has(slug) && !isWhole(slug))
    .map(({ name }) => name);
  return topics.length > 0 ? filled(words.alsoIn, { names: listed(topics, 2, language) }) : words.closeTo;
}

function similarItem(similar: Paper, beside: Beside): SimilarItem {
  const names = similar.authors.slice(0, 3).map(texToText).join(', ');
  return {
    href: `/papers/${similar.id}`,
    title: htmlOfTex(similar.title),
    authors: similar.authors.length > 3 ? `${names} + ${similar.authors.length - 3}` : names,
    published: dateOf(similar.publishedAt, 'UTC', beside.language),
    reason: reasonFor(similar, beside),
  };
}

/** The first and the present version; of those between nobody tells the date. */
function versionsOf({ arxivId, version, publishedAt, updatedAt }: Paper, language: Language): Version[] {
  if (arxivId === null || version === null || version < 2) return [];
  const one = (n: number, at: Date | null): Version => ({
    href: `https://arxiv.org/abs/${arxivId}v${n}`,
    text: filled(language.pages.paper.version, { n }),
    date: at === null ? null : dateOf(at, 'UTC', language),
  });
  return [one(1, publishedAt), one(version, updatedAt)];
}

/** Collaborations have thousands of authors: of longer lists than `mostAuthors` so many are shown until asked for. */
const authorsShown = 10;
const mostAuthors = 12;

function moreAuthors(names: Author[], language: Language): PaperDetails['moreAuthors'] {
  if (names.length === 0) return null;
  return { summary: counted(names.length, language.pages.papers.moreNames, language), names };
}

/** A paper as its own page shows it. */
function paperDetails(paper: Paper, language: Language): PaperDetails {
  const words = language.pages.papers;
  const published = dateOf(paper.publishedAt, 'UTC', language);
  const updated = paper.updatedAt === null ? null : dateOf(paper.updatedAt, 'UTC', language);
  const categories = [...new Set([paper.primaryCategory, ...paper.categories])].filter(
    (slug) => slug !== null,
  );
  const names = paper.authors.map((name) => ({ name: texToText(name), href: authorHref(name) }));
  const shown = names.length > mostAuthors ? authorsShown : names.length;
  let formulas = 0;
  const mathHtml = (tex: string) => {
    const made = texToMathHtml(tex, setFormula);
    formulas += made.formulas;
    return new Handlebars.SafeString(made.html);
  };
  return {
    title: mathHtml(paper.title),
    authors: names.slice(0, shown),
    moreAuthors: moreAuthors(names.slice(shown), language),
    published,
    updated: updated?.text === published.text ? null : updated,
    version: paper.version,
    arxivId: paper.arxivId,
    categories: categories.map((slug) => {
      const topic = paper.topics.find((one) => one.slug === slug);
      return {
        text: categoryInWords(slug),
        name: topic?.name ?? null,
        href: topic === undefined ? null : topicHref(slug),
      };
    }),
    topics: curatedTopics(paper),
    abstract: mathHtml(paper.abstract),
    summary: paper.summary === null ? null : mathHtml(paper.summary),
    comment: paper.comment === null ? null : mathHtml(paper.comment),
    journalRef: paper.journalRef === null ? null : htmlOfTex(paper.journalRef),
    addresses: addressesOf(paper, language),
    votes: votesInWords(paper, language),
    comments: paper.comments > 0 ? counted(paper.comments, words.comments, language) : null,
    citations:
      paper.citations !== null && paper.citations > 0
        ? filled(words.citedBy, { n: numberInWords(paper.citations, language) })
        : null,
    trend: trendInWords(paper, language),
    note: paper.note,
    picture:
      paper.thumbnail === null
        ? null
        : { src: thumbnailPath(paper.thumbnail, 'large'), ...fittedSize(paper.thumbnail, 'large') },
    sample: paper.sample === true,
    math: formulas > 0,
  };
}

const authorsOffered = 6;

/** Papers like this one, and its first authors. */
export function paperOffers(paper: Paper, language: Language): Offer[] {
  const { offerAuthor, offerPapersLikeThis } = language.pages.subscribe;
  const authors = paper.authors.slice(0, authorsOffered).flatMap((typed): Offer[] => {
    const read = readAuthor(typed);
    return read.ok
      ? [
          {
            name: 'authors',
            value: read.author,
            text: filled(offerAuthor, { author: read.author }),
            checked: false,
          },
        ]
      : [];
  });
  return [{ name: 'papers', value: String(paper.id), text: offerPapersLikeThis, checked: true }, ...authors];
}
