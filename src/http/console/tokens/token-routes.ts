import { createOwnToken, revokeToken } from '../../../app/accounts/api-tokens.ts';
import { field, fields } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { aFewTries } from '../guard.ts';
import { tokensModel, tokensPage } from './token-models.ts';

/** API tokens, in the console. */
export function tokenRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor, who }: ConsoleContext,
): void {
  const { tokens } = deps.stores;
  const listed = async () => ({ tokens: await tokens.list(), now: deps.now() });

  app.get('/tokens', async (request, reply) =>
    pages.show(request, reply, tokensPage, tokensModel(await listed()), head(request, 'API tokens')),
  );

  app.post('/tokens', aFewTries, async (request, reply) => {
    const { body } = request;
    const name = field(body, 'name').slice(0, 200);
    const expires = field(body, 'expires').slice(0, 40);
    const requested = { scopes: fields(body, 'scopes'), expires, present: field(body, 'present') };
    try {
      const made = await createOwnToken(deps, { by: who(request), name, ...requested });
      // Shown in the answer to the post, and in no other.
      const model = tokensModel({ ...(await listed()), made });
      return pages.show(request, reply, tokensPage, model, head(request, 'API tokens'));
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const values = { name, expires, scope: requested.scopes[0] ?? '' };
      const model = tokensModel({ ...(await listed()), values, errors });
      return pages.show(request, reply.code(400), tokensPage, model, head(request, 'API tokens'));
    }
  });

  app.post('/tokens/:id/revoke', { schema: { params: IdParams } }, async (request, reply) => {
    await revokeToken(deps, request.params.id, actor(request));
    return reply.redirect('/admin/tokens', 303);
  });
}
