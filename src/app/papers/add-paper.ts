import { DomainError, invalid } from '../../domain/errors.ts';
import { doiIn } from '../../domain/papers/doi.ts';
import { withSaneDates } from '../../domain/papers/paper-dates.ts';
import { type PaperReference, paperReference } from '../../domain/papers/paper-reference.ts';
import { sourceTitles } from '../../domain/papers/paper-source.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { refreshPapers } from './refresh-papers.ts';

/** An admin waits for it; a source that is being visited may have them wait for its turn. */
const patienceMs = 25_000;

/** What an editor typed as one paper. Throws `invalid` for what names none. */
export function readPaperReference(typed: string): PaperReference {
  const text = typed.trim();
  if (text === '') throw wrong('is missing: an arXiv id, such as 2510.01234, or the address of a paper');
  const reference = paperReference(text);
  if (reference?.kind === 'arxiv') return reference;
  // With what publishers' addresses have behind the DOI taken away.
  const doi = doiIn(text);
  if (doi !== null) return { kind: 'doi', id: doi.doi };
  if (reference !== null) return reference;
  throw wrong(
    'is neither an arXiv id nor an address of a paper at arXiv, Hugging Face, alphaXiv, bioRxiv or medRxiv',
  );
}

/**
 * Adds one paper, fetched from its source; one that is here already is not asked for again. `actor`: who asks. Returns
 * its number, and whether it is new. Rejects with `invalid` (field `paper`) for what names no paper, or one that the
 * source does not know or that is withdrawn, and with `unavailable` when the source does not answer; then nothing is
 * stored.
 */
export async function addPaper(
  deps: Needs<'alone' | 'atomically' | 'lookUpPaper' | 'now', 'keys' | 'papers' | 'trends'>,
  typed: string,
  actor: string,
): Promise<{ id: number; isNew: boolean }> {
  const reference = readPaperReference(typed);
  const known = await deps.stores.papers.numberOf(reference, 'all');
  if (known !== null) return { id: known, isNew: false };
  const { paper, sources } = await deps.lookUpPaper(reference, AbortSignal.timeout(patienceMs));
  if (sources.length === 0)
    throw wrong(
      'is a DOI of elsewhere: only papers of arXiv, bioRxiv and medRxiv can be fetched; import it as a file',
    );
  const names = sources.map((name) => sourceTitles[name]).join(' or ');
  if (paper === null) throw wrong(`is not known at ${names}: is it ${reference.id}?`);
  if (paper.withdrawn) throw wrong(`was withdrawn by its authors, says ${names}`);
  const now = deps.now();
  const [source = 'arxiv'] = sources;
  const stored = await deps.atomically(async (stores) => {
    const { added } = await stores.papers.store([withSaneDates(paper, now)], {
      source,
      now,
      sample: false,
      undatedAt: now,
    });
    await stores.papers.hideSamples();
    const id = await stores.papers.numberOf(reference, 'all');
    if (id === null)
      throw new DomainError('conflict', 'The paper is another one here. Search for its title.');
    await recordAction(stores, { actor, at: now }, 'paper added', `paper ${id}`, { source });
    return { id, isNew: added > 0 };
  });
  await refreshPapers(deps);
  return stored;
}

function wrong(message: string): DomainError {
  return invalid([{ field: 'paper', message }]);
}
