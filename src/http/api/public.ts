import Type from 'typebox';
import { subscribe } from '../../app/subscribers/subscribe.ts';
import { DomainError } from '../../domain/errors.ts';
import { askedLanguage } from '../../domain/languages/index.ts';
import type { App, HttpOptions } from '../options.ts';
import {
  IdParams,
  InterestFields,
  LanguageField,
  listOf,
  PaperSchema,
  ProblemSchema,
  TopicSchema,
  WindowSchema,
} from '../schemas/common.ts';
import { paperJson } from './json.ts';

const searchSyntax =
  'words, "phrases", -word, OR; `author:hinton` or `author:"Geoffrey Hinton"`, `cat:cs.RO`, `from:2026-10-01`, `to:2026-10`; `-author:` and `-cat:` leave out';
const errors = { 400: ProblemSchema, 404: ProblemSchema, 429: ProblemSchema };

/** What anybody may ask: papers, topics, a subscription. */
export async function publicApi(app: App, { deps }: HttpOptions): Promise<void> {
  const { stores } = deps;

  app.post(
    '/subscriptions',
    {
      schema: {
        summary: 'Ask for a subscription',
        description:
          'Always 202 for an address that can be mailed, whatever its state here. A confirmation mail follows if there is something to confirm.',
        tags: ['public'],
        body: Type.Object(
          {
            email: Type.String({ maxLength: 1_000 }),
            ...InterestFields,
            cadence: Type.Optional(
              Type.String({ description: 'daily, weekly or monthly; daily when absent' }),
            ),
            timezone: Type.Optional(Type.String({ description: 'IANA name; UTC when absent' })),
            hour: Type.Optional(Type.Integer({ description: 'local hour, 0 to 23; 8 when absent' })),
            language: LanguageField,
          },
          { additionalProperties: false },
        ),
        response: {
          202: Type.Object({ status: Type.Literal('accepted'), message: Type.String() }),
          ...errors,
        },
      },
    },
    async (request, reply) => {
      const language =
        request.body.language || askedLanguage(request.headers['accept-language']) || undefined;
      await subscribe(deps, { ...request.body, language, form: 'api', clientIp: request.ip });
      return reply.code(202).send({
        status: 'accepted',
        message: 'If the address can be subscribed, a mail with a link to confirm is on its way.',
      });
    },
  );

  app.get(
    '/papers',
    {
      schema: {
        summary: 'Trending papers, or papers that match a search',
        tags: ['public'],
        querystring: Type.Object(
          {
            q: Type.Optional(Type.String({ maxLength: 500, description: searchSyntax })),
            topic: Type.Optional(Type.String({ maxLength: 100, description: 'a slug' })),
            window: Type.Optional(WindowSchema),
            page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(PaperSchema),
            total: Type.Integer({ description: 'how many there are in all; at most 2,000 of a search' }),
            exact: Type.Boolean({ description: 'false: there are more than `total`' }),
            page: Type.Integer(),
            limit: Type.Integer(),
          }),
          ...errors,
        },
      },
    },
    async (request) => {
      const { q, topic: slug, window = null, page = 1, limit = 20 } = request.query;
      const topic = slug === undefined ? null : await stores.topics.bySlug(slug);
      if (slug !== undefined && topic === null) {
        throw new DomainError('invalid', 'There is no such topic.', {
          fields: [{ field: 'topic', message: `there is no topic "${slug}"; /api/v1/topics lists them all` }],
        });
      }
      const query = q?.trim() || null;
      const { items, total, exact } = await stores.papers.trending({
        window,
        topicId: topic?.id ?? null,
        query,
        now: deps.now(),
        page,
        limit,
      });
      return { items: items.map(paperJson), total, exact, page, limit };
    },
  );

  const found = async (id: number) => {
    const paper = await stores.papers.byId(id);
    if (paper === null || paper.hidden) throw new DomainError('not_found', `There is no paper ${id}.`);
    return paper;
  };

  app.get(
    '/papers/:id',
    {
      schema: {
        summary: 'One paper',
        tags: ['public'],
        params: IdParams,
        response: { 200: PaperSchema, ...errors },
      },
    },
    async (request) => paperJson(await found(request.params.id)),
  );

  app.get(
    '/papers/:id/similar',
    {
      schema: {
        summary: 'Papers like this one, best first',
        tags: ['public'],
        params: IdParams,
        querystring: Type.Object(
          { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
          { additionalProperties: false },
        ),
        response: { 200: listOf(PaperSchema), ...errors },
      },
    },
    async (request) => {
      const paper = await found(request.params.id);
      const items = await deps.similar(paper.id, request.query.limit ?? 10);
      return { items: items.map(paperJson) };
    },
  );

  app.get(
    '/topics',
    {
      schema: {
        summary: 'The catalogue of topics',
        tags: ['public'],
        response: { 200: listOf(TopicSchema) },
      },
    },
    async () => ({ items: (await stores.topics.listWithCounts()).filter(({ retired }) => !retired) }),
  );
}
