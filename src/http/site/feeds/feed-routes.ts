import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import Type from 'typebox';
import { logoPath } from '../../../domain/brand/brand.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { english } from '../../../domain/languages/en.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { longest } from '../../../domain/lengths.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { readSaved } from '../../../domain/papers/saved/saved-list.ts';
import { askerOf } from '../../asker.ts';
import { sendDocument } from '../../conditional.ts';
import { collectionHref, topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { CopyOf } from '../../page-cache.ts';
import { filled } from '../../say.ts';
import { AuthorParams, authorByKey, otherKey } from '../authors/author-routes.ts';
import { publishedCollection, SlugParams } from '../collections/collection-routes.ts';
import { searchHeading } from '../home/search-models.ts';
import { listKeptMs, listPapers, topicBySlug } from '../paper-list.ts';
import { placeHref } from '../paper-list-models.ts';
import { savedPapers } from '../saved/saved-list.ts';
import { savedPath } from '../saved/saved-models.ts';
import { atom, type Feed, jsonFeed } from './feed-documents.ts';

const entries = 50;
/** Seconds that a feed may be kept; votes move it as often as the sources are asked. */
const maxAge = 300;

const formats = [
  { file: 'feed.xml', type: 'application/atom+xml; charset=utf-8', write: atom },
  { file: 'feed.json', type: 'application/feed+json; charset=utf-8', write: jsonFeed },
] as const;

/**
 * When each feed was last seen to change, for readers that ask by time. Votes reorder a feed without a trace in any of
 * its dates, so this process remembers; after a start everything has just changed.
 */
function createChangeTimes(): (path: string, tag: string, now: Date) => Date {
  // Of searches there are as many feeds as anybody asks for.
  const seen = new LRUCache<string, { tag: string; at: Date }>({ max: 2_000 });
  return (path, tag, now) => {
    const last = seen.get(path);
    if (last?.tag === tag) return last.at;
    seen.set(path, { tag, at: now });
    return now;
  };
}

const narrowing = Type.Object({
  q: Type.Optional(Type.String({ maxLength: longest.search })),
  topic: Type.Optional(Type.String({ maxLength: longest.slug })),
});
const listed = Type.Object({ papers: Type.String({ maxLength: 1_000 }) });

/** The page whose feed it is. */
function feedPage(q: string | null, topic: Topic | null): string {
  return placeHref({ path: '/', window: null, q, topic: topic?.slug ?? null });
}

/** What a feed has: its papers, and what it is called; null: it is that of all papers. */
type Read = { papers: readonly Paper[]; name: string | null } & Pick<Feed, 'edited'>;
type ReadFeed = () => Promise<Read>;

/** The papers of the site, of each topic, author and published collection, as Atom and as JSON Feed. */
export function feedRoutes(app: App, { deps, publicUrl }: HttpOptions, copyOf: CopyOf): void {
  const changedAt = createChangeTimes();

  async function ofTopic(topic: Topic | null): Promise<Read> {
    const wanted = { window: undefined, topicId: topic?.id ?? null, query: null, asker: null, page: 1 };
    const { items } = await listPapers(deps, wanted, entries);
    return { papers: items, name: topic === null ? null : topic.name };
  }

  /** Of what a search finds among the papers of a month, the best ones, the newest first. */
  async function ofSearch(query: string, topic: Topic | null, asker: string | null): Promise<Read> {
    const wanted = { window: 'month' as const, topicId: topic?.id ?? null, query, asker, page: 1 };
    const { items } = await listPapers(deps, wanted, entries);
    const papers = items.toSorted((a, b) => b.freshAt.getTime() - a.freshAt.getTime());
    const found = searchHeading(query, english);
    return { papers, name: topic === null ? found : `${found} in ${topic.name}` };
  }

  async function ofCollection(slug: string): Promise<Read> {
    const { id, name, changedAt: at } = await publishedCollection(deps, slug);
    const collected = await deps.stores.collections.papersOf(id, 'visible');
    const notes = new Map(collected.flatMap(({ paper, note }) => (note === null ? [] : [[paper.id, note]])));
    return { papers: collected.map(({ paper }) => paper), name, edited: { at, notes } };
  }

  async function ofAuthor(key: string, asker: string | null): Promise<Read> {
    const author = await authorByKey(deps, key, asker);
    const newest = author.papers.slice(0, entries).map(({ id }) => id);
    return { papers: await deps.stores.papers.byIds(newest), name: author.name };
  }

  for (const { file, type, write } of formats) {
    const send = async (request: FastifyRequest, reply: FastifyReply, page: string, read: ReadFeed) => {
      // What a page is narrowed to narrows its feed, in the same words.
      const [before = '', query] = page.split('?', 2);
      const path = `${before === '/' ? '' : before}/${file}${query === undefined ? '' : `?${query}`}`;
      const make = async () => {
        const { papers, name, ...more } = await read();
        // A feed is one for all who read it, so it is in the language of the service.
        const { name: site, logo, language: tag } = deps.brand.last();
        const language = tag === null ? english : languageOf(tag);
        const picture = logo === null ? null : `${publicUrl}${logoPath(logo)}`;
        const title =
          name === null ? filled(language.pages.layout.feed, { service: site }) : `${site}: ${name}`;
        return write(papers, {
          publicUrl,
          ids: deps.feedIds,
          path,
          page,
          title,
          picture,
          language: language.tag,
          now: deps.now(),
          ...more,
        });
      };
      const { body, tag } = await copyOf({ key: path, make, longestMs: listKeptMs }, null);
      const changed = changedAt(path, tag, deps.now());
      return sendDocument(request, reply, { type, body, tag, changedAt: changed, maxAge });
    };
    app.get(`/${file}`, { schema: { querystring: narrowing } }, async (request, reply) => {
      const { q, topic: slug } = request.query;
      const query = q?.trim() || null;
      const topic = slug === undefined || slug === '' ? null : await topicBySlug(deps, slug);
      if (query === null) return await send(request, reply, feedPage(null, topic), () => ofTopic(topic));
      const asker = askerOf(request);
      return await send(request, reply, feedPage(query, topic), () => ofSearch(query, topic, asker));
    });
    app.get(`/saved/${file}`, { schema: { querystring: listed } }, (request, reply) => {
      const list = readSaved(request.query.papers);
      return send(request, reply, savedPath(list), async () => ({
        papers: await savedPapers({ deps }, list),
        name: english.pages.cards.sharedList,
      }));
    });
    app.get(`/topics/:slug/${file}`, { schema: { params: SlugParams } }, async (request, reply) => {
      const topic = await topicBySlug(deps, request.params.slug);
      return await send(request, reply, topicHref(topic.slug), () => ofTopic(topic));
    });
    app.get(`/authors/:id/${file}`, { schema: { params: AuthorParams } }, async (request, reply) => {
      const { id } = request.params;
      const other = otherKey(id);
      if (other !== null) return reply.redirect(`/authors/${encodeURIComponent(other)}/${file}`, 301);
      const asker = askerOf(request);
      return await send(request, reply, `/authors/${encodeURIComponent(id)}`, () => ofAuthor(id, asker));
    });
    app.get(`/collections/:slug/${file}`, { schema: { params: SlugParams } }, (request, reply) => {
      const { slug } = request.params;
      return send(request, reply, collectionHref(slug), () => ofCollection(slug));
    });
  }
}
