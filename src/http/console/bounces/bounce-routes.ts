import Type from 'typebox';
import { bounceOrigins, bounceProviders } from '../../../domain/bounces/bounce-origin.ts';
import { bounceKinds } from '../../../domain/bounces/bounce-reason.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { bouncesModel, bouncesPage, webhooksModel, webhooksPage } from './bounce-models.ts';

const perPage = 50;
const postsShown = 200;
const word = Type.Optional(Type.String({ maxLength: 20 }));
/** A bigint of PostgreSQL. */
const BounceId = Type.String({ pattern: '^[0-9]{1,18}$' });

/** What came back, and what providers posted, in the console. */
export function bounceRoutes(
  app: App,
  { deps, publicUrl }: HttpOptions,
  { pages, head }: ConsoleContext,
): void {
  const { bounces, webhookLog } = deps.stores;

  app.get(
    '/bounces',
    {
      schema: {
        querystring: Type.Object({
          kind: word,
          matched: word,
          origin: word,
          before: Type.Optional(BounceId),
        }),
      },
    },
    async (request, reply) => {
      const { kind = '', matched = '', origin = '', before = null } = request.query;
      const items = await bounces.list({
        kind: bounceKinds.find((one) => one === kind) ?? null,
        matched: matched === 'yes' ? true : matched === 'no' ? false : null,
        origin: bounceOrigins.find((one) => one === origin) ?? null,
        before,
        limit: perPage,
      });
      const model = bouncesModel({ items, limit: perPage, filters: { kind, matched, origin } });
      return pages.show(request, reply, bouncesPage, model, head(request, 'Bounces'));
    },
  );

  app.get(
    '/bounces/:id/message',
    { config: { handsOut: 'subscribers' }, schema: { params: Type.Object({ id: BounceId }) } },
    async (request, reply) => {
      const raw = await bounces.raw(request.params.id);
      if (raw === null) throw new DomainError('not_found', 'This message is not kept any more.');
      // As text to download: whatever it holds, no browser takes it for a page of ours.
      return reply
        .type('text/plain; charset=us-ascii')
        .header('content-disposition', `attachment; filename="bounce-${request.params.id}.eml"`)
        .send(Buffer.from(raw));
    },
  );

  app.get('/webhooks', async (request, reply) => {
    const configured = new Set(bounceProviders.filter((name) => deps.webhooks[name].read !== null));
    const model = webhooksModel({ posts: await webhookLog.listPosts(postsShown), configured, publicUrl });
    return pages.show(request, reply, webhooksPage, model, head(request, 'Webhooks'));
  });
}
