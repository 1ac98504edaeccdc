import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { nameWords } from '../../../domain/papers/author-name.ts';
import { authorsNamed, sayName } from '../../../domain/papers/authors/authors-named.ts';
import { matchingWords } from '../../../domain/papers/matching-words.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { paperReference } from '../../../domain/papers/paper-reference.ts';
import { askerOf } from '../../asker.ts';
import { topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { PageHead, Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { everyField } from '../days/day-models.ts';
import { dayRoute } from '../days/day-routes.ts';
import { wordsShown } from '../paper-items.ts';
import { listKeptMs, listPapers, listQuery, topicBySlug } from '../paper-list.ts';
import { ownPlace, placeHref } from '../paper-list-models.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { emptyList } from './empty-list.ts';
import { homeModel, homePage } from './home-models.ts';
import {
  isForSearchEngines,
  searchAbout,
  searchFeed,
  searchHeading,
  searchOffer,
  typedName,
} from './search-models.ts';

/** The words to mark in the papers that a search found. */
function markedWords(query: string | null, found: readonly Paper[]): ReadonlySet<string> {
  return new Set(query === null ? [] : matchingWords(query, wordsShown(found)));
}

/** Of a name that was typed, so many of those who have it. */
const authorsOffered = 3;

/**
 * Authors whose name was typed: those of the papers that were found, and, where nothing was, such as with a name that
 * is only begun, those of all papers, which is another search.
 */
async function authorsCalled(
  { deps }: HttpOptions,
  request: FastifyRequest,
  name: string,
  { items, total }: { items: readonly Paper[]; total: number },
): Promise<{ name: string }[]> {
  if (!sayName(name)) return [];
  if (total > 0)
    return authorsNamed(
      nameWords(name),
      items.map(({ id, authors }) => ({ id, names: authors })),
    ).slice(0, authorsOffered);
  const asked = { now: deps.now(), asker: askerOf(request), limit: authorsOffered };
  return await deps.stores.authors.ofName(name, asked);
}

/** The paper whose id, DOI or address was typed, if it can be seen here. */
async function paperNamed(
  { stores }: Pick<HttpOptions['deps'], 'stores'>,
  query: string,
): Promise<number | null> {
  const reference = paperReference(query);
  return reference === null ? null : await stores.papers.numberOf(reference);
}

/**
 * The start page: what is trending, in all fields or one topic, and searching. Without a search it is the same for
 * everybody, and so kept as it is sent; searches are compressed on their way.
 */
export function homeRoutes(app: App, options: HttpOptions, pages: Pages, sendKept: SendKept): void {
  const { deps } = options;
  const ofDay = dayRoute(options, pages, sendKept);
  // An empty choice in the filter arrives as an empty field.
  const askedTopic = async (slug: string | undefined) =>
    slug === undefined || slug === '' ? null : await topicBySlug(deps, slug);

  app.get(
    '/',
    {
      schema: {
        querystring: Type.Object({
          ...listQuery,
          date: Type.Optional(Type.String({ maxLength: 40 })),
          topic: Type.Optional(Type.String({ maxLength: 100 })),
          q: Type.Optional(Type.String({ maxLength: 500 })),
        }),
      },
    },
    async (request, reply) => {
      const { window, page = 1, topic: slug, q, view, date } = request.query;
      const compact = view !== undefined;
      const { language } = request;
      const words = language.pages.papers;
      const query = q?.trim() || null;
      const named = query === null ? null : await paperNamed(deps, query);
      if (date !== undefined && date !== '') {
        if (query === null) {
          const topic = await askedTopic(slug);
          const place = { ...everyField, topic: topic?.slug ?? null };
          return await ofDay(request, reply, { date, window, page, place, topic });
        }
        // Of a search, the day on which papers were submitted counts.
        const dated = { q: `${query} from:${date} to:${date}`, ...(slug ? { topic: slug } : {}) };
        return reply.redirect(`/?${new URLSearchParams(dated).toString()}`, 303);
      }
      if (named !== null) return reply.redirect(`/papers/${named}`, 303);
      const home = async () => {
        const topic = await askedTopic(slug);
        const [list, catalogue] = await Promise.all([
          listPapers(deps, { window, topicId: topic?.id ?? null, query, asker: askerOf(request), page }),
          deps.knownTopics.list(),
        ]);
        const name = query === null ? null : typedName(query);
        const authors = name === null ? [] : await authorsCalled(options, request, name, list);
        const marked = markedWords(list.corrected ?? query, list.items);
        // Nobody means to follow what finds nothing.
        const offers = list.total > 0 ? searchOffer(list.corrected ?? query, language) : [];
        const subscribe = subscribeFormModel({
          now: deps.now(),
          language,
          form: query === null ? 'home' : 'search',
          topics: catalogue,
          chosen: topic === null ? [] : [topic.slug],
          offers,
          about: offers.length > 0 ? searchAbout(list.corrected ?? query, language) : (topic?.name ?? null),
        });
        const shown = {
          ...list,
          compact,
          papers: list.items,
          authors,
          q: query,
          topic,
          topics: catalogue,
          marked,
          subscribe,
          language,
          now: deps.now(),
          empty: query === null && list.total === 0 ? await emptyList(deps, list.window, language) : null,
        };
        const isWhole = page === 1 && topic === null && window === undefined && !compact;
        const isForAll = query !== null && isWhole && isForSearchEngines(query, list.items);
        const head: PageHead = {
          title: query === null ? words.trendingTitle : searchHeading(query, language),
          description: words.description,
          canonical: isForAll
            ? placeHref({ ...everyField, window: null, q: query })
            : ownPlace(topic === null ? '/' : topicHref(topic.slug), request.query),
          noindex: query !== null && !isForAll,
          ...(query === null || list.total === 0
            ? {}
            : { feeds: [searchFeed(query, topic?.slug ?? null, language)] }),
        };
        return { model: homeModel(shown), head };
      };
      if (query !== null) {
        const { model, head } = await home();
        return pages.show(request, reply, homePage, model, head);
      }
      const key = `/ ${window ?? ''} ${page} ${slug ?? ''} ${view ?? ''}`;
      const make = async () => {
        const { model, head } = await home();
        return pages.html(request, homePage, model, head);
      };
      return await sendKept(request, reply, { key, make, longestMs: listKeptMs });
    },
  );
}
