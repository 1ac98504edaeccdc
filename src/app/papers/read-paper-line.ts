import { decodeHTMLStrict } from 'entities';
import { isArxivCategory } from '../../domain/catalogue/index.ts';
import { oneLine } from '../../domain/one-line.ts';
import { parseArxivId } from '../../domain/papers/arxiv-id.ts';
import { textOfHtml } from '../../domain/papers/html-text.ts';
import type { IncomingPaper, PaperLink } from '../../domain/papers/paper.ts';
import { withSaneDates } from '../../domain/papers/paper-dates.ts';
import { normaliseDoi } from '../../domain/papers/paper-identity.ts';
import { saysWithdrawn } from '../../domain/papers/withdrawal/withdrawal.ts';
import { dayMs } from '../../domain/time/units.ts';

export type PaperLine = { ok: true; paper: IncomingPaper } | { ok: false; errors: string[] };

const limits = { title: 2_000, abstract: 50_000, short: 2_000, authors: 10_000, list: 200 };

/**
 * Reads one object of the `import-papers` format (docs/import-formats.md) as of `now`; says everything that is wrong
 * with it. Titles, abstracts, names and comments may be written in HTML.
 */
export function readPaperLine(value: unknown, now: Date): PaperLine {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { ok: false, errors: ['is not a JSON object'] };
  const line = new Map(Object.entries(value));
  const errors: string[] = [];
  const wrong = (field: string, message: string) => void errors.push(`${field}: ${message}`);

  const text = (field: string, limit: number): string | null => {
    const given: unknown = line.get(field) ?? null;
    if (given === null || given === '') return null;
    if (typeof given !== 'string') wrong(field, 'must be text');
    else if (given.length > limit) wrong(field, `is longer than ${limit} characters`);
    else return oneLine(given) || null;
    return null;
  };
  const readable = (field: string, limit: number): string | null => {
    const given = text(field, limit);
    return given === null ? null : textOfHtml(given, decodeHTMLStrict) || null;
  };
  const texts = (field: string, most: number): string[] => {
    const given: unknown = line.get(field) ?? [];
    if (!Array.isArray(given) || !given.every((item) => typeof item === 'string'))
      wrong(field, 'must be a list of texts');
    else if (given.length > most) wrong(field, `has more than ${most} entries`);
    else return given.map((item: string) => oneLine(item)).filter(Boolean);
    return [];
  };
  const count = (field: string, most: number): number | null => {
    const given: unknown = line.get(field) ?? null;
    if (given === null) return null;
    if (typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= most) return given;
    wrong(field, `must be a whole number from 0 to ${most}`);
    return null;
  };
  const date = (field: string): Date | null => {
    const given = text(field, 40);
    if (given === null) return null;
    const iso = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(given);
    const instant = new Date(given.length === 10 ? `${given}T00:00:00Z` : given);
    if (iso && !Number.isNaN(instant.getTime())) return instant;
    wrong(field, `"${given}" is not a date such as 2026-11-24 or 2026-11-24T08:00:00Z`);
    return null;
  };
  const webAddress = (field: string): string | null => {
    const given = text(field, limits.short);
    if (given === null || isWebAddress(given)) return given;
    wrong(field, 'must be an http or https address');
    return null;
  };

  const title = readable('title', limits.title);
  const abstract = readable('abstract', limits.abstract);
  if (title === null && !errors.some((error) => error.startsWith('title:'))) wrong('title', 'is required');
  if (abstract === null && !errors.some((error) => error.startsWith('abstract:')))
    wrong('abstract', 'is required');

  const givenId = text('arxiv_id', 100);
  const arxiv = givenId === null ? null : parseArxivId(givenId);
  if (givenId !== null && arxiv === null)
    wrong('arxiv_id', `"${givenId}" is not an arXiv id such as 2510.01234 or math/0309136`);
  const givenDoi = text('doi', limits.short);
  const doi = givenDoi === null ? null : normaliseDoi(givenDoi);
  if (givenDoi !== null && doi === null) wrong('doi', `"${givenDoi}" is not a DOI such as 10.1000/182`);

  const categories = texts('categories', limits.list);
  const primaryCategory =
    text('primary_category', 100) ?? categories.find(isArxivCategory) ?? categories[0] ?? null;
  const comment = readable('comment', limits.short);
  const publishedAt = date('published');
  const updatedAt = date('updated');
  // A day ahead it can be already further east.
  for (const [field, given] of [
    ['published', publishedAt],
    ['updated', updatedAt],
  ] as const)
    if (given !== null && given.getTime() > now.getTime() + dayMs) wrong(field, 'is in the future');
  const upvotes = count('upvotes', 2_000_000_000);
  const paper: IncomingPaper = {
    arxivId: arxiv?.id ?? null,
    version: count('version', 10_000) ?? arxiv?.version ?? null,
    doi,
    title: title ?? '',
    abstract: abstract ?? '',
    authors: texts('authors', limits.authors).map((name) => textOfHtml(name, decodeHTMLStrict)),
    categories: primaryCategory === null ? categories : [...new Set([primaryCategory, ...categories])],
    primaryCategory,
    publishedAt,
    updatedAt,
    url: webAddress('url'),
    comment,
    journalRef: readable('journal_ref', limits.short),
    links: readLinks(line.get('links') ?? [], wrong),
    thumbnailUrl: webAddress('thumbnail_url'),
    summary: null,
    featuredAt: null,
    withdrawn: saysWithdrawn({ title: title ?? '', abstract: abstract ?? '', comment }),
    signal: upvotes === null ? null : { upvotes },
  };
  return errors.length > 0 ? { ok: false, errors } : { ok: true, paper: withSaneDates(paper, now) };
}

function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

function readLinks(given: unknown, wrong: (field: string, message: string) => void): PaperLink[] {
  const entries: unknown[] = Array.isArray(given) ? given : [null];
  const links = entries.flatMap((entry) => {
    if (entry === null || typeof entry !== 'object') return [];
    const { url, type } = Object.fromEntries(Object.entries(entry)) as Record<string, unknown>;
    if (typeof url !== 'string' || !isWebAddress(url)) return [];
    return { url, type: typeof type === 'string' ? type.slice(0, 40) : 'link' };
  });
  if (links.length !== entries.length) wrong('links', 'must be a list of {"url": "https://…", "type": "…"}');
  return links;
}
