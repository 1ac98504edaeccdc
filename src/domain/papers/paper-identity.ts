import { cut, longest } from '../lengths.ts';
import { authorMatch } from './author-name.ts';
import type { IncomingPaper } from './paper.ts';

/** What a paper is recognised by, whatever its versions and sources. */
export type PaperIdentity = {
  arxivId: string | null;
  doi: string | null;
  titleKey: string;
  title: string;
  /** The first author; null without any. */
  author: string | null;
  url: string | null;
  /** When it was published; null when that is not told. */
  publishedAt: Date | null;
};

/** A DOI without its resolver's address (https://doi.org/…, doi:…), lower-cased: DOIs ignore case (ISO 26324). */
export function normaliseDoi(doi: string): string | null {
  if (doi.length > longest.paper) return null;
  const bare = doi
    .trim()
    .replace(/^(https?:\/\/)?(dx\.)?doi\.org\//i, '')
    .replace(/^doi:\s*/i, '')
    .toLowerCase();
  return /^10\.\d{4,9}\/[^\s\p{Cc}\p{Cs}]+$/u.test(bare) ? bare : null;
}

/**
 * The letters and digits of the title and of the first author's family name, without case and accents. Of either no
 * more is read than `longest` says.
 */
export function titleKey(title: string, authors: readonly string[]): string {
  const fold = (text: string) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '');
  const [first = ''] = authors;
  const family = cut(first, longest.typedAuthor).trim().split(/\s+/).at(-1) ?? '';
  return `${fold(cut(title, longest.title))}|${fold(family)}`;
}

export function identityOf(
  paper: Pick<IncomingPaper, 'arxivId' | 'doi' | 'title' | 'authors' | 'url' | 'publishedAt'>,
): PaperIdentity {
  const { arxivId, doi, title, authors, url, publishedAt } = paper;
  const author = authors[0] ?? null;
  return { arxivId, doi, titleKey: titleKey(title, authors), title, author, url, publishedAt };
}

/**
 * The stored paper that an incoming one is: by base arXiv id, else DOI, else, `byUrl`, the address of what has neither,
 * else normalised title with first author, where nothing speaks against it. A title never joins two papers whose ids
 * differ. Addresses are for sources that give each paper its own; lines of a file may all name one page.
 */
export function findSame<T extends PaperIdentity>(
  incoming: PaperIdentity,
  stored: readonly T[],
  { byUrl = false }: { byUrl?: boolean } = {},
): T | undefined {
  const byArxiv = stored.find((p) => incoming.arxivId !== null && p.arxivId === incoming.arxivId);
  if (byArxiv !== undefined) return byArxiv;
  const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  const open = stored.filter((p) => !differs(p.arxivId, incoming.arxivId));
  return (
    open.find((p) => incoming.doi !== null && p.doi === incoming.doi) ??
    open.find((p) => byUrl && isNamedByUrl(p) && isNamedByUrl(incoming) && p.url === incoming.url) ??
    open.find(
      (p) => !differs(p.doi, incoming.doi) && p.titleKey === incoming.titleKey && !isOtherWork(p, incoming),
    )
  );
}

/** Whether nothing but its address names a paper: of a feed, such as a laboratory's. */
export function isNamedByUrl({ arxivId, doi, url }: PaperIdentity): boolean {
  return arxivId === null && doi === null && url !== null;
}

/** A preprint and what became of it in print are years apart; two works of one name and author can be, too. */
const yearsApart = { preprint: 6, other: 1 };

/**
 * Whether two papers with the same title and family name are different works all the same: by first authors with other
 * given names, titles that differ in signs that mean something (C, C++, C#), years too far apart, or two addresses of
 * which one site has given each its own.
 */
function isOtherWork(a: PaperIdentity, b: PaperIdentity): boolean {
  if (a.author !== null && b.author !== null && authorMatch(a.author, b.author) === 0) return true;
  if (signs(a.title) !== signs(b.title)) return true;
  const isPreprint = a.arxivId !== null || b.arxivId !== null;
  const years = Math.abs(yearOf(a) - yearOf(b));
  if (years > (isPreprint ? yearsApart.preprint : yearsApart.other)) return true;
  const [first, second] = [pageOf(a.url), pageOf(b.url)];
  if (first === null || second === null || first.page === second.page) return false;
  const isNameless = a.author === null || b.author === null;
  return isNameless || first.host === second.host;
}

/** What is left out of a title's key and still makes another word of the one before it. */
function signs(title: string): string {
  const found = cut(title, longest.title).match(/[\p{L}\p{N}](?:\+\+|[+#*'′])(?![\p{L}\p{N}])/gu) ?? [];
  return found.join(' ').toLowerCase();
}

/** Not a number when it is not told, which is no difference to any year. */
function yearOf({ publishedAt }: PaperIdentity): number {
  return publishedAt?.getUTCFullYear() ?? Number.NaN;
}

function pageOf(url: string | null): { host: string; page: string } | null {
  const read = url === null ? null : URL.parse(url);
  if (read === null) return null;
  const host = read.host.replace(/^www\./, '');
  return { host, page: `${host}${read.pathname.replace(/\/$/, '')}${read.search}` };
}
