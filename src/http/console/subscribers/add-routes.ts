import type { FastifyReply, FastifyRequest } from 'fastify';
import { addByAdmin } from '../../../app/subscribers/edit-subscriber.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { parseAddress } from '../../../domain/subscribers/address.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field, listIn } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { type AddValues, addModel, addPage, emptyValues } from './add-models.ts';
import { readSubscriberForm, typedValues } from './subscriber-form.ts';

function readAddForm(body: unknown): AddValues {
  return {
    ...typedValues(body),
    email: field(body, 'email'),
    tags: field(body, 'tags'),
    consentSource: field(body, 'consentSource'),
    consentAt: field(body, 'consentAt'),
    active: field(body, 'active') === 'yes',
  };
}

/** Adding one subscriber, in the console. */
export function addRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  const { subscribers, tags, topics } = deps.stores;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    values: AddValues,
    refused: { errors?: readonly FieldError[]; knownId?: number | null } = {},
  ) {
    const model = addModel({
      values,
      topics: await topics.list(),
      tags: await tags.listTags(),
      now: deps.now(),
      ...refused,
    });
    return pages.show(request, reply, addPage, model, head(request, 'Add a subscriber'));
  }

  app.get('/subscribers/new', async (request, reply) => await show(request, reply, emptyValues()));

  app.post('/subscribers/new', async (request, reply) => {
    const { body } = request;
    const values = readAddForm(body);
    const { name, ...choices } = readSubscriberForm(body);
    let added: Subscriber;
    try {
      added = await addByAdmin(deps, {
        ...choices,
        ...(name == null ? {} : { name }),
        email: values.email,
        tags: listIn(values.tags, /[,;]/),
        status: values.active ? 'active' : 'pending',
        consentSource: values.consentSource,
        // A datetime-local field has no zone; the form says that it is UTC.
        consentAt: values.consentAt === '' ? '' : `${values.consentAt}Z`,
        needsConsent: true,
        actor: actor(request),
      });
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'conflict']);
      if (refusal.code === 'invalid')
        return await show(request, reply.code(400), values, { errors: refusal.fields });
      const address = parseAddress(values.email);
      const known = address.ok ? await subscribers.byEmail(address.address) : null;
      const errors = [{ field: 'email', message: refusal.message }];
      return await show(request, reply.code(409), values, { errors, knownId: known?.id ?? null });
    }
    return reply.redirect(
      `/admin/subscribers/${added.id}?saved=${values.active ? 'added' : 'added-pending'}`,
      303,
    );
  });
}
