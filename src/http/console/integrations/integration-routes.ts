import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  addIntegration,
  changeSecret,
  editIntegration,
  readForEdit,
  removeIntegration,
  retryIntegration,
  switchIntegration,
  testIntegration,
} from '../../../app/integrations/edit-integrations.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type IntegrationKind, integrationKinds } from '../../../domain/integrations/integration.ts';
import type { TypedIntegration } from '../../../domain/integrations/typed-integration.ts';
import { zoneNames } from '../../../domain/time/zone-names.ts';
import { field, fields } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import { tickedTopics } from '../../forms/topic-ticks.ts';
import { quantity } from '../../forms/words.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, oneOf } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import {
  type Done,
  integrationHref,
  integrationModel,
  integrationPage,
  integrationsModel,
  integrationsPage,
  typedOf,
} from './integration-models.ts';

const KindQuery = Type.Object({ kind: Type.Optional(oneOf(integrationKinds)) });

/** Messages in the log of one page. */
const shown = 50;

function readForm(body: unknown): TypedIntegration {
  return {
    name: field(body, 'name'),
    url: field(body, 'url'),
    room: field(body, 'room'),
    token: field(body, 'token'),
    events: fields(body, 'events'),
    withReader: field(body, 'withReader') === 'yes',
    topics: tickedTopics(body),
    papers: field(body, 'papers'),
    hour: field(body, 'hour'),
    timezone: field(body, 'timezone'),
  };
}

/** Webhooks, and posts to chats. */
export function integrationRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { integrations } = deps.stores;

  app.get(
    '/integrations',
    { schema: { querystring: Type.Object({ deleted: Type.Optional(Type.Literal('yes')) }) } },
    async (request, reply) => {
      const model = integrationsModel(await integrations.list(), {
        deleted: request.query.deleted === 'yes',
      });
      return pages.show(request, reply, integrationsPage, model, head(request, 'Integrations'));
    },
  );

  async function showNew(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: IntegrationKind,
    more: { typed?: TypedIntegration; errors?: readonly FieldError[] },
  ) {
    const topics = await deps.knownTopics.list();
    const typed = more.typed ?? typedOf(null, null, topics, 'UTC');
    const zones = zoneNames();
    const errors = more.errors ?? [];
    const model = integrationModel({ kind, typed, topics, zones, now: deps.now(), errors });
    return pages.show(request, reply, integrationPage, model, head(request, 'New integration'));
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    more: {
      typed?: TypedIntegration;
      errors?: readonly FieldError[];
      done?: Done | null;
      secret?: string | null;
    },
  ) {
    const { integration, target } = await readForEdit(deps, id);
    const topics = await deps.knownTopics.list();
    const [counts, log] = await Promise.all([integrations.counts(id), integrations.log(id, shown)]);
    const typed = more.typed ?? typedOf(integration, target, topics, 'UTC');
    const model = integrationModel({
      kind: integration.kind,
      topics,
      zones: zoneNames(),
      now: deps.now(),
      known: { integration, target, counts, log },
      ...more,
      typed,
    });
    return pages.show(request, reply, integrationPage, model, head(request, integration.name));
  }

  app.get('/integrations/new', { schema: { querystring: KindQuery } }, (request, reply) =>
    showNew(request, reply, request.query.kind ?? 'webhook', {}),
  );

  app.post('/integrations', { schema: { querystring: KindQuery } }, async (request, reply) => {
    const { kind = 'webhook' } = request.query;
    const typed = readForm(request.body);
    try {
      const { id, secret } = await addIntegration(deps, { kind, typed, actor: actor(request) });
      if (secret === null) return await reply.redirect(`${integrationHref(id)}?done=added`, 303);
      // Shown in the answer to the post, and in no other.
      return await show(request, reply, id, { secret });
    } catch (error) {
      return await showNew(request, reply.code(400), kind, { typed, errors: wrongFieldsOrThrow(error) });
    }
  });

  const words: Record<string, Done> = {
    added: { good: true, text: 'Added. Send a test to see it arrive.' },
    saved: { good: true, text: 'Saved.' },
    on: { good: true, text: 'It is on again.' },
    off: { good: true, text: 'It is off: nothing is sent there.' },
  };

  app.get(
    '/integrations/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ done: Type.Optional(oneOf(['added', 'saved', 'on', 'off'] as const)) }),
      },
    },
    (request, reply) =>
      show(request, reply, request.params.id, {
        done: request.query.done === undefined ? null : (words[request.query.done] ?? null),
      }),
  );

  app.post('/integrations/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const typed = readForm(request.body);
    try {
      await editIntegration(deps, id, { typed, actor: actor(request) });
    } catch (error) {
      return await show(request, reply.code(400), id, { typed, errors: wrongFieldsOrThrow(error) });
    }
    return await reply.redirect(`${integrationHref(id)}?done=saved`, 303);
  });

  app.post(
    '/integrations/:id/test',
    { schema: { params: IdParams }, ...aFewTries },
    async (request, reply) => {
      const { id } = request.params;
      const { trouble } = await testIntegration(deps, id, actor(request));
      const done =
        trouble === null
          ? { good: true, text: 'The test arrived.' }
          : { good: false, text: `The test did not arrive: it ${trouble.replace(/^it /, '')}.` };
      return await show(request, reply, id, { done });
    },
  );

  app.post('/integrations/:id/secret', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const secret = await changeSecret(deps, id, actor(request));
    return await show(request, reply, id, { secret });
  });

  app.post('/integrations/:id/retry', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const count = await retryIntegration(deps, id, actor(request));
    const text = `${quantity(count, 'message')} will be sent again within seconds.`;
    return await show(request, reply, id, { done: { good: true, text } });
  });

  for (const [command, on] of [
    ['on', true],
    ['off', false],
  ] as const)
    app.post(`/integrations/:id/${command}`, { schema: { params: IdParams } }, async (request, reply) => {
      const { id } = request.params;
      await switchIntegration(deps, id, on, actor(request));
      return await reply.redirect(`${integrationHref(id)}?done=${command}`, 303);
    });

  app.post('/integrations/:id/delete', { schema: { params: IdParams } }, async (request, reply) => {
    await removeIntegration(deps, request.params.id, actor(request));
    return await reply.redirect('/admin/integrations?deleted=yes', 303);
  });
}
