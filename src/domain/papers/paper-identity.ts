import { cut, longest } from '../lengths.ts';
import type { IncomingPaper } from './paper.ts';

/** What a paper is recognised by, whatever its versions and sources. */
export type PaperIdentity = { arxivId: string | null; doi: string | null; titleKey: string };

/** A DOI without its resolver's address (https://doi.org/…, doi:…), lower-cased: DOIs ignore case (ISO 26324). */
export function normaliseDoi(doi: string): string | null {
  if (doi.length > longest.paper) return null;
  const bare = doi
    .trim()
    .replace(/^(https?:\/\/)?(dx\.)?doi\.org\//i, '')
    .replace(/^doi:\s*/i, '')
    .toLowerCase();
  return /^10\.\d{4,9}\/\S+$/.test(bare) ? bare : null;
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

export function identityOf(paper: IncomingPaper): PaperIdentity {
  return { arxivId: paper.arxivId, doi: paper.doi, titleKey: titleKey(paper.title, paper.authors) };
}

/**
 * The stored paper that an incoming one is: by base arXiv id, else DOI, else normalised title with first
 * author. A title never joins two papers whose ids differ.
 */
export function findSame<T extends PaperIdentity>(
  incoming: PaperIdentity,
  stored: readonly T[],
): T | undefined {
  const byArxiv = stored.find((p) => incoming.arxivId !== null && p.arxivId === incoming.arxivId);
  if (byArxiv !== undefined) return byArxiv;
  const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  const open = stored.filter((p) => !differs(p.arxivId, incoming.arxivId));
  return (
    open.find((p) => incoming.doi !== null && p.doi === incoming.doi) ??
    open.find((p) => !differs(p.doi, incoming.doi) && p.titleKey === incoming.titleKey)
  );
}
