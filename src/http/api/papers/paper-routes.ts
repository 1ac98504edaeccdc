import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import { askerOf } from '../../asker.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, listOf, WindowSchema } from '../../schemas/common.ts';
import { answer, limitUpTo, queryOf } from '../../schemas/operation.ts';
import { PaperSchema, paperExample, paperJson } from './paper.ts';

const tags = ['public'];
const failures = ['invalid', 'not_found', 'too_many'] as const;

const searchSyntax =
  'words (papers that have all of them come first, then papers that say something near; slips of the pen are corrected, see `corrected`), "phrases", -word, OR, which keep their exact meaning; an arXiv id, DOI or address of a paper; the name of an author; `author:hinton` or `author:"Geoffrey Hinton"`, `cat:cs.RO`, `from:2026-10-01`, `to:2026-10`; `-author:` and `-cat:` leave out';

/** What anybody may ask about papers. */
export function paperRoutes(app: App, { deps }: HttpOptions): void {
  const { papers, topics } = deps.stores;

  app.get(
    '/papers',
    {
      schema: {
        operationId: 'listPapers',
        summary: 'Trending papers, or papers that match a search',
        tags,
        querystring: queryOf({
          q: Type.Optional(
            Type.String({
              maxLength: 500,
              description: searchSyntax,
              examples: ['"graph neural" -survey'],
            }),
          ),
          topic: Type.Optional(Type.String({ maxLength: 100, description: 'a slug', examples: ['cs.RO'] })),
          window: Type.Optional(WindowSchema),
          page: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000,
              description: 'which part of the list, from 1',
              examples: [1],
            }),
          ),
          limit: limitUpTo(100),
        }),
        response: {
          200: answer(
            'A part of the list.',
            Type.Object({
              items: Type.Array(PaperSchema),
              total: Type.Integer({ description: 'how many there are in all; at most 2,000 of a search' }),
              exact: Type.Boolean({ description: 'false: there are more than `total`' }),
              corrected: Type.Union([Type.String(), Type.Null()], {
                description:
                  'what was searched for instead, when no paper has the words as they were typed; put a word in quotation marks to search for just that',
              }),
              page: Type.Integer(),
              limit: Type.Integer(),
            }),
            { items: [paperExample], total: 1, exact: true, corrected: null, page: 1, limit: 20 },
          ),
        },
        failures,
      },
    },
    async (request) => {
      const { q, topic: slug, window = null, page = 1, limit = 20 } = request.query;
      const topic = slug === undefined ? null : await topics.bySlug(slug);
      if (slug !== undefined && topic === null) {
        throw new DomainError('invalid', 'There is no such topic.', {
          fields: [{ field: 'topic', message: `there is no topic "${slug}"; /api/v1/topics lists them all` }],
        });
      }
      const query = q?.trim() || null;
      const { items, total, exact, corrected } = await papers.trending({
        window,
        topicId: topic?.id ?? null,
        query,
        asker: askerOf(request),
        now: deps.now(),
        page,
        limit,
      });
      return { items: items.map(paperJson), total, exact, corrected, page, limit };
    },
  );

  const found = async (id: number) => {
    const paper = await papers.byId(id);
    if (paper === null || paper.hidden) throw new DomainError('not_found', `There is no paper ${id}.`);
    return paper;
  };

  app.get(
    '/papers/:id',
    {
      schema: {
        operationId: 'getPaper',
        summary: 'One paper',
        tags,
        params: IdParams,
        response: { 200: answer('The paper.', PaperSchema, paperExample) },
        failures,
      },
    },
    async (request) => paperJson(await found(request.params.id)),
  );

  app.get(
    '/papers/:id/similar',
    {
      schema: {
        operationId: 'listSimilarPapers',
        summary: 'Papers like this one, best first',
        tags,
        params: IdParams,
        querystring: queryOf({ limit: limitUpTo(100) }),
        response: {
          200: answer('Papers, the most alike first.', listOf(PaperSchema), {
            items: [{ ...paperExample, id: 2 }],
          }),
        },
        failures,
      },
    },
    async (request) => {
      const paper = await found(request.params.id);
      const similar = await deps.similar(paper.id, request.query.limit ?? 10);
      const items = await deps.stores.papers.byIds(similar);
      return { items: items.map(paperJson) };
    },
  );
}
