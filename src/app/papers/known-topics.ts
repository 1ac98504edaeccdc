import type { Topic } from '../../domain/catalogue/topic.ts';
import type { Needs } from '../deps.ts';
import type { KnownTopics } from './paper-stores.ts';

/** The catalogue as this process last read it, and read again when anything of the site has changed. */
export function openKnownTopics({ stores, siteChanges }: Needs<'siteChanges', 'topics'>): KnownTopics {
  type Read = { topics: readonly Topic[]; bySlug: ReadonlyMap<string, Topic> };
  let known: { changes: number; read: Promise<Read> } | null = null;

  async function read(): Promise<Read> {
    const topics = await stores.topics.list();
    return { topics, bySlug: new Map(topics.map((topic) => [topic.slug.toLowerCase(), topic])) };
  }

  async function now(): Promise<Read> {
    const changes = await siteChanges.count();
    if (changes === null) return await read();
    if (known?.changes !== changes) {
      known = { changes, read: read() };
      // One that failed is not kept.
      known.read.catch(() => {
        known = null;
      });
    }
    return await known.read;
  }

  return {
    list: async () => [...(await now()).topics],
    bySlug: async (slug) => (await now()).bySlug.get(slug.toLowerCase()) ?? null,
    bySlugs: async (slugs) => {
      const { bySlug } = await now();
      return slugs.flatMap((slug) => bySlug.get(slug.toLowerCase()) ?? []);
    },
  };
}
