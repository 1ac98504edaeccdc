import { createToken, revokeToken } from '../../../app/accounts/api-tokens.ts';
import { field, fields } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { tokensModel, tokensPage } from './token-models.ts';

/** API tokens, in the console. */
export function tokenRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  const { tokens } = deps.stores;

  app.get('/tokens', async (request, reply) =>
    pages.show(
      request,
      reply,
      tokensPage,
      tokensModel({ tokens: await tokens.list() }),
      head(request, 'API tokens'),
    ),
  );

  app.post('/tokens', async (request, reply) => {
    const { body } = request;
    const name = field(body, 'name').slice(0, 200);
    const requested = { scopes: fields(body, 'scopes'), actor: actor(request) };
    try {
      const made = await createToken(deps, name, requested);
      // Shown in the answer to the post, and in no other.
      const model = tokensModel({ tokens: await tokens.list(), made });
      return pages.show(request, reply, tokensPage, model, head(request, 'API tokens'));
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const values = { name, scope: requested.scopes[0] ?? '' };
      const model = tokensModel({ tokens: await tokens.list(), values, errors });
      return pages.show(request, reply.code(400), tokensPage, model, head(request, 'API tokens'));
    }
  });

  app.post('/tokens/:id/revoke', { schema: { params: IdParams } }, async (request, reply) => {
    await revokeToken(deps, request.params.id, actor(request));
    return reply.redirect('/admin/tokens', 303);
  });
}
