import Type from 'typebox';
import { topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { listKeptMs, listPapers, listQuery, topicBySlug } from '../paper-list.ts';
import { ownPlace } from '../paper-list-models.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { topicModel, topicPage, topicsModel, topicsPage } from './topic-models.ts';

/** The catalogue of topics, and each topic's papers: the same for everybody, and so kept as they are sent. */
export function topicRoutes(app: App, { deps }: HttpOptions, pages: Pages, sendKept: SendKept): void {
  app.get('/topics', { compress: false }, (request, reply) => {
    const { language } = request;
    const make = async () => {
      const { collections, topics } = deps.stores;
      const model = topicsModel(await topics.listWithCounts(), await collections.listPublished(), language);
      return pages.html(request, topicsPage, model, {
        title: language.pages.papers.topicsHeading,
        description: language.pages.papers.topicsDescription,
        canonical: '/topics',
      });
    };
    return sendKept(request, reply, { key: '/topics', make });
  });

  app.get(
    '/topics/:slug',
    {
      compress: false,
      schema: {
        params: Type.Object({ slug: Type.String({ maxLength: 100 }) }),
        querystring: Type.Object(listQuery),
      },
    },
    async (request, reply) => {
      const { slug } = request.params;
      const { language } = request;
      const { window, page = 1, view } = request.query;
      const make = async () => {
        const topic = await topicBySlug(deps, slug);
        const [list, catalogue] = await Promise.all([
          listPapers(deps, { window, topicId: topic.id, query: null, asker: null, page }),
          deps.knownTopics.list(),
        ]);
        const subscribe = subscribeFormModel({
          now: deps.now(),
          language,
          form: `topic:${topic.slug}`,
          topics: catalogue,
          chosen: [topic.slug],
          about: topic.name,
        });
        const path = topicHref(topic.slug);
        const compact = view !== undefined;
        const model = topicModel({ ...list, compact, papers: list.items, topic, subscribe, language });
        return pages.html(request, topicPage, model, {
          title: topic.name,
          description: topic.description,
          canonical: ownPlace(path, request.query),
          feeds: [{ href: `${path}/feed.xml`, title: `${deps.brand.last().name}: ${topic.name}` }],
        });
      };
      const key = `/topics/${slug} ${window ?? ''} ${page} ${view ?? ''}`;
      return await sendKept(request, reply, { key, make, longestMs: listKeptMs });
    },
  );
}
