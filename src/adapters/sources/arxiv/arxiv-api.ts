import { isArxivCategory } from '../../../domain/catalogue/index.ts';
import { DomainError, messageOf } from '../../../domain/errors.ts';
import { dayMs, minuteMs } from '../../../domain/time/units.ts';
import { unavailable } from '../http.ts';
import type { Visit } from '../visit.ts';
import { announcementDays, feedDay } from './arxiv-days.ts';
import { type DatedPaper, readSlice, type Slice } from './arxiv-entries.ts';

export type QueryLimits = {
  /** Results a request. */
  slice: number;
  /** Results that one query gives at most, over all its slices; older ones are asked for by their dates. */
  deepest: number;
  /** Papers that one visit takes at most. */
  most: number;
  /** Ids looked up a request. */
  idsAtOnce: number;
};

export const queryLimits: Readonly<QueryLimits> = {
  slice: 500,
  deepest: 30_000,
  most: 100_000,
  idsAtOnce: 100,
};

/**
 * All papers in `categories` (or archives) first submitted since `from`. Rejects rather than leave some out: also when
 * arXiv sends an empty slice before the end of its results, as it does under load, or, unless it `mayBeQuiet`, nothing
 * at all for days that must have papers; and, with `too_large`, when there are more than a visit can take.
 */
export async function papersSince(
  visit: Visit,
  apiUrl: string,
  input: { categories: readonly string[]; from: Date; now: Date; mayBeQuiet: boolean },
  limits: QueryLimits,
): Promise<DatedPaper[]> {
  const { from, now } = input;
  const found: DatedPaper[] = [];
  // A day ahead, so that no difference between clocks hides the newest papers.
  let until = now.getTime() + dayMs;
  for (let start = 0; ; ) {
    const search = `(${input.categories.map(clause).join(' OR ')}) AND submittedDate:[${stamp(from.getTime())} TO ${stamp(until)}]`;
    const slice = await ask(visit, apiUrl, {
      search_query: search,
      sortBy: 'submittedDate',
      sortOrder: 'descending',
      start: String(start),
      max_results: String(limits.slice),
    });
    const total = slice.total ?? 0;
    // Under load arXiv answers with nothing, and calls it success.
    if (start === 0 && slice.received === 0 && total === 0 && !input.mayBeQuiet && cannotBeQuiet(input)) {
      const since = from.toISOString().slice(0, 10);
      throw unavailable(apiUrl, { source: 'arXiv' }, `sent no papers since ${since}, and there must be some`);
    }
    if (total > limits.most) throw tooMany(total, from, limits.most);
    found.push(...slice.papers.filter((paper) => paper.publishedAt >= from));
    start += slice.received;
    if (slice.papers.some((paper) => paper.publishedAt < from)) return found;
    if (slice.received === 0 && start < total) {
      throw unavailable(apiUrl, { source: 'arXiv' }, `sent nothing after ${start} of ${total} results`);
    }
    if (slice.total === null ? slice.received < limits.slice : start >= total) return found;
    if (start + limits.slice > limits.deepest) {
      const oldest = Math.min(...slice.papers.map((paper) => paper.publishedAt.getTime()));
      // Up, because the minute that the slice ended in may hold more.
      const next = Math.ceil(oldest / minuteMs) * minuteMs;
      if (!(next < until))
        throw unavailable(apiUrl, { source: 'arXiv' }, 'does not sort its results by date');
      until = next;
      start = 0;
    }
  }
}

/** The papers with those ids; ids that arXiv does not know are left out. */
export async function papersById(
  visit: Visit,
  apiUrl: string,
  ids: readonly string[],
  limits: QueryLimits,
): Promise<DatedPaper[]> {
  const found: DatedPaper[] = [];
  for (let start = 0; start < ids.length; start += limits.idsAtOnce) {
    const batch = ids.slice(start, start + limits.idsAtOnce);
    const slice = await ask(visit, apiUrl, { id_list: batch.join(','), max_results: String(batch.length) });
    found.push(...slice.papers);
  }
  return found;
}

async function ask(visit: Visit, apiUrl: string, parameters: Record<string, string>): Promise<Slice> {
  const url = new URL(apiUrl);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const xml = await visit.get(url.href, 'xml', 'ignore');
  try {
    return readSlice(xml ?? '');
  } catch (cause) {
    const words = messageOf(cause);
    throw unavailable(apiUrl, { source: 'arXiv' }, `sent an answer that cannot be used: ${words}`, cause);
  }
}

/** Nobody submits anything to a single category for some days, but not to a whole archive, or to many categories. */
function cannotBeQuiet({
  categories,
  from,
  now,
}: {
  categories: readonly string[];
  from: Date;
  now: Date;
}): boolean {
  const days = announcementDays(feedDay(from), feedDay(now));
  const isBroad = categories.length >= 5 || categories.some((name) => !name.includes('.'));
  return days >= (isBroad ? 2 : 10);
}

/** An archive that is divided (`cs`) stands for all its categories. */
function clause(name: string): string {
  return name.includes('.') || isArxivCategory(name) ? `cat:${name}` : `cat:${name}.*`;
}

/** GMT, as `submittedDate` takes it: YYYYMMDDHHMM. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(0, 12);
}

function tooMany(total: number, from: Date, limit: number): DomainError {
  const since = from.toISOString().slice(0, 10);
  return new DomainError(
    'too_large',
    `arXiv holds ${total} papers since ${since}, more than the ${limit} that one visit takes: give a later date.`,
  );
}
