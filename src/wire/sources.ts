import type { LookUpPaper, PaperSource, SourceMemory } from '../app/papers/paper-source.ts';
import { once } from '../app/single-flight.ts';
import type { Config } from '../config/config.ts';
import { preprintServers } from '../domain/catalogue/preprint-topics.ts';
import { isPreprintDoi } from '../domain/papers/doi.ts';
import type { SourceName } from '../domain/papers/paper-source.ts';
import { version } from '../version.ts';

type Common = { memory: SourceMemory; userAgent: string; options: { tries?: number } };

/** The sources that there are: one line each. */
const openers: Record<SourceName, (config: Config, common: Common) => Promise<PaperSource>> = {
  'hugging-face': async ({ huggingFaceUrl: baseUrl }, common) =>
    (await import('../adapters/sources/hugging-face/hugging-face.ts')).createHuggingFace({
      baseUrl,
      ...common,
    }),
  biorxiv: async ({ biorxivApiUrl: baseUrl }, common) =>
    (await import('../adapters/sources/biorxiv/biorxiv.ts')).createBiorxiv({
      server: 'biorxiv',
      baseUrl,
      ...common,
    }),
  medrxiv: async ({ biorxivApiUrl: baseUrl }, common) =>
    (await import('../adapters/sources/biorxiv/biorxiv.ts')).createBiorxiv({
      server: 'medrxiv',
      baseUrl,
      ...common,
    }),
  feeds: async ({ feeds: addresses, feedsOnThisMachine: loopback }, common) =>
    (await import('../adapters/sources/feeds/feeds.ts')).createFeeds({ addresses, loopback, ...common }),
  arxiv: async ({ arxivApiUrl: apiUrl, arxivRssUrl: rssUrl, arxivCategories }, common) =>
    (await import('../adapters/sources/arxiv/arxiv.ts')).createArxiv({
      apiUrl,
      rssUrl,
      categories: [...arxivCategories],
      ...common,
    }),
  openalex: async ({ openalexUrl: baseUrl, openalexKey: key, mailFrom }, common) =>
    (await import('../adapters/sources/openalex/openalex.ts')).createOpenalex({
      baseUrl,
      key,
      mailto: senderOf(mailFrom),
      ...common,
    }),
};

/** Each is loaded at its first visit: what checks their answers is a fifth of a start, and most commands visit none. */
export function openSources(config: Config, memory: SourceMemory, tries?: number): PaperSource[] {
  const userAgent = userAgentOf(config);
  const options = tries === undefined ? {} : { tries };
  return config.sources.map((name) => {
    const open = once(() => openers[name](config, { memory, userAgent, options }));
    return {
      name,
      async harvest(input) {
        return await (await open()).harvest(input);
      },
    };
  });
}

/** One try, since somebody waits for the answer. */
const lookUpOptions = { tries: 1, timeoutMs: 15_000 };

/** What fetches single papers, from where the configuration says that arXiv, bioRxiv and medRxiv are. */
export function openLookUp(config: Config, memory: SourceMemory): LookUpPaper {
  const common = { memory, userAgent: userAgentOf(config), options: lookUpOptions };
  return async ({ kind, id }, signal) => {
    if (kind === 'arxiv') {
      const { lookUpAtArxiv } = await import('../adapters/sources/arxiv/arxiv-lookup.ts');
      const paper = await lookUpAtArxiv(id, { apiUrl: config.arxivApiUrl, ...common, signal });
      return { paper, sources: ['arxiv'] };
    }
    if (!isPreprintDoi(id)) return { paper: null, sources: [] };
    const { lookUpAtBiorxiv } = await import('../adapters/sources/biorxiv/biorxiv.ts');
    for (const server of preprintServers) {
      const paper = await lookUpAtBiorxiv(id, { server, baseUrl: config.biorxivApiUrl, ...common, signal });
      if (paper !== null) return { paper, sources: [server] };
    }
    return { paper: null, sources: preprintServers };
  };
}

function userAgentOf({ publicUrl }: Pick<Config, 'publicUrl'>): string {
  return `Offprint/${version} (+${publicUrl})`;
}

/** The address in MAIL_FROM, by which OpenAlex can reach whoever runs this; null for the one of a trial. */
function senderOf(mailFrom: string): string | null {
  const address = mailFrom.split('<').at(-1)?.replace('>', '').trim() ?? '';
  return address === '' || address.endsWith('.localdomain') ? null : address;
}
