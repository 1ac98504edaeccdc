import { XMLBuilder } from 'fast-xml-parser';
import Type from 'typebox';
import type { Paper } from '../../domain/paper.ts';
import { texToText } from '../../domain/tex.ts';
import type { App, HttpOptions } from '../options.ts';
import { listPapers, topicBySlug } from './paper-routes.ts';

const entries = 50;
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** XML 1.0 allows no other control characters, not even escaped. */
function text(value: string): string {
  return texToText(value).replace(/[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]/gv, '');
}

/** An Atom feed (RFC 4287) of papers. `path` is the feed's own. */
function atom(
  papers: readonly Paper[],
  feed: { publicUrl: string; path: string; page: string; title: string; now: Date },
): string {
  const { publicUrl, path, page, title, now } = feed;
  const newest = new Date(Math.max(...papers.map(({ freshAt }) => freshAt.getTime())));
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    feed: {
      '@xmlns': 'http://www.w3.org/2005/Atom',
      id: `${publicUrl}${path}`,
      title,
      updated: (papers.length > 0 ? newest : now).toISOString(),
      link: [
        { '@rel': 'self', '@href': `${publicUrl}${path}`, '@type': 'application/atom+xml' },
        { '@rel': 'alternate', '@href': `${publicUrl}${page}`, '@type': 'text/html' },
      ],
      generator: { '@uri': publicUrl, '#text': 'Offprint' },
      entry: papers.map((paper) => ({
        id: `${publicUrl}/papers/${paper.id}`,
        title: text(paper.title),
        link: { '@rel': 'alternate', '@href': `${publicUrl}/papers/${paper.id}`, '@type': 'text/html' },
        published: paper.publishedAt.toISOString(),
        updated: (paper.updatedAt ?? paper.publishedAt).toISOString(),
        // An entry needs an author (RFC 4287, 4.1.2).
        author: (paper.authors.length > 0 ? paper.authors : ['unknown']).map((name) => ({
          name: text(name),
        })),
        category: paper.categories.map((term) => ({ '@term': text(term) })),
        summary: text(paper.summary ?? paper.abstract),
      })),
    },
  };
  return builder.build(document);
}

export function feeds(app: App, { deps, publicUrl }: HttpOptions): void {
  const type = 'application/atom+xml; charset=utf-8';

  app.get('/feed.xml', async (_request, reply) => {
    const { items } = await listPapers(
      deps,
      { window: undefined, topicId: null, query: null, page: 1 },
      entries,
    );
    return reply.type(type).send(
      atom(items, {
        publicUrl,
        path: '/feed.xml',
        page: '/',
        title: 'Offprint: trending papers',
        now: deps.now(),
      }),
    );
  });

  app.get(
    '/topics/:slug/feed.xml',
    { schema: { params: Type.Object({ slug: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const topic = await topicBySlug(deps, request.params.slug);
      const { items } = await listPapers(
        deps,
        { window: undefined, topicId: topic.id, query: null, page: 1 },
        entries,
      );
      const page = `/topics/${encodeURIComponent(topic.slug)}`;
      return reply.type(type).send(
        atom(items, {
          publicUrl,
          path: `${page}/feed.xml`,
          page,
          title: `Offprint: ${topic.name}`,
          now: deps.now(),
        }),
      );
    },
  );
}
