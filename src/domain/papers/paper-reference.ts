import { longest } from '../lengths.ts';
import { parseArxivId } from './arxiv-id.ts';
import { normaliseDoi } from './paper-identity.ts';

/** One paper, as people name it. */
export type PaperReference = { kind: 'arxiv' | 'doi'; id: string };

/** The address of a paper's page elsewhere, up to its arXiv id. */
const pages =
  /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co\/papers|alphaxiv\.org\/(?:abs|pdf|overview|audio))\//i;
/** What stands at the side of a paper's first page: `arXiv:2611.95001v1 [cs.LG] 3 Nov 2026`. */
const stamp = /^(arxiv[: ] ?[^\s[]{1,40}) \[[a-z.-]{2,20}\][\w ]{0,30}$/i;

/**
 * Reads what names one paper and nothing else: an arXiv id or a DOI, bare, as it is cited, stamped on a page or as an
 * address (arXiv, Hugging Face, alphaXiv, doi.org), with what follows it in a sentence. Null for anything else.
 */
export function paperReference(typed: string): PaperReference | null {
  if (typed.length > longest.paper) return null;
  const bare = typed
    .trim()
    .replace(/^[<("']/, '')
    .replace(/[.,;:!?>)"']{1,3}$/, '');
  const stamped = stamp.exec(bare.replace(/\s+/g, ' '))?.[1] ?? bare;
  const [onPage = ''] = stamped.replace(pages, '').split(/[?#]/, 1);
  const arxiv =
    parseArxivId(stamped.replace(/^arxiv[:\s]\s*/i, '')) ??
    parseArxivId(stamped) ??
    (pages.test(stamped) ? parseArxivId(onPage.replace(/\/$/, '')) : null);
  if (arxiv !== null) return { kind: 'arxiv', id: arxiv.id };
  const doi = normaliseDoi(bare);
  return doi === null ? null : { kind: 'doi', id: doi };
}
