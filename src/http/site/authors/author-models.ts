import { counted, numberInWords } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { readAuthor } from '../../../domain/papers/author-name.ts';
import type { AuthorName, AuthorPapers } from '../../../domain/papers/authors/author-papers.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { authorHref, type Pager, pagerOf } from '../../forms/list-models.ts';
import { openPage } from '../../page-description.ts';
import { filled } from '../../say.ts';
import { type PaperItem, paperItem } from '../paper-items.ts';
import type { Offer, SubscribeFormModel } from '../subscribe-form.ts';

/** A spelling of the name; `href` null: this page's own. */
type NameItem = { name: string; href: string | null; papers: string; confidence: string };

export type AuthorModel = {
  name: string;
  total: string;
  papers: PaperItem[];
  pager: Pager;
  /** "3 names match: Yifei Zhu, Y. Zhu, Y. Q. Zhu". */
  namesInWords: string;
  names: NameItem[];
  /** Several names are shown at once, on the first page. */
  namesOpen: boolean;
  /** Those that are shown when a reader asks for them; null when there are none. */
  moreNames: { summary: string; names: NameItem[] } | null;
  feedHref: string;
  subscribe: SubscribeFormModel;
};

export const authorPage = openPage<AuthorModel>('site/authors/author', { scripts: ['page.js', 'cards.js'] });

const namesShown = 8;

/** How sure it is that a name is the author's, in words and per cent. */
function sureness(confidence: number, language: Language): string {
  const { sameName, veryLikely, likely, possible } = language.pages.papers.author;
  if (confidence === 1) return sameName;
  return filled(confidence >= 0.9 ? veryLikely : confidence >= 0.75 ? likely : possible, {
    percent: `${Math.round(confidence * 100)} %`,
  });
}

/** `key` is the page's own. */
function nameItem({ name, key, papers, confidence }: AuthorName, own: string, language: Language): NameItem {
  const { initial } = language.pages.papers.author;
  return {
    name,
    href: key === own ? null : authorHref(name),
    papers: counted(papers, language.papers, language),
    confidence: key === own && confidence < 1 ? initial : sureness(confidence, language),
  };
}

function inWords(names: readonly AuthorName[], language: Language): string {
  const { names: forms, andMore } = language.pages.papers.author;
  const shown = names
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  const more = names.length - 3;
  const listed = more > 0 ? filled(andMore, { names: shown, n: numberInWords(more, language) }) : shown;
  return filled(counted(names.length, forms, language), { names: listed });
}

/** `/authors/:id`: `papers` are those of the page. */
export function authorModel(input: {
  key: string;
  author: AuthorPapers & { exact: boolean };
  papers: readonly Paper[];
  page: number;
  limit: number;
  subscribe: SubscribeFormModel;
  language: Language;
}): AuthorModel {
  const { key, author, page, limit, language } = input;
  const words = language.pages.papers;
  const path = `/authors/${encodeURIComponent(key)}`;
  const named = new Map(author.papers.map((paper) => [paper.id, paper]));
  const keys = new Map(author.names.map((one) => [one.name, one.key]));
  const total = author.papers.length;
  const items = author.names.map((one) => nameItem(one, key, language));
  const rest = items.slice(namesShown);
  return {
    name: author.name,
    total: author.exact
      ? counted(total, language.papers, language)
      : filled(words.moreThan, { n: numberInWords(total, language) }),
    papers: input.papers.map((paper) => {
      const found = named.get(paper.id);
      const own = found === undefined || keys.get(found.name) === key;
      const reason = own
        ? null
        : filled(words.author.spelled, {
            name: found.name,
            sureness: sureness(found.confidence, language),
          });
      return { ...paperItem(paper, language), reason };
    }),
    pager: pagerOf({ page, limit, total }, (one) => (one === 1 ? path : `${path}?page=${one}`)),
    namesInWords: inWords(author.names, language),
    names: items.slice(0, namesShown),
    namesOpen: page === 1 && items.length > 1,
    moreNames:
      rest.length === 0 ? null : { summary: counted(rest.length, words.moreNames, language), names: rest },
    feedHref: `${path}/feed.xml`,
    subscribe: input.subscribe,
  };
}

/** To follow the author; none for a name that nobody can follow. */
export function authorOffers(name: string, language: Language): Offer[] {
  const read = readAuthor(name);
  return read.ok
    ? [
        {
          name: 'authors',
          value: read.author,
          text: filled(language.pages.subscribe.offerAuthor, { author: read.author }),
          checked: true,
        },
      ]
    : [];
}
