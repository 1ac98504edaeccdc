import type { SourceMemory } from '../../../app/papers/paper-source.ts';
import { messageOf } from '../../../domain/errors.ts';
import type { HttpValidators } from '../../../domain/papers/paper-source.ts';
import { unavailable } from '../http.ts';
import type { Visit } from '../visit.ts';
import {
  announcementDays,
  dateOfFeedDay,
  type FeedDay,
  feedDay,
  feedDayInWords,
  feedDayOfDate,
  isRebuilt,
} from './arxiv-days.ts';
import { type AnnouncedPaper, type Feed, readFeed } from './arxiv-rss.ts';

/** Says which of some arXiv ids are stored. */
export type Known = (arxivIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** What one visit found in the feed of some categories. */
export type FeedReading = {
  names: readonly string[];
  url: string;
  announced: AnnouncedPaper[];
  items: number;
  /** Not changed since it was asked for before. */
  isUnchanged: boolean;
  before: HttpValidators | null;
  /** The last day of which it is known to have brought the papers. */
  freshOn: FeedDay;
  /** There are days whose papers it should have brought, and did not. */
  lacksDays: boolean;
};

/**
 * Reads the feed of one group of categories. It is told to repeat itself, or to be empty where it should not be, by
 * what it says is new: arXiv has served the batch of the day before under the date of today.
 */
export async function readGroup(
  visit: Visit,
  input: {
    names: readonly string[];
    rssUrl: string;
    memory: SourceMemory;
    known: Known;
    since: Date | null;
    now: Date;
  },
): Promise<FeedReading> {
  const { names, since, now } = input;
  const url = `${input.rssUrl}/${names.join('+')}`;
  const before = await input.memory.validators(url);
  const feed = await fetchFeed(visit, url, now);
  const today = feedDay(now);
  const last = before?.freshOn ? feedDayOfDate(before.freshOn) : feedDay(since ?? now);
  const brandNew = (feed?.announced ?? []).filter(({ announcement }) => announcement === 'new');
  const stored = await input.known(brandNew.map(({ paper }) => paper.arxivId));
  const isFresh = brandNew.some(({ paper }) => !stored.has(paper.arxivId));
  // Of a day in between it is not known what it brought; today's may still be on its way after midnight.
  const lackedUntil = isFresh || !isRebuilt(now) ? today - 1 : today;
  return {
    names,
    url,
    announced: feed?.announced ?? [],
    items: feed?.items ?? 0,
    isUnchanged: feed === null,
    before,
    freshOn: isFresh || since === null ? today : last,
    lacksDays: since !== null && announcementDays(last, lackedUntil) > 0,
  };
}

/** Null when it is as it was. */
async function fetchFeed(visit: Visit, url: string, now: Date): Promise<Feed | null> {
  const xml = await visit.get(url, 'xml', 'use');
  if (xml === null) return null;
  try {
    return readFeed(xml, now);
  } catch (cause) {
    const words = messageOf(cause);
    throw unavailable(url, { source: 'arXiv' }, `sent a feed that cannot be used: ${words}`, cause);
  }
}

/**
 * What to remember of a reading; null when it is what was remembered before. A feed with papers of which the API does
 * not tell everything yet (`untold`) is read again at the next visit.
 */
export function toRemember(
  { url, announced, isUnchanged, before, freshOn }: FeedReading,
  fetched: readonly HttpValidators[],
  untold: ReadonlySet<string>,
): HttpValidators | null {
  const freshDate = dateOfFeedDay(freshOn);
  const isSame = isUnchanged && before?.freshOn?.getTime() === freshDate.getTime();
  if (isSame) return null;
  const again = announced.some(({ paper }) => untold.has(paper.arxivId));
  const given = isUnchanged ? before : fetched.find((one) => one.url === url);
  const { etag = null, lastModified = null } = (again ? null : given) ?? {};
  return { url, etag, lastModified, freshOn: freshDate };
}

const namesTold = 4;

/** What to say of feeds without what they should have had, of which the API brought so many; null: nothing. */
export function lackInWords(lacking: readonly FeedReading[], brought: number, now: Date): string | null {
  // A day without papers that is over was a holiday.
  const still = brought > 0 ? lacking : lacking.filter(({ freshOn }) => freshOn < feedDay(now));
  if (still.length === 0) return null;
  const all = still.flatMap(({ names }) => names);
  const more = all.length > namesTold ? ` and ${all.length - namesTold} more` : '';
  const names = all.slice(0, namesTold).join(', ') + more;
  const day = feedDayInWords(feedDay(now));
  return brought > 0
    ? `On ${day} arXiv's feed of ${names} lacked papers; ${brought} came from its API.`
    : `On ${day} neither arXiv's feed of ${names} nor its API has new papers: a holiday, or arXiv is late. It is asked again at the next visit.`;
}
