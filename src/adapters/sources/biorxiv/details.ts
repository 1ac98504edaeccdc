import { decodeHTMLStrict } from 'entities';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type PreprintServer, preprintCategory } from '../../../domain/catalogue/preprint-topics.ts';
import type { DomainError } from '../../../domain/errors.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { readAuthorList } from '../../../domain/papers/author-list.ts';
import { doiIn } from '../../../domain/papers/doi.ts';
import { textOfHtml } from '../../../domain/papers/html-text.ts';
import type { IncomingPaper, PaperLink } from '../../../domain/papers/paper.ts';
import { saysWithdrawn } from '../../../domain/papers/withdrawal/withdrawal.ts';
import { countOrNull, instantOrNull, readableText, readMost, textOrNull } from '../fields.ts';
import { unavailable } from '../http.ts';
import { readJson } from '../json.ts';

const answerSchema = Compile(
  Type.Object({
    messages: Type.Array(Type.Object({ status: Type.Unknown(), total: Type.Optional(Type.Unknown()) })),
    collection: Type.Optional(Type.Array(Type.Unknown())),
  }),
);
/** What no item can be used without; the rest is read where it is what it should be. */
const itemSchema = Type.Object({
  doi: Type.String(),
  title: Type.String(),
  abstract: Type.String(),
  date: Type.String(),
  authors: Type.Optional(Type.Unknown()),
  version: Type.Optional(Type.Unknown()),
  type: Type.Optional(Type.Unknown()),
  category: Type.Optional(Type.Unknown()),
  published: Type.Optional(Type.Unknown()),
});
const item = Compile(itemSchema);
type Item = Static<typeof itemSchema>;

/** `total` counts all pages; null when it is not told. */
export type DetailsPage = { papers: IncomingPaper[]; items: number; total: number | null };

/** Reads a page of the details API. Throws a DomainError `unavailable` about an answer of another shape. */
export function readDetails(
  body: string,
  { server, label, url }: { server: PreprintServer; label: string; url: string },
): DetailsPage {
  const unusable = (why: string, cause?: unknown): DomainError =>
    unavailable(url, { source: label }, `sent ${why}`, cause);
  let answer: unknown;
  try {
    answer = readJson(body);
  } catch (cause) {
    const why = body === '' ? 'an empty answer' : 'JSON that is cut off, too deep or not well-formed';
    throw unusable(why, cause);
  }
  if (!answerSchema.Check(answer)) throw unusable('JSON that is not a page of papers');
  const [message] = answer.messages;
  const status = typeof message?.status === 'string' ? oneLine(message.status).slice(0, 200) : '';
  if (/^no (?:posts|articles|papers)\b/i.test(status)) return { papers: [], items: 0, total: 0 };
  if (status.toLowerCase() !== 'ok') throw unusable(status === '' ? 'no status' : `an error: ${status}`);
  const items = answer.collection ?? [];
  const papers = readMost(items, (entry) => (item.Check(entry) ? readItem(entry, server) : null));
  if (papers === null) throw unusable('a page whose items mostly are not papers as they used to be written');
  return { papers, items: items.length, total: numberOf(message?.total) };
}

/** Numbers come as text now and then. */
function numberOf(value: unknown): number | null {
  return countOrNull(typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value);
}

function readItem(entry: Item, server: PreprintServer): IncomingPaper | null {
  const doi = doiIn(entry.doi);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(entry.date) ? instantOrNull(entry.date) : null;
  const text = readableText(plain(entry.title), plain(entry.abstract));
  if (doi === null || date === null || text === null) return null;
  const version = numberOf(entry.version) || doi.version || 1;
  const name = textOrNull(entry.category);
  const category = name === null || name === 'NA' ? null : preprintCategory(server, name);
  const isWithdrawn = /withdraw/i.test(textOrNull(entry.type) ?? '');
  return {
    ...text,
    arxivId: null,
    version,
    doi: doi.doi,
    authors: typeof entry.authors === 'string' ? readAuthorList(plain(entry.authors)) : [],
    categories: category === null ? [] : [category],
    primaryCategory: category,
    // A new version is no new paper: an unknown one is as old as its DOI says.
    publishedAt: version === 1 ? date : dateOf(doi.doi, date),
    updatedAt: version === 1 ? null : date,
    url: `https://www.${server}.org/content/${doi.doi}`,
    comment: null,
    journalRef: null,
    links: publishedAs(entry.published, doi.doi),
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: isWithdrawn || saysWithdrawn({ ...text, comment: null }),
    signal: null,
  };
}

function plain(html: string): string {
  return textOfHtml(html, decodeHTMLStrict);
}

/** `10.1101/2026.11.01.123456` was submitted on 1 November 2026; null for those of before 2019, which are numbers. */
function dateOf(doi: string, posted: Date): Date | null {
  const [, year, month, day] = /^10\.\d{4,9}\/(\d{4})\.(\d{2})\.(\d{2})\.\d+$/.exec(doi) ?? [];
  const date = year === undefined ? null : instantOrNull(`${year}-${month}-${day}`);
  return date !== null && date <= posted ? date : null;
}

/** The article that a journal made of it. */
function publishedAs(published: unknown, preprint: string): PaperLink[] {
  const doi = typeof published === 'string' ? doiIn(published) : null;
  if (doi === null || doi.doi === preprint) return [];
  return [{ url: `https://doi.org/${encodeURI(doi.doi)}`, type: 'published article' }];
}
