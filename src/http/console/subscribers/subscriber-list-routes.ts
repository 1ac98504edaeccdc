import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { exportSubscribers } from '../../../app/subscribers/export-list.ts';
import {
  type FoundSubscribers,
  findSubscribers,
  readFilter,
} from '../../../app/subscribers/list/find-subscribers.ts';
import {
  readOrder,
  readPlace,
  type SubscriberOrder,
  usualOrder,
} from '../../../app/subscribers/list/subscriber-order.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { ConsoleContext } from '../console-context.ts';
import { askedBy, type FilterValues, noFilter, readFilterForm } from './filter-form.ts';
import { subscribersModel, subscribersPage } from './subscriber-list-models.ts';

const perPage = 50;
const handsOut = { handsOut: 'subscribers' } as const;

const word = Type.Optional(Type.String({ maxLength: 200 }));

/** Finding subscribers, in the console, and taking those that are found away as a file. */
export function subscriberListRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { bulkChanges, tags, topics } = deps.stores;

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    values: FilterValues,
    more: { order?: SubscriberOrder; after?: string; erased?: boolean } = {},
  ) {
    const { after: place = '', erased = false } = more;
    const asked = askedBy(values);
    let { order = usualOrder } = more;
    const after = readPlace(place, order);
    let errors: readonly FieldError[] = [];
    let found: FoundSubscribers | null = null;
    try {
      found = await findSubscribers(deps, { asked, order, after, limit: perPage });
    } catch (error) {
      errors = wrongFieldsOrThrow(error);
      void reply.code(400);
    }
    if (errors.some((error) => error.field === 'order')) {
      // Too many for that order: in the usual one they can be seen all the same.
      order = usualOrder;
      found = await findSubscribers(deps, { asked, order, after: null, limit: perPage });
    }
    const model = subscribersModel({
      list: found,
      order,
      further: after !== null,
      values,
      topics: await topics.list(),
      tags: await tags.listTags(),
      errors,
      erased,
      running: await bulkChanges.listRunning(),
    });
    return pages.show(request, reply, subscribersPage, model, head(request, 'Subscribers'));
  }

  app.get(
    '/subscribers',
    {
      config: handsOut,
      schema: {
        querystring: Type.Object({
          status: word,
          cadence: word,
          language: word,
          topic: word,
          tag: word,
          erased: Type.Optional(Type.Literal('yes')),
        }),
      },
    },
    async (request, reply) => {
      const { erased, ...given } = request.query;
      return await list(request, reply, { ...noFilter, ...given }, { erased: erased === 'yes' });
    },
  );

  // A post, because a reader's address does not belong in a URL; it changes nothing.
  app.post('/subscribers', { config: handsOut }, async (request, reply) => {
    const { body } = request;
    // A press on the head of a column, or the order that the list has.
    const order = readOrder(field(body, 'by') || field(body, 'order'));
    const after = field(body, 'by') === '' ? field(body, 'after') : '';
    return await list(request, reply, readFilterForm(body), { order, after });
  });

  app.post('/subscribers/export', async (request, reply) => {
    const values = readFilterForm(request.body);
    const filter = await readFilter(deps.stores, askedBy(values));
    const rows = exportSubscribers(deps, { actor: actor(request), filter });
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="subscribers.csv"')
      .send(Readable.from(deps.files.write(rows, { bom: field(request.body, 'bom') === 'on' })));
  });
}
