import { DomainError } from '../../domain/errors.ts';
import { withSaneDates } from '../../domain/papers/paper-dates.ts';
import type { SourceName } from '../../domain/papers/paper-source.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import type { PaperSource } from './paper-source.ts';
import type { StoredCounts } from './paper-stores.ts';
import { refreshPapers } from './refresh-papers.ts';

export type IngestResult = { source: SourceName } & (
  | ({ ok: true; requests: number; notModified: number; notices: string[] } & StoredCounts)
  | { ok: false; error: string }
);

/** Papers without categories that are looked up in one visit. */
const mostWanted = 1_000;

/**
 * Visits the sources one after the other, so that the later ones can fill in what the earlier ones named. A source
 * that fails leaves what is stored untouched and does not stop the next. Only one process ingests at a time.
 * `since` makes the sources answer for the whole span from then on.
 */
export async function ingestPapers(
  deps: Needs<
    'alone' | 'atomically' | 'log' | 'now' | 'sources',
    'audit' | 'keys' | 'papers' | 'sources' | 'trends'
  >,
  input: {
    sources?: readonly SourceName[] | undefined;
    since?: Date | undefined;
    signal?: AbortSignal | undefined;
    /** Who asks, for the audit; nobody when it is time. */
    actor?: string | undefined;
  },
): Promise<IngestResult[]> {
  const wanted = deps.sources.filter(
    ({ name }) => input.sources === undefined || input.sources.includes(name),
  );
  const signal = input.signal ?? new AbortController().signal;
  const { actor, since } = input;
  if (actor !== undefined) {
    const detail = { sources: wanted.map(({ name }) => name), since };
    await recordAction(deps.stores, { actor, at: deps.now() }, 'sources asked', 'sources', detail);
  }
  return await deps.alone('ingest', async () => {
    const results: IngestResult[] = [];
    for (const source of wanted) {
      const result = await visit(deps, source, { since, signal });
      // After each: a later source may take its time.
      if (result.ok) await refreshPapers(deps, signal);
      results.push(result);
    }
    return results;
  });
}

async function visit(
  deps: Needs<'atomically' | 'log' | 'now', 'papers' | 'sources'>,
  source: PaperSource,
  { since, signal }: { since: Date | undefined; signal: AbortSignal },
): Promise<IngestResult> {
  const { name } = source;
  const now = deps.now();
  const state = (await deps.stores.sources.list()).find((one) => one.name === name);
  await deps.stores.sources.noteAttempt(name, now);
  try {
    const harvest = await source.harvest({
      since: since ?? state?.lastSuccessAt ?? null,
      backfill: since !== undefined,
      wanted: await deps.stores.papers.lackingCategories(mostWanted),
      known: (ids) => deps.stores.papers.storedArxivIds(ids),
      now,
      signal,
    });
    const papers = harvest.papers.map((paper) => withSaneDates(paper, now));
    const counts = await deps.atomically(async (stores) => {
      const stored = await stores.papers.store(papers, { source: name, now, sample: false });
      if (stored.added + stored.changed > 0) await stores.papers.hideSamples();
      await stores.sources.rememberValidators(harvest.validators);
      const { requests, notModified, notices } = harvest;
      await stores.sources.noteSuccess(name, now, { ...stored, requests, notModified }, notices);
      return { ...stored, requests, notModified };
    });
    deps.log.info({ source: name, ...counts }, 'fetched papers');
    const { notices } = harvest;
    for (const notice of notices) deps.log.warn({ source: name, notice }, 'a source of papers has a gap');
    return { source: name, ok: true, ...counts, notices };
  } catch (error) {
    const words =
      error instanceof DomainError ? error.message : `storing what ${name} sent failed: ${String(error)}`;
    await deps.stores.sources.noteFailure(name, words);
    deps.log.error(
      { source: name, reason: words },
      'a source of papers failed; what is stored stays as it was',
    );
    return { source: name, ok: false, error: words };
  }
}
