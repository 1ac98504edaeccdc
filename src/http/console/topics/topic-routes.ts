import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  addTopic,
  curatedTopic,
  editTopic,
  previewQuery,
  type RawTopic,
  resetTopic,
  retireTopic,
} from '../../../app/papers/edit-topic.ts';
import type { CuratedTopic } from '../../../app/papers/paper-stores.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { topicModel, topicPage, topicsModel, topicsPage } from './topic-models.ts';

type Typed = RawTopic & { slug: string };

const SlugParams = Type.Object({ slug: Type.String({ maxLength: 100 }) });

function readForm(body: unknown): Typed {
  return {
    slug: field(body, 'slug'),
    name: field(body, 'name'),
    description: field(body, 'description'),
    group: field(body, 'group'),
    query: field(body, 'query'),
  };
}

/** The curated topics: their words and queries, with what a query finds before it is saved. */
export function topicRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  const { topics } = deps.stores;

  app.get('/topics', async (request, reply) => {
    const counts = new Map((await topics.listWithCounts()).map(({ id, papers }) => [id, papers]));
    const model = topicsModel(await topics.curated(), counts);
    return pages.show(request, reply, topicsPage, model, head(request, 'Topics'));
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    topic: CuratedTopic | null,
    more: { typed?: Typed; errors?: readonly FieldError[]; saved?: boolean },
  ) {
    const { typed, errors = [], saved = false } = more;
    const query = typed?.query ?? topic?.query ?? '';
    // What is wrong with the query is told beside it once, by the preview.
    const wrong = [...errors];
    const matches =
      query.trim() === '' && typed === undefined
        ? null
        : await previewQuery(deps, query).catch((error: unknown) => {
            const fields = wrongFieldsOrThrow(error);
            if (!wrong.some((one) => one.field === 'query')) wrong.push(...fields);
            return null;
          });
    const model = topicModel({
      topic,
      followers: topic === null ? 0 : await topics.followers(topic.id),
      groups: (await topics.curated()).map(({ group }) => group),
      ...(typed === undefined ? {} : { typed }),
      matches,
      errors: wrong,
      saved,
    });
    if (wrong.length > 0) void reply.code(400);
    return pages.show(request, reply, topicPage, model, head(request, topic?.name ?? 'New topic'));
  }

  /** Saves, and comes back; when it is refused, shows the form again with what was typed. */
  async function save(
    request: FastifyRequest,
    reply: FastifyReply,
    topic: CuratedTopic | null,
    work: (typed: Typed) => Promise<CuratedTopic>,
  ) {
    const typed = readForm(request.body);
    try {
      const { slug } = await work(typed);
      return await reply.redirect(`/admin/topics/${slug}?saved=yes`, 303);
    } catch (error) {
      if (!(error instanceof DomainError) || error.fields.length === 0) throw error;
      return await show(request, reply, topic, { typed, errors: error.fields });
    }
  }

  app.get('/topics/new', async (request, reply) => show(request, reply, null, {}));
  app.post('/topics/new', async (request, reply) =>
    save(request, reply, null, (typed) => addTopic(deps, { ...typed, actor: actor(request) })),
  );
  app.post('/topics/new/preview', async (request, reply) =>
    show(request, reply, null, { typed: readForm(request.body) }),
  );

  app.get(
    '/topics/:slug',
    {
      schema: {
        params: SlugParams,
        querystring: Type.Object({ saved: Type.Optional(Type.Literal('yes')) }),
      },
    },
    async (request, reply) => {
      const topic = await curatedTopic(deps.stores, request.params.slug);
      return await show(request, reply, topic, { saved: request.query.saved === 'yes' });
    },
  );
  app.post('/topics/:slug', { schema: { params: SlugParams } }, async (request, reply) => {
    const topic = await curatedTopic(deps.stores, request.params.slug);
    return await save(request, reply, topic, (typed) =>
      editTopic(deps, topic.slug, { ...typed, actor: actor(request) }),
    );
  });
  app.post('/topics/:slug/preview', { schema: { params: SlugParams } }, async (request, reply) => {
    const topic = await curatedTopic(deps.stores, request.params.slug);
    return await show(request, reply, topic, { typed: readForm(request.body) });
  });

  const commands: Record<string, (slug: string, who: string) => Promise<void>> = {
    retire: (slug, who) => retireTopic(deps, slug, true, who),
    restore: (slug, who) => retireTopic(deps, slug, false, who),
    reset: (slug, who) => resetTopic(deps, slug, who),
  };
  for (const [command, run] of Object.entries(commands)) {
    app.post(`/topics/:slug/${command}`, { schema: { params: SlugParams } }, async (request, reply) => {
      const { slug } = await curatedTopic(deps.stores, request.params.slug);
      await run(slug, actor(request));
      return reply.redirect(`/admin/topics/${slug}?saved=yes`, 303);
    });
  }
}
