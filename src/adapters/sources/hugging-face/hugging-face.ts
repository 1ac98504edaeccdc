import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { PaperSource, SourceMemory } from '../../../app/papers/paper-source.ts';
import type { DomainError } from '../../../domain/errors.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import type { IncomingPaper, PaperLink } from '../../../domain/papers/paper.ts';
import { sourceTitles } from '../../../domain/papers/paper-source.ts';
import { dayMs } from '../../../domain/time/units.ts';
import {
  countOrNull,
  instantOrNull,
  readableText,
  readMost,
  textOrNull,
  webAddressOrNull,
} from '../fields.ts';
import { type SourceRefusal, unavailable } from '../http.ts';
import { readJson } from '../json.ts';
import { startVisit, type ValidatorPolicy, type VisitOptions } from '../visit.ts';

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

/** What is sure to be there; the rest is read where it is what it should be. */
const itemSchema = Type.Object({
  paper: Type.Object({
    id: Type.String({ minLength: 1, maxLength: 100 }),
    title: Type.String(),
    summary: Type.String(),
    publishedAt: Type.String(),
    upvotes: Type.Number(),
    authors: Type.Array(Type.Unknown()),
    submittedOnDailyAt: Type.Optional(Type.Unknown()),
    withdrawnAt: Type.Optional(Type.Unknown()),
    githubRepo: Type.Optional(Type.Unknown()),
    githubStars: Type.Optional(Type.Unknown()),
    projectPage: Type.Optional(Type.Unknown()),
    ai_summary: Type.Optional(Type.Unknown()),
  }),
  thumbnail: Type.Optional(Type.Unknown()),
  numComments: Type.Optional(Type.Unknown()),
});
const item = Compile(itemSchema);
const namedAuthor = Compile(Type.Object({ name: Type.String() }));

type Listed = { key: string; listedAt: Date; paper: IncomingPaper };

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
      /** Null: the page is as it was. */
      const page = async (query: string, policy: ValidatorPolicy): Promise<Listed[] | null> => {
        const url = `${baseUrl}/api/daily_papers?${query}`;
        const body = await visit.get(url, 'json', policy);
        const listed = body === null ? null : readListing(body, baseUrl, url);
        for (const { key, paper } of listed ?? []) papers.set(key, paper);
        return listed;
      };

      const horizon = horizonOf({ since, backfill, now });
      const policy = backfill ? 'renew' : 'use';
      const most = givenMost ?? (backfill ? mostPages.backfill : mostPages.visit);
      const notices: string[] = [];
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
      return { papers: [...papers.values()], validators, requests, notModified, notices };
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

function readListing(body: string, baseUrl: string, url: string): Listed[] {
  const unusable = (why: string, cause?: unknown): DomainError =>
    unavailable(url, { source: label }, `sent ${why}`, cause);
  let answer: unknown;
  try {
    answer = readJson(body);
  } catch (cause) {
    throw unusable(
      body === '' ? 'an empty answer' : 'JSON that is cut off, too deep or not well-formed',
      cause,
    );
  }
  if (!Array.isArray(answer)) throw unusable('JSON that is not a list of papers');
  const listed = readMost(answer, (entry) => readItem(entry, baseUrl));
  if (listed === null) throw unusable('a list whose items mostly are not papers as they used to be written');
  return listed;
}

function readItem(entry: unknown, baseUrl: string): Listed | null {
  if (!item.Check(entry)) return null;
  const { paper } = entry;
  const publishedAt = instantOrNull(paper.publishedAt);
  const text = readableText(paper.title, paper.summary);
  // Half of a character cannot stand in an address.
  if (publishedAt === null || text === null || !paper.id.isWellFormed()) return null;
  const arxivId = parseArxivId(paper.id)?.id ?? null;
  const featuredAt = instantOrNull(paper.submittedOnDailyAt);
  const incoming: IncomingPaper = {
    ...text,
    arxivId,
    version: null,
    doi: null,
    authors: paper.authors.flatMap((author) =>
      namedAuthor.Check(author) ? (textOrNull(author.name) ?? []) : [],
    ),
    categories: [],
    primaryCategory: null,
    publishedAt,
    updatedAt: null,
    url: arxivId === null ? `${baseUrl}/papers/${encodeURIComponent(paper.id)}` : null,
    comment: null,
    journalRef: null,
    links: readLinks(paper),
    thumbnailUrl: webAddressOrNull(entry.thumbnail, true),
    summary: textOrNull(paper.ai_summary),
    featuredAt,
    withdrawn: textOrNull(paper.withdrawnAt) !== null,
    signal: readSignal(entry),
  };
  return { key: arxivId ?? paper.id, listedAt: featuredAt ?? publishedAt, paper: incoming };
}

type Item = Static<typeof itemSchema>;

function readLinks({ githubRepo, projectPage }: Item['paper']): PaperLink[] {
  const short = typeof githubRepo === 'string' && /^[\w.-]+\/[\w.-]+$/.test(githubRepo);
  const repository = webAddressOrNull(short ? `https://github.com/${githubRepo}` : githubRepo);
  const project = webAddressOrNull(projectPage);
  return [
    ...(repository === null ? [] : [{ url: repository, type: 'github' }]),
    ...(project === null ? [] : [{ url: project, type: 'project' }]),
  ];
}

function readSignal({ paper, numComments }: Item): IncomingPaper['signal'] {
  const upvotes = countOrNull(paper.upvotes);
  const comments = countOrNull(numComments);
  const stars = countOrNull(paper.githubStars);
  return {
    ...(upvotes === null ? {} : { upvotes }),
    ...(comments === null ? {} : { comments }),
    ...(stars === null ? {} : { stars }),
  };
}
