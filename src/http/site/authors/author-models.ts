import { readAuthor } from '../../../domain/papers/author-name.ts';
import type { AuthorName, AuthorPapers } from '../../../domain/papers/authors/author-papers.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { authorHref, type Pager, pagerOf } from '../../forms/list-models.ts';
import { number, quantity } from '../../forms/words.ts';
import { openPage } from '../../page-description.ts';
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
  /** Those that are shown when a reader asks for them; null when there are none. */
  moreNames: { summary: string; names: NameItem[] } | null;
  feedHref: string;
  subscribe: SubscribeFormModel;
};

export const authorPage = openPage<AuthorModel>('site/authors/author');

const namesShown = 8;

/** How sure it is that a name is the author's, in words and per cent. */
function sureness(confidence: number): string {
  const percent = `${Math.round(confidence * 100)} %`;
  if (confidence === 1) return 'the same name';
  return `${confidence >= 0.9 ? 'very likely' : confidence >= 0.75 ? 'likely' : 'possible'}, ${percent}`;
}

/** `key` is the page's own. */
function nameItem({ name, key, papers, confidence }: AuthorName, own: string): NameItem {
  return {
    name,
    href: key === own ? null : authorHref(name),
    papers: quantity(papers, 'paper'),
    confidence: key === own && confidence < 1 ? 'an initial, which people share' : sureness(confidence),
  };
}

function inWords(names: readonly AuthorName[]): string {
  const shown = names.slice(0, 3).map(({ name }) => name);
  const more = names.length - shown.length;
  const listed = `${shown.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`;
  return names.length === 1
    ? `One name matches: ${listed}`
    : `${number(names.length)} names match: ${listed}`;
}

/** `/authors/:id`: `papers` are those of the page. */
export function authorModel(input: {
  key: string;
  author: AuthorPapers & { exact: boolean };
  papers: readonly Paper[];
  page: number;
  limit: number;
  subscribe: SubscribeFormModel;
}): AuthorModel {
  const { key, author, page, limit } = input;
  const path = `/authors/${encodeURIComponent(key)}`;
  const named = new Map(author.papers.map((paper) => [paper.id, paper]));
  const keys = new Map(author.names.map((one) => [one.name, one.key]));
  const total = author.papers.length;
  const items = author.names.map((one) => nameItem(one, key));
  const rest = items.slice(namesShown);
  return {
    name: author.name,
    total: author.exact ? quantity(total, 'paper') : `${number(total)}+ papers`,
    papers: input.papers.map((paper) => {
      const found = named.get(paper.id);
      const own = found === undefined || keys.get(found.name) === key;
      return { ...paperItem(paper), reason: own ? null : `As ${found.name}: ${sureness(found.confidence)}` };
    }),
    pager: pagerOf({ page, limit, total }, (one) => (one === 1 ? path : `${path}?page=${one}`)),
    namesInWords: inWords(author.names),
    names: items.slice(0, namesShown),
    moreNames: rest.length === 0 ? null : { summary: `and ${number(rest.length)} more`, names: rest },
    feedHref: `${path}/feed.xml`,
    subscribe: input.subscribe,
  };
}

/** To follow the author; none for a name that nobody can follow. */
export function authorOffers(name: string): Offer[] {
  const read = readAuthor(name);
  return read.ok
    ? [{ name: 'authors', value: read.author, text: `New papers by ${read.author}`, checked: true }]
    : [];
}
