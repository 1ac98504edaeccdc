import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { SourceRefusal } from '../http.ts';
import { startVisit, type ValidatorPolicy, type VisitOptions } from '../visit.ts';
import { type Lacking, type Listed, lackInWords, readListing } from './listing.ts';

export type HuggingFaceOptions = VisitOptions & {
  /** Items a page; the API gives 100 at most. */
  pageSize?: number;
  mostPages?: number;
};

const label = sourceTitles['hugging-face'];
/** 500 calls in five minutes are allowed to one address. */
const intervalMs = 1_000;
const firstVisit = 30 * dayMs;
/** Votes still move this long after a paper was featured. */
const votingTime = 7 * dayMs;
const mostPages = { visit: 60, backfill: 600 };

/**
 * Hugging Face's daily papers: the listing from its newest page back over the time in which votes still move, and the
 * trending page for older papers. A backfill walks back to `since` and asks for every page again. All or nothing: one
 * request that fails makes the harvest fail. A refusal that names a time blocks the source until then.
 */
export function createHuggingFace(input: {
  baseUrl: string;
  memory: SourceMemory;
  userAgent: string;
  options?: HuggingFaceOptions;
}): PaperSource {
  const { baseUrl, memory, userAgent, options = {} } = input;
  const { pageSize = 100, mostPages: givenMost, ...visitOptions } = options;
  return {
    name: 'hugging-face',
    async harvest({ since, backfill, now, signal }) {
      const visit = startVisit({
        source: 'hugging-face',
        label,
        memory,
        userAgent,
        intervalMs,
        blockMs,
        options: visitOptions,
        signal,
      });
      const papers = new Map<string, IncomingPaper>();
      const lacking: Lacking = new Map();
      /** Null: the page is as it was. */
      const page = async (query: string, policy: ValidatorPolicy): Promise<Listed[] | null> => {
        const url = `${baseUrl}/api/daily_papers?${query}`;
        const body = await visit.get(url, 'json', policy);
        const listed = body === null ? null : readListing(body, baseUrl, url, lacking);
        for (const { key, paper } of listed ?? []) papers.set(key, paper);
        return listed;
      };

      const horizon = horizonOf({ since, backfill, now });
      const policy = backfill ? 'renew' : 'use';
      const most = givenMost ?? (backfill ? mostPages.backfill : mostPages.visit);
      let unchanged = false;
      for (let number = 0; number < most; number++) {
        const query = `p=${number}&limit=${pageSize}`;
        // An unchanged page does not tell its dates: after one, the walk ends where the one before it ended.
        if (unchanged && (await memory.validators(`${baseUrl}/api/daily_papers?${query}`)) === null) break;
        const listed = await page(query, policy);
        unchanged = listed === null;
        // Every item, because a single one can stand out of order.
        if (listed?.every(({ listedAt }) => listedAt < horizon)) break;
      }
      await page(`sort=trending&limit=${pageSize}`, policy);

      const { validators, requests, notModified } = visit;
      return {
        papers: [...papers.values()],
        validators,
        requests,
        notModified,
        notices: lackInWords(lacking),
      };
    },
  };
}

function horizonOf({ since, backfill, now }: { since: Date | null; backfill: boolean; now: Date }): Date {
  if (since === null) return new Date(now.getTime() - firstVisit);
  return backfill ? since : new Date(Math.min(since.getTime(), now.getTime()) - votingTime);
}

function blockMs({ retryAfter }: SourceRefusal): number | null {
  return retryAfter === undefined ? null : retryAfter * 1000;
}
