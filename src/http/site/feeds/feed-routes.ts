import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { logoPath } from '../../../domain/brand/brand.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { sendDocument } from '../../conditional.ts';
import { topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { CopyOf } from '../../page-cache.ts';
import { listKeptMs, listPapers, topicBySlug } from '../paper-list.ts';
import { atom, jsonFeed } from './feed-documents.ts';

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
  const seen = new Map<string, { tag: string; at: Date }>();
  return (path, tag, now) => {
    const last = seen.get(path);
    if (last?.tag === tag) return last.at;
    seen.set(path, { tag, at: now });
    return now;
  };
}

/** The papers of the site and of each topic, as Atom and as JSON Feed. */
export function feedRoutes(app: App, { deps, publicUrl }: HttpOptions, copyOf: CopyOf): void {
  const changedAt = createChangeTimes();

  for (const { file, type, write } of formats) {
    const send = async (request: FastifyRequest, reply: FastifyReply, topic: Topic | null) => {
      const page = topic === null ? '/' : topicHref(topic.slug);
      const path = topic === null ? `/${file}` : `${page}/${file}`;
      const make = async () => {
        const wanted = { window: undefined, topicId: topic?.id ?? null, query: null, asker: null, page: 1 };
        const { items } = await listPapers(deps, wanted, entries);
        const { name, logo } = deps.brand.last();
        const title = `${name}: ${topic === null ? 'trending papers' : topic.name}`;
        const picture = logo === null ? null : `${publicUrl}${logoPath(logo)}`;
        return write(items, { publicUrl, path, page, title, picture, now: deps.now() });
      };
      const { body, tag } = await copyOf({ key: path, make, longestMs: listKeptMs }, null);
      const changed = changedAt(path, tag, deps.now());
      return sendDocument(request, reply, { type, body, tag, changedAt: changed, maxAge });
    };
    app.get(`/${file}`, (request, reply) => send(request, reply, null));
    app.get(
      `/topics/:slug/${file}`,
      { schema: { params: Type.Object({ slug: Type.String({ maxLength: 100 }) }) } },
      async (request, reply) => send(request, reply, await topicBySlug(deps, request.params.slug)),
    );
  }
}
