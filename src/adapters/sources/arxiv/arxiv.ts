import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import { messageOf } from '../../../domain/errors.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { dayMs, hourMs, minuteMs } from '../../../domain/time/units.ts';
import { localTime } from '../../../domain/time/zone.ts';
import { type SourceRefusal, unavailable } from '../http.ts';
import { startVisit, type Visit, type VisitOptions } from '../visit.ts';
import { papersById, papersSince, type QueryLimits, queryLimits } from './arxiv-api.ts';
import { type Feed, readFeed } from './arxiv-rss.ts';

export type ArxivOptions = VisitOptions &
  Partial<QueryLimits> & {
    /** Items that one of arXiv's feeds holds at most. */
    feedHolds?: number;
  };

/** arXiv's terms of use: one request every three seconds, of all machines together. */
const intervalMs = 3_000;
/** How long to stay away after a 429 or 503, at the least. */
const shortestBlock = 10 * minuteMs;
/** Further tries only after faults that are not arXiv's way of asking for fewer requests. */
const retryStatuses: readonly number[] = [500, 502, 504];
/** Deep slices of large queries take arXiv many seconds. */
const timeoutMs = 30_000;
const firstVisit = 7 * dayMs;
/** Submitted on Thursday evening before a holiday, announced on Monday. */
const announcementLag = 4 * dayMs;
const archivesAFeed = 5;
const feedHolds = 2_000;

/**
 * arXiv: its RSS feeds, and its query API for what they cannot tell — a first visit, a backfill, announcements that
 * were missed, a feed that was full, and the details of `wanted` papers. All or nothing: one request that fails
 * makes the harvest fail. After a 429 or 503 the source is blocked for ten minutes or as long as it says.
 */
export function createArxiv(input: {
  apiUrl: string;
  rssUrl: string;
  /** Categories (`cs.RO`) and whole archives (`cs`, `hep-th`). */
  categories: string[];
  memory: SourceMemory;
  userAgent: string;
  options?: ArxivOptions;
}): PaperSource {
  const { apiUrl, rssUrl, categories, memory, userAgent, options = {} } = input;
  const {
    slice,
    deepest,
    most,
    idsAtOnce,
    feedHolds: full = feedHolds,
    ...visitOptions
  } = {
    ...queryLimits,
    ...options,
  };
  const limits: QueryLimits = { slice, deepest, most, idsAtOnce };
  return {
    name: 'arxiv',
    async harvest({ since, backfill, wanted, now, signal }) {
      const visit = startVisit({
        source: 'arxiv',
        label: sourceTitles.arxiv,
        memory,
        userAgent,
        intervalMs,
        blockMs,
        options: { timeoutMs, retryStatuses, ...visitOptions },
        signal,
      });
      const papers = new Map<string, IncomingPaper>();
      const add = (
        paper: IncomingPaper,
        merge: (known: IncomingPaper, paper: IncomingPaper) => IncomingPaper,
      ) => {
        if (paper.arxivId === null) return;
        const known = papers.get(paper.arxivId);
        papers.set(paper.arxivId, known === undefined ? paper : merge(known, paper));
      };

      let cut = false;
      for (const group of feedGroups(categories)) {
        const feed = await fetchFeed(visit, `${rssUrl}/${group.join('+')}`, now);
        cut ||= feed.items >= full;
        for (const paper of feed.papers) add(paper, sameFromFeeds);
      }
      if (backfill || cut || since === null || announcementMissed(since, now)) {
        const from = queryFrom({ since, backfill, now });
        const found = await papersSince(visit, apiUrl, { categories, from, now }, limits);
        for (const paper of found) add(paper, detailed);
      }
      const lacking = wanted.flatMap((text) => parseArxivId(text)?.id ?? []).filter((id) => !papers.has(id));
      for (const paper of await papersById(visit, apiUrl, [...new Set(lacking)], limits))
        add(paper, detailed);

      const { validators, requests, notModified } = visit;
      return { papers: [...papers.values()], validators, requests, notModified };
    },
  };
}

function blockMs({ status, retryAfter = 0 }: SourceRefusal): number | null {
  return status === 429 || status === 503 ? Math.max(shortestBlock, retryAfter * 1000) : null;
}

async function fetchFeed(visit: Visit, url: string, now: Date): Promise<Feed> {
  const xml = await visit.get(url, 'xml', 'use');
  if (xml === null) return { papers: [], items: 0 };
  try {
    return readFeed(xml, now);
  } catch (cause) {
    const words = messageOf(cause);
    throw unavailable(url, { source: 'arXiv' }, `sent a feed that cannot be used: ${words}`, cause);
  }
}

/** Computer science alone comes near to what a feed holds; of the other archives, five together stay below. */
function feedGroups(categories: readonly string[]): string[][] {
  const archives = Map.groupBy(categories, (category) => category.split('.')[0] ?? category);
  const { own = [], shared = [] } = Object.groupBy(archives, ([archive]) =>
    archive === 'cs' ? 'own' : 'shared',
  );
  const groups = own.map(([, names]) => names);
  for (let start = 0; start < shared.length; start += archivesAFeed) {
    groups.push(shared.slice(start, start + archivesAFeed).flatMap(([, names]) => names));
  }
  return groups;
}

/**
 * Whether a whole feed came and went between two visits: they are rebuilt at midnight in New York, and a visit in
 * the hour after that may still have seen the day before's.
 */
function announcementMissed(since: Date, now: Date): boolean {
  return newYorkDay(now) - newYorkDay(new Date(since.getTime() - hourMs)) > 1;
}

function newYorkDay(instant: Date): number {
  const local = localTime(instant, 'America/New_York');
  return Date.UTC(local.year, local.month - 1, local.day) / dayMs;
}

function queryFrom({ since, backfill, now }: { since: Date | null; backfill: boolean; now: Date }): Date {
  if (since === null) return new Date(now.getTime() - firstVisit);
  if (backfill) return since;
  return new Date(Math.min(since.getTime(), now.getTime()) - announcementLag);
}

/** One announcement seen in two feeds: new in one, a cross-listing in the other. */
function sameFromFeeds(known: IncomingPaper, paper: IncomingPaper): IncomingPaper {
  return {
    ...known,
    categories: [...new Set([...known.categories, ...paper.categories])],
    publishedAt: known.publishedAt ?? paper.publishedAt,
  };
}

/** The API's account, but the text of the feed where the API still lags behind a new version. */
function detailed(known: IncomingPaper, paper: IncomingPaper): IncomingPaper {
  if ((known.version ?? 0) <= (paper.version ?? 0)) return paper;
  const { version, title, abstract, authors } = known;
  return { ...paper, version, title, abstract, authors };
}
