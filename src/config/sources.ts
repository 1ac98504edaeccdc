import { isIP } from 'node:net';
import { validate as isCron } from 'node-cron';
import { longest } from '../domain/lengths.ts';
import { type SourceName, sourceNames } from '../domain/papers/paper-source.ts';

/** Where papers come from. */
export type SourceSettings = {
  sources: readonly SourceName[];
  huggingFaceUrl: string;
  /** Of both bioRxiv and medRxiv. */
  biorxivApiUrl: string;
  openalexUrl: string;
  /** Null: what is free without one. */
  openalexKey: string | null;
  arxivApiUrl: string;
  arxivRssUrl: string;
  arxivCategories: readonly string[];
  /** Addresses of Atom and RSS feeds. */
  feeds: readonly string[];
  /** Whether feeds may be on this machine: in tests. */
  feedsOnThisMachine: boolean;
  ingestCron: string;
};

/** Asked unless SOURCES says otherwise; the others are for those who want them. */
const usualSources: readonly SourceName[] = ['hugging-face', 'arxiv'];
const archives =
  'cs math physics astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th quant-ph q-bio q-fin stat eess econ';
const mostFeeds = 200;

export function readSourceSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
  { mirror, testing }: { mirror: (name: string) => string | null; testing: boolean },
): SourceSettings {
  const list = (name: string) =>
    text(name)
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? null;
  const named = list('SOURCES')?.flatMap((name) => {
    const found = sourceNames.find((known) => known === name);
    if (found === undefined) wrong('SOURCES', `"${name}" is not one of ${sourceNames.join(', ')}`);
    return found ?? [];
  });
  const feeds = readFeedAddresses(text('FEEDS'), wrong);
  if (feeds.length === 0 && named?.includes('feeds') === true)
    wrong('SOURCES', 'has "feeds", and FEEDS has no addresses');
  const arxivCategories = list('ARXIV_CATEGORIES') ?? archives.split(' ');
  for (const category of arxivCategories) {
    if (!/^[a-z-]+(\.[A-Za-z-]+)?$/.test(category))
      wrong('ARXIV_CATEGORIES', `"${category}" is not an arXiv category such as cs.RO`);
  }
  const ingestCron = text('INGEST_CRON') ?? '17 * * * *';
  if (!isCron(ingestCron))
    wrong('INGEST_CRON', `"${ingestCron}" is not a cron expression such as "17 * * * *"`);
  return {
    sources: withFeeds(named ?? usualSources, feeds),
    huggingFaceUrl: mirror('HUGGING_FACE_URL') ?? 'https://huggingface.co',
    biorxivApiUrl: mirror('BIORXIV_API_URL') ?? 'https://api.biorxiv.org',
    openalexUrl: mirror('OPENALEX_URL') ?? 'https://api.openalex.org',
    openalexKey: text('OPENALEX_KEY'),
    arxivApiUrl: mirror('ARXIV_API_URL') ?? 'https://export.arxiv.org/api/query',
    arxivRssUrl: mirror('ARXIV_RSS_URL') ?? 'https://rss.arxiv.org/rss',
    arxivCategories,
    feeds,
    feedsOnThisMachine: testing,
    ingestCron,
  };
}

/** Feeds are asked when there are any, wherever else papers come from; before arXiv, which fills in details. */
function withFeeds(sources: readonly SourceName[], feeds: readonly string[]): readonly SourceName[] {
  if (feeds.length === 0 || sources.includes('feeds')) return sources;
  const arxiv = sources.indexOf('arxiv');
  return sources.toSpliced(arxiv === -1 ? sources.length : arxiv, 0, 'feeds');
}

/** The addresses of `FEEDS`, each of them once. Whether they are public is seen when they are asked. */
function readFeedAddresses(given: string | null, wrong: (field: string, message: string) => void): string[] {
  const addresses = [...new Set(given?.split(/\s+/).flatMap(splitAtCommas) ?? [])];
  if (addresses.length > mostFeeds)
    wrong('FEEDS', `has ${addresses.length} addresses, and ${mostFeeds} are the most`);
  return addresses.filter((address) => {
    const url = address.length > longest.url ? null : URL.parse(address);
    const isWeb =
      url !== null && /^https?:$/.test(url.protocol) && (url.hostname.includes('.') || isHost(url.hostname));
    // A password may stand in it.
    const shown = url === null ? address.slice(0, 100) : `${url.origin}${url.pathname}`;
    if (!isWeb) wrong('FEEDS', `"${shown}" is not the http or https address of a feed`);
    return isWeb;
  });
}

/** A comma before an address parts two; one within an address is part of it. */
function splitAtCommas(text: string): string[] {
  return text.split(/,(?=https?:|$)/i).filter(Boolean);
}

function isHost(name: string): boolean {
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
