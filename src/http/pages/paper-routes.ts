import Type from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { Paper } from '../../domain/paper.ts';
import type { Topic } from '../../domain/topic.ts';
import { type Window, windows } from '../../domain/trending.ts';
import type { App, HttpOptions } from '../options.ts';
import { WindowSchema } from '../schemas/common.ts';
import {
  homePage,
  markableTexts,
  paperHead,
  paperOffers,
  paperPage,
  placeHref,
  searchHeading,
  searchOffer,
  subscribeForm,
  topicHref,
  topicPage,
  topicsPage,
} from './models.ts';
import type { Pages } from './page.ts';

const perPage = 25;
const similarShown = 8;

const listQuery = {
  window: Type.Optional(WindowSchema),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
};

type Asked = { window: Window | undefined; topicId: number | null; query: string | null; page: number };

/**
 * The asked window's papers; when none was asked for, those of the shortest one that has any, so that a weekend or a
 * quiet topic does not show an empty page.
 */
export async function listPapers(
  deps: HttpOptions['deps'],
  { window, topicId, query, page }: Asked,
  limit = perPage,
) {
  const now = deps.now();
  const find = async (span: Window | null) => ({
    ...(await deps.stores.papers.trending({ window: span, topicId, query, now, page, limit })),
    window: span,
    page,
    limit,
  });
  if (window !== undefined) return await find(window);
  if (query === null) {
    for (const span of windows) {
      const found = await find(span);
      if (found.total > 0) return found;
    }
  }
  return await find(null);
}

/** The words to mark in the papers that a search found. */
async function markedWords(
  { stores }: HttpOptions['deps'],
  query: string | null,
  found: readonly Paper[],
): Promise<ReadonlySet<string>> {
  return new Set(query === null ? [] : await stores.papers.matchingWords(query, markableTexts(found)));
}

export async function topicBySlug(deps: HttpOptions['deps'], slug: string): Promise<Topic> {
  const topic = await deps.stores.topics.bySlug(slug);
  if (topic === null)
    throw new DomainError('not_found', 'There is no such topic. The catalogue lists them all.');
  return topic;
}

/**
 * Where a part of a list is to be known: under its own address, since it has papers that no other part has. The first
 * part is the list itself.
 */
function ownPlace(path: string, { window, page = 1 }: { window?: Window; page?: number }): string {
  return page === 1 ? path : placeHref({ path, window: window ?? null, q: null, topic: null }, page);
}

/** Papers and topics, for everybody to read. */
export function paperPages(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { papers, topics } = deps.stores;

  app.get(
    '/',
    {
      schema: {
        querystring: Type.Object({
          ...listQuery,
          topic: Type.Optional(Type.String({ maxLength: 100 })),
          q: Type.Optional(Type.String({ maxLength: 500 })),
        }),
      },
    },
    async (request, reply) => {
      const { window, page = 1, topic: slug, q } = request.query;
      const query = q?.trim() || null;
      // An empty choice in the filter arrives as an empty field.
      const topic = slug === undefined || slug === '' ? null : await topicBySlug(deps, slug);
      const [list, catalogue] = await Promise.all([
        listPapers(deps, { window, topicId: topic?.id ?? null, query, page }),
        topics.list(),
      ]);
      const marked = await markedWords(deps, query, list.items);
      const subscribe = subscribeForm({
        form: query === null ? 'home' : 'search',
        topics: catalogue,
        chosen: topic === null ? [] : [topic.slug],
        offers: searchOffer(query),
      });
      const shown = { ...list, papers: list.items, q: query, topic, topics: catalogue, marked, subscribe };
      return pages.show(request, reply, 'home', homePage(shown), {
        title: query === null ? 'Trending research papers' : searchHeading(query),
        description: 'The research papers that are trending in what you follow, in your inbox.',
        canonical:
          topic === null ? ownPlace('/', request.query) : ownPlace(topicHref(topic.slug), request.query),
        noindex: query !== null,
      });
    },
  );

  app.get(
    '/papers/:id',
    { schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const { id } = request.params;
      const paper = /^\d{1,9}$/.test(id)
        ? await papers.byId(Number(id))
        : await papers.byArxivId(id.replace(/v\d+$/, ''));
      if (paper === null || paper.hidden) throw new DomainError('not_found', 'There is no such paper here.');
      if (id !== String(paper.id)) return reply.redirect(`/papers/${paper.id}`, 301);
      const [similar, catalogue] = await Promise.all([deps.similar(paper.id, similarShown), topics.list()]);
      const suggested = paper.topics.filter(
        ({ slug }) => slug === paper.primaryCategory || !paper.categories.some((c) => c.startsWith(slug)),
      );
      const chosen = suggested.slice(0, 3).map(({ slug }) => slug);
      const subscribe = subscribeForm({
        form: 'paper',
        topics: catalogue,
        chosen,
        offers: paperOffers(paper),
      });
      return pages.show(request, reply, 'paper', paperPage({ paper, similar, subscribe }), {
        ...paperHead(paper),
        canonical: `/papers/${paper.id}`,
      });
    },
  );

  app.get('/topics', async (request, reply) =>
    pages.show(request, reply, 'topics', topicsPage(await topics.listWithCounts()), {
      title: 'Topics',
      description: 'All arXiv categories and curated topics that you can follow.',
      canonical: '/topics',
    }),
  );

  app.get(
    '/topics/:slug',
    {
      schema: {
        params: Type.Object({ slug: Type.String({ maxLength: 100 }) }),
        querystring: Type.Object(listQuery),
      },
    },
    async (request, reply) => {
      const topic = await topicBySlug(deps, request.params.slug);
      const { window, page = 1 } = request.query;
      const [list, catalogue] = await Promise.all([
        listPapers(deps, { window, topicId: topic.id, query: null, page }),
        topics.list(),
      ]);
      const subscribe = subscribeForm({
        form: `topic:${topic.slug}`,
        topics: catalogue,
        chosen: [topic.slug],
      });
      const path = topicHref(topic.slug);
      return pages.show(
        request,
        reply,
        'topic',
        topicPage({ ...list, papers: list.items, topic, subscribe }),
        {
          title: topic.name,
          description: topic.description,
          canonical: ownPlace(path, request.query),
          feeds: [{ href: `${path}/feed.xml`, title: `Offprint: ${topic.name}` }],
        },
      );
    },
  );
}
