import Type from 'typebox';
import { topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { dayRoute } from '../days/day-routes.ts';
import { listKeptMs, listPapers, listQuery, topicBySlug } from '../paper-list.ts';
import { ownPlace } from '../paper-list-models.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { topicModel, topicPage, topicsModel, topicsPage } from './topic-models.ts';

/** The catalogue of topics, and each topic's papers: the same for everybody, and so kept as they are sent. */
export function topicRoutes(app: App, options: HttpOptions, pages: Pages, sendKept: SendKept): void {
  const { deps } = options;
  const ofDay = dayRoute(options, pages, sendKept);

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
        querystring: Type.Object({ ...listQuery, date: Type.Optional(Type.String({ maxLength: 40 })) }),
      },
    },
    async (request, reply) => {
      const { slug } = request.params;
      const { language } = request;
      const { window, page = 1, view, date } = request.query;
      if (date !== undefined && date !== '') {
        const topic = await topicBySlug(deps, slug);
        const place = { path: topicHref(topic.slug), topic: null };
        return await ofDay(request, reply, { date, window, page, place, topic });
      }
      const make = async () => {
        const topic = await topicBySlug(deps, slug);
        const [list, catalogue] = await Promise.all([
          listPapers(deps, { window, topicId: topic.id, query: null, asker: null, page }),
          deps.knownTopics.list(),
        ]);
        const now = deps.now();
        const subscribe = subscribeFormModel({
          now,
          language,
          form: `topic:${topic.slug}`,
          topics: catalogue,
          chosen: [topic.slug],
          about: topic.name,
        });
        const path = topicHref(topic.slug);
        const compact = view !== undefined;
        const model = topicModel({ ...list, compact, papers: list.items, topic, now, subscribe, language });
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
