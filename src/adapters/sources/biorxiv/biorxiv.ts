import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import type { PreprintServer } from '../../../domain/catalogue/preprint-topics.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { dayMs, minuteMs } from '../../../domain/time/units.ts';
import type { SourceRefusal } from '../http.ts';
import { startVisit, type Visit, type VisitOptions } from '../visit.ts';
import { readDetails } from './details.ts';

export type BiorxivOptions = VisitOptions & { mostPages?: number };

const intervalMs = 1_000;
const timeoutMs = 30_000;
const firstVisit = 7 * dayMs;
/** What was posted some days ago can be listed late. */
const lateness = 3 * dayMs;
/** A page has some 30 to 100 papers; both servers together post some 300 a day, new versions included. */
const mostPages = { visit: 150, backfill: 3_000 };
const shortestBlock = 10 * minuteMs;

/**
 * bioRxiv or medRxiv, by their public details API (https://api.biorxiv.org): what was posted in an interval of days,
 * page after page; each version is an item of its own. All or nothing: one request that fails makes the harvest fail.
 * After a 429 or 503 the source is blocked for ten minutes or as long as it says.
 */
export function createBiorxiv(input: {
  server: PreprintServer;
  baseUrl: string;
  memory: SourceMemory;
  userAgent: string;
  options?: BiorxivOptions;
}): PaperSource {
  const { server, baseUrl, memory, userAgent, options = {} } = input;
  const { mostPages: givenMost, ...visitOptions } = options;
  const label = sourceTitles[server];
  return {
    name: server,
    async harvest({ since, backfill, now, signal }) {
      const visit = startBiorxivVisit({ server, memory, userAgent, options: visitOptions, signal });
      const from = visitFrom({ since, backfill, now });
      const interval = `${dayOf(from)}/${dayOf(now)}`;
      const most = givenMost ?? (backfill ? mostPages.backfill : mostPages.visit);
      const papers = new Map<string, IncomingPaper>();
      let [read, total, pages] = [0, Number.POSITIVE_INFINITY, 0];
      while (read < total && pages < most) {
        const url = `${baseUrl}/details/${server}/${interval}/${read}/json`;
        const page = readDetails((await visit.get(url, 'json', 'ignore')) ?? '', { server, label, url });
        if (page.items === 0) break;
        for (const paper of page.papers) papers.set(`${paper.doi} ${paper.version}`, paper);
        read += page.items;
        total = page.total ?? total;
        pages++;
      }
      const isCut = read < total && pages >= most;
      const isShort = read < total && Number.isFinite(total) && !isCut;
      const notices = [
        ...(isCut
          ? [`${label} has more than ${read} papers from ${interval}; the rest was not asked for.`]
          : []),
        ...(isShort ? [`${label} sent ${read} of the ${total} papers that it counts from ${interval}.`] : []),
      ];
      const { requests, notModified } = visit;
      return { papers: inOrder([...papers.values()]), validators: [], requests, notModified, notices };
    },
  };
}

function startBiorxivVisit(input: {
  server: PreprintServer;
  memory: SourceMemory;
  userAgent: string;
  options: VisitOptions;
  signal: AbortSignal;
}): Visit {
  const { server, options, ...given } = input;
  const label = sourceTitles[server];
  return startVisit({
    ...given,
    source: server,
    label,
    intervalMs,
    blockMs,
    options: { timeoutMs, ...options },
  });
}

/** One paper by its DOI, in its latest version; null when the server does not know it. Rejects with `unavailable`. */
export async function lookUpAtBiorxiv(
  doi: string,
  input: Parameters<typeof startBiorxivVisit>[0] & { baseUrl: string },
): Promise<IncomingPaper | null> {
  const { server, baseUrl } = input;
  const url = `${baseUrl}/details/${server}/${encodeURI(doi)}/na/json`;
  const answer = (await startBiorxivVisit(input).get(url, 'json', 'ignore')) ?? '';
  const { papers } = readDetails(answer, { server, label: sourceTitles[server], url });
  const versions = inOrder(papers.filter((paper) => paper.doi === doi));
  const [first] = versions;
  const latest = versions.at(-1);
  // The first one tells when the paper was published.
  return latest === undefined ? null : { ...latest, publishedAt: first?.publishedAt ?? latest.publishedAt };
}

/** Each version after the one before it: the first one tells when the paper was published. */
function inOrder(papers: IncomingPaper[]): IncomingPaper[] {
  return papers.sort((a, b) => (a.version ?? 0) - (b.version ?? 0));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function visitFrom({ since, backfill, now }: { since: Date | null; backfill: boolean; now: Date }): Date {
  if (since === null) return new Date(now.getTime() - firstVisit);
  const from = Math.min(since.getTime(), now.getTime());
  return new Date(backfill ? from : from - lateness);
}

function blockMs({ status, retryAfter = 0 }: SourceRefusal): number | null {
  return status === 429 || status === 503 ? Math.max(shortestBlock, retryAfter * 1000) : null;
}
