import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { withSaneDates } from '../../../domain/papers/paper-dates.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { VisitOptions } from '../visit.ts';
import { papersById, papersSince, type QueryLimits, queryLimits } from './arxiv-api.ts';
import { announcementMissed, feedDay } from './arxiv-days.ts';
import { type FeedReading, lackInWords, readGroup, toRemember } from './arxiv-feeds.ts';
import type { AnnouncedPaper } from './arxiv-rss.ts';
import { startArxivVisit } from './arxiv-visit.ts';

export type ArxivOptions = VisitOptions &
  Partial<QueryLimits> & {
    /** Items that one of arXiv's feeds holds at most. */
    feedHolds?: number;
  };

const firstVisit = 7 * dayMs;
/** Submitted on Thursday evening before a holiday, announced on Monday. */
const announcementLag = 4 * dayMs;
const archivesAFeed = 5;
const feedHolds = 2_000;

/**
 * arXiv: its RSS feeds, and its query API for what they cannot tell: a first visit, a backfill, announcements that were
 * missed, a feed that was full or repeats the day before, when an unknown paper was published that is listed once more,
 * whether a new version is withdrawn, and the details of `wanted` papers. All or nothing: one request that fails
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
    async harvest({ since, backfill, wanted, known, now, signal }) {
      const visit = startArxivVisit({ memory, userAgent, options: visitOptions, signal });
      const papers = new Map<string, IncomingPaper>();
      const add = (
        paper: IncomingPaper,
        merge: (known: IncomingPaper, paper: IncomingPaper) => IncomingPaper,
      ) => {
        if (paper.arxivId === null) return;
        const before = papers.get(paper.arxivId);
        papers.set(paper.arxivId, before === undefined ? paper : merge(before, paper));
      };

      const readings: FeedReading[] = [];
      for (const names of feedGroups(categories)) {
        const reading = await readGroup(visit, { names, rssUrl, memory, known, since, now });
        readings.push(reading);
        for (const { paper } of reading.announced) add(paper, sameFromFeeds);
      }
      const missed = since === null || announcementMissed(since, now);
      const cut = readings.some(({ items }) => items >= full);
      const lacking = readings.filter(({ lacksDays }) => lacksDays);
      const notices: string[] = [];
      if (backfill || cut || missed || lacking.length > 0) {
        const all = backfill || cut || missed;
        const asked = all ? categories : lacking.flatMap(({ names }) => names);
        const from = queryFrom({ since, backfill, now });
        const found = await papersSince(
          visit,
          apiUrl,
          { categories: asked, from, now, mayBeQuiet: !all },
          limits,
        );
        const others = found.flatMap(({ arxivId }) => arxivId ?? []).filter((id) => !papers.has(id));
        const stored = await known(others);
        const brought = others.filter((id) => !stored.has(id)).length;
        for (const paper of found) add(withSaneDates(paper, now), detailed);
        const lack = missed || backfill ? null : lackInWords(lacking, brought, now);
        if (lack !== null) notices.push(lack);
        if (brought > 0) for (const reading of lacking) reading.freshOn = feedDay(now);
      }

      // What no feed tells of: when a paper that is unknown here was published, and the comments of new versions.
      const announced = readings.flatMap((reading) => reading.announced);
      const stored = await known(announced.map(({ paper }) => paper.arxivId));
      const unclear = announced.filter(({ announcement, paper }) =>
        announcement === 'replacement'
          ? stored.has(paper.arxivId)
          : papers.get(paper.arxivId)?.publishedAt === null && !stored.has(paper.arxivId),
      );
      const isTold = ({ paper: { arxivId, version } }: AnnouncedPaper) => {
        const told = papers.get(arxivId);
        // Feeds tell neither of the two.
        const isFromApi = told !== undefined && told.publishedAt !== null && told.updatedAt !== null;
        return isFromApi && (told.version ?? 0) >= (version ?? 0);
      };
      const wantedIds = wanted
        .flatMap((text) => parseArxivId(text)?.id ?? [])
        .filter((id) => !papers.has(id));
      const unclearIds = unclear.filter((one) => !isTold(one)).map(({ paper }) => paper.arxivId);
      const told = new Map<string, number>();
      for (const paper of await papersById(
        visit,
        apiUrl,
        [...new Set([...unclearIds, ...wantedIds])],
        limits,
      )) {
        add(withSaneDates(paper, now), detailed);
        if (paper.arxivId !== null) told.set(paper.arxivId, paper.version ?? 0);
      }
      const untold = new Set(
        unclear
          .filter(({ paper }) => unclearIds.includes(paper.arxivId))
          .filter(({ paper }) => (told.get(paper.arxivId) ?? -1) < (paper.version ?? 0))
          .map(({ paper }) => paper.arxivId),
      );

      const { requests, notModified } = visit;
      const validators = readings.flatMap((reading) => toRemember(reading, visit.validators, untold) ?? []);
      return { papers: [...papers.values()], validators, requests, notModified, notices };
    },
  };
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
    withdrawn: known.withdrawn || paper.withdrawn,
  };
}

/** The API's account, but what the feed says of a new version that the API does not have yet. */
function detailed(known: IncomingPaper, paper: IncomingPaper): IncomingPaper {
  const publishedAt = paper.publishedAt ?? known.publishedAt;
  if ((known.version ?? 0) <= (paper.version ?? 0)) return { ...paper, publishedAt };
  const { version, title, abstract, authors, withdrawn } = known;
  return { ...paper, publishedAt, version, title, abstract, authors, withdrawn, comment: null };
}
