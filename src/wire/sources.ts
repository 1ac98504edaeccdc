import type { PaperSource, SourceMemory } from '../app/papers/paper-source.ts';
import { once } from '../app/single-flight.ts';
import type { Config } from '../config/config.ts';
import type { SourceName } from '../domain/papers/paper-source.ts';
import { version } from '../version.ts';

/** Each is loaded at its first visit: what checks their answers is a fifth of a start, and most commands visit none. */
export function openSources(config: Config, memory: SourceMemory, tries?: number): PaperSource[] {
  return config.sources.map((name) => {
    const open = once(() => openSource(name, config, memory, tries === undefined ? {} : { tries }));
    return {
      name,
      async harvest(input) {
        return await (await open()).harvest(input);
      },
    };
  });
}

async function openSource(
  name: SourceName,
  config: Config,
  memory: SourceMemory,
  options: { tries?: number },
): Promise<PaperSource> {
  const userAgent = `Offprint/${version} (+${config.publicUrl})`;
  switch (name) {
    case 'hugging-face': {
      const { createHuggingFace } = await import('../adapters/sources/hugging-face/hugging-face.ts');
      return createHuggingFace({ baseUrl: config.huggingFaceUrl, memory, userAgent, options });
    }
    case 'arxiv': {
      const { createArxiv } = await import('../adapters/sources/arxiv/arxiv.ts');
      return createArxiv({
        apiUrl: config.arxivApiUrl,
        rssUrl: config.arxivRssUrl,
        categories: [...config.arxivCategories],
        memory,
        userAgent,
        options,
      });
    }
  }
}
