import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { liftBounce } from '../../../app/bounces/lift-bounce.ts';
import { confirmAgain } from '../../../app/subscribers/confirm-again.ts';
import { editByAdmin } from '../../../app/subscribers/edit-subscriber.ts';
import { eraseSubscriber } from '../../../app/subscribers/erase-subscriber.ts';
import { exportSubscriber } from '../../../app/subscribers/export-personal-data.ts';
import { addTagsByAdmin, removeTagByAdmin } from '../../../app/subscribers/tags/edit-tags.ts';
import { type ErrorCode, invalid } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, idCursor } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { readSubscriberForm, readSubscriberModel, type SubscriberNotes } from './subscriber-form.ts';
import { subscriberPage } from './subscriber-models.ts';

const statuses: Partial<Record<ErrorCode, number>> = { invalid: 400, conflict: 409, too_many: 429 };
const handsOut = { handsOut: 'subscribers' } as const;

/** One subscriber, in the console: seen, changed, exported, erased. */
export function subscriberRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor, who }: ConsoleContext,
): void {
  const { subscribers } = deps.stores;

  async function detail(request: FastifyRequest, reply: FastifyReply, id: number, notes: SubscriberNotes) {
    const model = await readSubscriberModel(deps, who(request), id, notes);
    return pages.show(request, reply, subscriberPage, model, head(request, `Subscriber ${id}`));
  }

  /** Does what was asked and comes back; when it is refused, shows the page again with why. */
  async function change(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    work: () => Promise<unknown>,
    notes: SubscriberNotes = {},
    done = 'yes',
  ) {
    try {
      await work();
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'conflict', 'too_many']);
      const stated = refusal.fields.length > 0 ? { errors: refusal.fields } : { problem: refusal.message };
      return await detail(request, reply.code(statuses[refusal.code] ?? 409), id, {
        ...notes,
        ...stated,
      });
    }
    return reply.redirect(`/admin/subscribers/${id}?saved=${done}`, 303);
  }

  app.get(
    '/subscribers/:id',
    {
      config: handsOut,
      schema: {
        params: IdParams,
        querystring: Type.Object({
          before: Type.Optional(idCursor()),
          saved: Type.Optional(Type.String({ maxLength: 20 })),
        }),
      },
    },
    async (request, reply) => {
      const { before = null, saved = '' } = request.query;
      return await detail(request, reply, request.params.id, { before, done: saved });
    },
  );

  app.post('/subscribers/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const { body } = request;
    const edit = { ...readSubscriberForm(body), actor: actor(request) };
    return await change(request, reply, id, () => editByAdmin(deps, id, edit), { body });
  });

  for (const [path, status] of [
    ['unsubscribe', 'unsubscribed'],
    ['reactivate', 'active'],
  ] as const) {
    app.post(`/subscribers/:id/${path}`, { schema: { params: IdParams } }, async (request, reply) => {
      const { id } = request.params;
      return await change(request, reply, id, () => editByAdmin(deps, id, { status, actor: actor(request) }));
    });
  }

  app.post('/subscribers/:id/tags', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const tag = field(request.body, 'tag');
    return await change(request, reply, id, () => addTagsByAdmin(deps, id, tag, actor(request)), { tag });
  });

  app.post('/subscribers/:id/tags/remove', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const tag = field(request.body, 'tag');
    return await change(request, reply, id, () => removeTagByAdmin(deps, id, tag, actor(request)));
  });

  app.post('/subscribers/:id/lift-bounce', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const note = field(request.body, 'note').slice(0, 500);
    const work = () => liftBounce(deps, id, { note, actor: actor(request) });
    return await change(request, reply, id, work, { note });
  });

  app.post('/subscribers/:id/send-confirmation', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const work = () => confirmAgain(deps, id, actor(request));
    return await change(request, reply, id, work, {}, 'confirmation');
  });

  app.post('/subscribers/:id/erase', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const typed = field(request.body, 'confirm');
    const subscriber = await subscribers.byId(id);
    if (subscriber !== null && typed.trim().toLowerCase() !== subscriber.email.toLowerCase()) {
      const refused = invalid([{ field: 'confirm', message: 'type the address exactly as it stands above' }]);
      return await change(request, reply, id, () => Promise.reject(refused), { typed });
    }
    await eraseSubscriber(deps, id, actor(request));
    return reply.redirect('/admin/subscribers?erased=yes', 303);
  });

  app.get('/subscribers/:id/export', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    return reply
      .header('content-disposition', `attachment; filename="subscriber-${id}.json"`)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await exportSubscriber(deps, id, actor(request)), null, 2));
  });
}
