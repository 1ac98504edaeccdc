import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { changeTerms } from '../../../app/retention/change-terms.ts';
import { countTidyable, tidyNow } from '../../../app/retention/tidy.ts';
import { type RetentionName, retentionNames, termsOf } from '../../../domain/retention/retention.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { retentionModel, retentionPage } from './retention-models.ts';

const path = '/admin/settings/retention';
const PageQuery = Type.Object({
  done: Type.Optional(Type.Union([Type.Literal('saved'), Type.Literal('asked')])),
});

function typedIn(body: unknown): Record<RetentionName, string> {
  const entries = retentionNames.map((name) => [name, field(body, name).slice(0, 20)]);
  return Object.fromEntries(entries) as Record<RetentionName, string>;
}

/** How long things are kept, what was tidied, and what would go. */
export function retentionRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { retention } = deps.stores;
  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    more: Omit<Parameters<typeof retentionModel>[0], 'terms' | 'totals' | 'last'> = {},
  ) {
    const [said, totals, last] = await Promise.all([
      retention.readSaid(),
      retention.totals(),
      retention.lastRun(),
    ]);
    const model = retentionModel({ terms: termsOf(said), totals, last, ...more });
    return pages.show(request, reply, retentionPage, model, head(request, 'Retention'));
  }

  app.get('/settings/retention', { schema: { querystring: PageQuery } }, (request, reply) =>
    show(request, reply, { flash: request.query.done }),
  );

  app.post('/settings/retention', async (request, reply) => {
    const typed = typedIn(request.body);
    try {
      await changeTerms(deps, typed, actor(request));
    } catch (error) {
      return show(request, reply.code(400), { typed, errors: wrongFieldsOrThrow(error) });
    }
    return reply.redirect(`${path}?done=saved`, 303);
  });

  app.post('/settings/retention/count', aFewTries, async (request, reply) =>
    show(request, reply, { due: await countTidyable(deps) }),
  );

  app.post('/settings/retention/tidy', async (request, reply) => {
    await tidyNow(deps, actor(request));
    return reply.redirect(`${path}?done=asked`, 303);
  });
}
