import Type from 'typebox';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { type Window, windows } from '../../../domain/ranking/trending.ts';
import { subscribeForm } from '../../forms/form-models.ts';
import { paperOffers, searchOffer } from '../../forms/interest-models.ts';
import { placeHref, topicHref } from '../../forms/list-models.ts';
import { paperHead, wordsShown } from '../../forms/paper-models.ts';
import { searchHeading } from '../../forms/search-models.ts';
import { katexPolicy } from '../../katex.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { PageHead, Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { WindowSchema } from '../../schemas/common.ts';
import { homeModel, paperModel, topicModel, topicsModel } from './paper-pages.ts';

const perPage = 25;
const similarShown = 8;
/** With time alone papers come into the window of a list and leave it: so late they may. */
const longestMs = 60_000;

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
  return new Set(query === null ? [] : await stores.papers.matchingWords(query, wordsShown(found)));
}

export async function topicBySlug(deps: HttpOptions['deps'], slug: string): Promise<Topic> {
  const topic = await deps.knownTopics.bySlug(slug);
  if (topic === null)
    throw new DomainError('not_found', 'There is no such topic. The catalogue lists them all.');
  return topic;
}

/** Rejects with `not_found` for what nobody may see. */
function visible(paper: Paper | null): Paper {
  if (paper === null || paper.hidden) throw new DomainError('not_found', 'There is no such paper here.');
  return paper;
}

/**
 * Where a part of a list is to be known: under its own address, since it has papers that no other part has. The first
 * part is the list itself.
 */
function ownPlace(path: string, { window, page = 1 }: { window?: Window; page?: number }): string {
  return page === 1 ? path : placeHref({ path, window: window ?? null, q: null, topic: null }, page);
}

/**
 * Papers and topics, for everybody to read: the same for each, so that they are kept, as they are sent. Searches are not, and
 * are compressed on their way.
 */
export function paperRoutes(app: App, { deps }: HttpOptions, pages: Pages, sendKept: SendKept): void {
  const { papers } = deps.stores;
  const topics = deps.knownTopics;

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
      const home = async () => {
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
        const head: PageHead = {
          title: query === null ? 'Trending research papers' : searchHeading(query),
          description: 'The research papers that are trending in what you follow, in your inbox.',
          canonical:
            topic === null ? ownPlace('/', request.query) : ownPlace(topicHref(topic.slug), request.query),
          noindex: query !== null,
        };
        return { model: homeModel(shown), head };
      };
      if (query !== null) {
        const { model, head } = await home();
        return pages.show(request, reply, 'home', model, head);
      }
      const key = `/ ${window ?? ''} ${page} ${slug ?? ''}`;
      const make = async () => {
        const { model, head } = await home();
        return pages.html(request, 'home', model, head);
      };
      return await sendKept(request, reply, { key, make, longestMs });
    },
  );

  app.get(
    '/papers/:id',
    { compress: false, schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const { id } = request.params;
      const number = /^\d{1,9}$/.test(id) ? Number(id) : null;
      if (String(number) !== id) {
        const named = await (number === null
          ? papers.byArxivId(id.replace(/v\d+$/, ''))
          : papers.byId(number));
        return reply.redirect(`/papers/${visible(named).id}`, 301);
      }
      const make = async () => {
        const paper = visible(await papers.byId(number ?? 0));
        const [similar, catalogue] = await Promise.all([deps.similar(paper.id, similarShown), topics.list()]);
        const retired = new Set(catalogue.flatMap((topic) => (topic.retired ? [topic.slug] : [])));
        const suggested = paper.topics.filter(
          ({ slug }) =>
            !retired.has(slug) &&
            (slug === paper.primaryCategory || !paper.categories.some((c) => c.startsWith(slug))),
        );
        const chosen = suggested.slice(0, 3).map(({ slug }) => slug);
        const subscribe = subscribeForm({
          form: 'paper',
          topics: catalogue,
          chosen,
          offers: paperOffers(paper),
        });
        return pages.html(request, 'paper', paperModel({ paper, similar, subscribe }), {
          ...paperHead(paper),
          canonical: `/papers/${paper.id}`,
        });
      };
      const policy = String(reply.getHeader('content-security-policy'));
      void reply.header('content-security-policy', `${policy};${katexPolicy}`);
      return await sendKept(request, reply, { key: `/papers/${number}`, make });
    },
  );

  app.get('/topics', { compress: false }, (request, reply) => {
    const make = async () =>
      pages.html(request, 'topics', topicsModel(await deps.stores.topics.listWithCounts()), {
        title: 'Topics',
        description: 'All arXiv categories and curated topics that you can follow.',
        canonical: '/topics',
      });
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
      const { window, page = 1 } = request.query;
      const make = async () => {
        const topic = await topicBySlug(deps, slug);
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
        return pages.html(request, 'topic', topicModel({ ...list, papers: list.items, topic, subscribe }), {
          title: topic.name,
          description: topic.description,
          canonical: ownPlace(path, request.query),
          feeds: [{ href: `${path}/feed.xml`, title: `Offprint: ${topic.name}` }],
        });
      };
      const key = `/topics/${slug} ${window ?? ''} ${page}`;
      return await sendKept(request, reply, { key, make, longestMs });
    },
  );
}
