import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { addSuppression, liftSuppression } from '../../../app/bounces/edit-suppressions.ts';
import type { Suppression } from '../../../app/bounces/suppression-store.ts';
import { suppressionKinds, suppressionReasons } from '../../../domain/bounces/suppression.ts';
import { DomainError } from '../../../domain/errors.ts';
import { parseAddress } from '../../../domain/subscribers/address.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams, idCursor } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { suppressionsModel, suppressionsPage } from './suppression-models.ts';

const perPage = 50;
const word = Type.Optional(Type.String({ maxLength: 20 }));

const flashes = {
  added: 'Added. Nothing is mailed there from now on.',
  lifted: 'Lifted. Whoever was barred because of it can subscribe again.',
} as const;

/** Addresses and domains that must not be mailed, in the console. */
export function suppressionRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { suppressions } = deps.stores;
  type Notes = Omit<Parameters<typeof suppressionsModel>[0], 'items' | 'limit' | 'filters'>;

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    requested: { kind?: string; reason?: string; before?: number },
    notes: Notes & { items?: Suppression[] } = {},
  ) {
    const { kind = '', reason = '', before = null } = requested;
    const items =
      notes.items ??
      (await suppressions.find({
        kind: suppressionKinds.find((one) => one === kind) ?? null,
        reason: suppressionReasons.find((one) => one === reason) ?? null,
        before,
        limit: perPage,
      }));
    const model = suppressionsModel({ ...notes, items, limit: perPage, filters: { kind, reason } });
    return pages.show(request, reply, suppressionsPage, model, head(request, 'Suppressions'));
  }

  app.get(
    '/suppressions',
    {
      config: { handsOut: 'suppressions' },
      schema: {
        querystring: Type.Object({
          kind: word,
          reason: word,
          before: Type.Optional(idCursor()),
          done: Type.Optional(Type.Enum(['added', 'lifted'])),
        }),
      },
    },
    async (request, reply) => {
      const { done, ...asked } = request.query;
      return await list(request, reply, asked, { flash: done === undefined ? null : flashes[done] });
    },
  );

  // A post, because an address does not belong in a URL; it changes nothing.
  app.post('/suppressions/find', async (request, reply) => {
    const email = field(request.body, 'email');
    const parsed = parseAddress(email);
    if (!parsed.ok) {
      const errors = [{ field: 'email', message: parsed.message }];
      return await list(request, reply.code(400), {}, { values: { email }, errors });
    }
    const items = await suppressions.suppressionsOf(parsed.address);
    return await list(request, reply, {}, { items, values: { email }, lookedFor: parsed.address });
  });

  app.post('/suppressions', async (request, reply) => {
    const values = { what: field(request.body, 'what'), note: field(request.body, 'note') };
    const what = values.what.trim();
    // "@example.org" and "example.org" are the domain, anything before the @ makes it an address.
    const domain = /^@?([^@]*)$/.exec(what)?.[1];
    try {
      if (values.note.length > 500)
        throw new DomainError('invalid', 'The note is too long.', {
          fields: [{ field: 'note', message: 'must not have more than 500 characters' }],
        });
      await addSuppression(deps, {
        ...(domain === undefined ? { email: what } : { domain }),
        note: values.note.trim() || null,
        actor: actor(request),
      });
    } catch (error) {
      const errors = wrongFieldsOrThrow(error).map(({ field: name, message }) => ({
        field: name === 'note' ? 'note' : 'what',
        message,
      }));
      return await list(request, reply.code(400), {}, { values, errors });
    }
    return reply.redirect('/admin/suppressions?done=added', 303);
  });

  app.post('/suppressions/:id/lift', { schema: { params: IdParams } }, async (request, reply) => {
    await liftSuppression(deps, request.params.id, actor(request));
    return reply.redirect('/admin/suppressions?done=lifted', 303);
  });
}
