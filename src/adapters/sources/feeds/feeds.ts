import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import { DomainError, messageOf } from '../../../domain/errors.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { createGuardedFetch } from '../../guarded-fetch.ts';
import { unavailable } from '../http.ts';
import { startVisit, type VisitOptions } from '../visit.ts';
import { type ReadFeed, readAnyFeed } from './feed-entries.ts';

const label = 'The feed';
/** Between two feeds, which are mostly of different sites. */
const intervalMs = 1_000;

/**
 * Atom and RSS feeds given by their addresses: journals, laboratories. Each is asked for what changed. A feed that
 * fails is told of and stops no other; when all do, so does the harvest. No address that is not on the public internet
 * is connected to, but for this machine's own if `loopback` says so.
 */
export function createFeeds(input: {
  addresses: readonly string[];
  loopback: boolean;
  memory: SourceMemory;
  userAgent: string;
  options?: VisitOptions;
}): PaperSource {
  const { addresses, loopback, memory, userAgent, options = {} } = input;
  return {
    name: 'feeds',
    async harvest({ backfill, now, signal }) {
      const visit = startVisit({
        source: 'feeds',
        label,
        memory,
        userAgent,
        intervalMs,
        // Other sites have nothing to do with what one of them asks for.
        blockMs: () => null,
        options: { ...options, fetch: createGuardedFetch({ loopback }), anySite: true },
        signal,
      });
      const papers: IncomingPaper[] = [];
      const notices: string[] = [];
      const failures = new Map<string, DomainError>();
      for (const address of addresses) {
        try {
          const xml = await visit.get(address, 'feed', backfill ? 'renew' : 'use');
          if (xml === null) continue;
          const feed = readWhole(xml, address, now);
          papers.push(...feed.papers);
          const left = feed.items - feed.papers.length;
          if (left > 0) notices.push(leftOut(address, left, feed.items));
        } catch (error) {
          if (!(error instanceof DomainError) || signal.aborted) throw error;
          failures.set(address, error);
        }
      }
      const [first] = failures.values();
      if (first !== undefined && failures.size === addresses.length) throw first;
      for (const { message } of failures.values()) notices.push(message);
      const { requests, notModified } = visit;
      // What could not be read is asked for again, changed or not.
      const validators = visit.validators.filter(({ url }) => !failures.has(url));
      return { papers, validators, requests, notModified, notices };
    },
  };
}

function leftOut(address: string, left: number, items: number): string {
  const { origin, pathname } = new URL(address);
  return `${label} (${origin}${pathname}) has ${left} of ${items} items without title, text or address, which were left out.`;
}

function readWhole(xml: string, address: string, now: Date): ReadFeed {
  try {
    return readAnyFeed(xml, address, now);
  } catch (cause) {
    throw unavailable(address, { source: label }, `cannot be used: ${messageOf(cause)}`, cause);
  }
}
