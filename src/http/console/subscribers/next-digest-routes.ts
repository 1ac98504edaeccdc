import { randomUUID } from 'node:crypto';
import { previewDigest } from '../../../app/digests/preview-digest.ts';
import { triggerDigest } from '../../../app/digests/trigger-digest.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { nextDigestModel, nextDigestPage } from './next-digest-models.ts';

/** What one reader would get next, in the console, and sending it to them now. */
export function nextDigestRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  async function activeReader(id: number): Promise<Subscriber> {
    const subscriber = await deps.stores.subscribers.byId(id);
    if (subscriber === null) throw new DomainError('not_found', `There is no subscriber ${id}.`);
    if (subscriber.status !== 'active')
      throw new DomainError(
        'conflict',
        `Subscriber ${id} is ${subscriber.status}: only who is active gets digests.`,
      );
    return subscriber;
  }

  app.get(
    '/subscribers/:id/next',
    { config: { handsOut: 'subscribers' }, schema: { params: IdParams } },
    async (request, reply) => {
      const { id } = request.params;
      const subscriber = await activeReader(id);
      const asOf = deps.now();
      const preview = await previewDigest(deps, { subscriberId: id, asOf, links: 'nobody' });
      const model = nextDigestModel({ subscriber, preview, asOf, idempotencyKey: randomUUID() });
      return pages.show(request, reply, nextDigestPage, model, head(request, `Next digest of ${id}`));
    },
  );

  app.post('/subscribers/:id/next', { schema: { params: IdParams } }, async (request, reply) => {
    const { email } = await activeReader(request.params.id);
    const digest = await triggerDigest(deps, {
      origin: 'console',
      emails: [email],
      // Pressed twice, it is sent once.
      idempotencyKey: field(request.body, 'idempotencyKey').slice(0, 200) || undefined,
      actor: actor(request),
    });
    return reply.redirect(`/admin/digests/${digest.id}`, 303);
  });
}
