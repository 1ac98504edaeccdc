import type { NamedPaper, PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import { messageOf } from '../../../domain/errors.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { dayMs, minuteMs } from '../../../domain/time/units.ts';
import { type SourceRefusal, unavailable } from '../http.ts';
import { startVisit, type VisitOptions } from '../visit.ts';
import { doiOf, readWorks, type Work } from './works.ts';

const label = sourceTitles.openalex;
const intervalMs = 1_000;
/** A list of so many works costs one of the hundred calls that are free each day without a key. */
const atOnce = 50;
/** Papers that are looked up a day; ten times as many with a key, whose budget is a hundred times as large. */
const most = { open: 500, keyed: 5_000 };
const shortestBlock = 60 * minuteMs;

/**
 * OpenAlex (https://openalex.org, data under CC0): how often the newest papers that are stored here are cited, and
 * where those can be read that are behind a journal's door. It brings no papers. Once a day, as its counts change no
 * oftener; a backfill asks at once. `mailto` and `key` are how one names oneself there.
 */
export function createOpenalex(input: {
  baseUrl: string;
  mailto: string | null;
  key: string | null;
  memory: SourceMemory;
  userAgent: string;
  options?: VisitOptions;
}): PaperSource {
  const { baseUrl, mailto, key, memory, userAgent, options = {} } = input;
  /** Under this address the day is kept on which it was asked last. */
  const daily = `${baseUrl}/works`;
  return {
    name: 'openalex',
    async harvest({ backfill, now, signal }) {
      const today = new Date(Math.floor(now.getTime() / dayMs) * dayMs);
      const last = (await memory.validators(daily))?.freshOn ?? null;
      const isDone = !backfill && last !== null && last >= today;
      const named = isDone ? [] : await memory.newestPapers(key === null ? most.open : most.keyed);
      const visit = startVisit({
        source: 'openalex',
        label,
        memory,
        userAgent,
        intervalMs,
        blockMs,
        options,
        signal,
      });
      const papers: IncomingPaper[] = [];
      const askable = named.flatMap((paper) => {
        const doi = doiOf(paper);
        // Signs that part the values of a filter.
        return doi === null || /[|,]/.test(doi) ? [] : [{ paper, doi: doi.toLowerCase() }];
      });
      for (let start = 0; start < askable.length; start += atOnce) {
        const asked = askable.slice(start, start + atOnce);
        const url = new URL(daily);
        url.searchParams.set('filter', `doi:${asked.map(({ doi }) => doi).join('|')}`);
        url.searchParams.set('select', 'id,doi,cited_by_count,open_access');
        url.searchParams.set('per_page', String(atOnce));
        if (mailto !== null) url.searchParams.set('mailto', mailto);
        if (key !== null) url.searchParams.set('api_key', key);
        const body = (await visit.get(url.href, 'json', 'ignore')) ?? '';
        let works: Map<string, Work>;
        try {
          works = readWorks(body);
        } catch (cause) {
          throw unavailable(url.href, { source: label }, `sent ${messageOf(cause)}`, cause);
        }
        for (const { paper, doi } of asked) {
          const work = works.get(doi);
          if (work !== undefined) papers.push(accountOf(paper, work));
        }
      }
      const { requests, notModified } = visit;
      const validators = isDone ? [] : [{ url: daily, etag: null, lastModified: null, freshOn: today }];
      return { papers, validators, requests, notModified, notices: [] };
    },
  };
}

/** An account that says nothing else of a paper that is known already. */
function accountOf({ arxivId, doi, title }: NamedPaper, { citations, openUrl }: Work): IncomingPaper {
  return {
    arxivId,
    version: null,
    doi,
    title,
    abstract: '',
    authors: [],
    categories: [],
    primaryCategory: null,
    publishedAt: null,
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: openUrl === null ? [] : [{ url: openUrl, type: 'open access' }],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: false,
    citations,
    signal: null,
  };
}

/** 403 and 429 both say that the day's budget is spent. */
function blockMs({ status, retryAfter = 0 }: SourceRefusal): number | null {
  return status === 403 || status === 429 || status === 503
    ? Math.max(shortestBlock, retryAfter * 1000)
    : null;
}
