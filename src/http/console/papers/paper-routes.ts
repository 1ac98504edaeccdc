import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { editPaper } from '../../../app/papers/edit-paper.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { editorsLists, listHref, papersModel, papersPage } from './paper-models.ts';

const perPage = 25;

type Place = { q: string; only: string; page: number };
type Refused = {
  id: number;
  values: { pinned: boolean; hidden: boolean; note: string };
  errors: readonly FieldError[];
};

/** Pinning, hiding and annotating papers, in the console. */
export function paperRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    more: { saved?: number; refused?: Refused },
  ) {
    const { q, page } = place;
    const only = editorsLists.find((one) => one === place.only) ?? 'all';
    const query = q.trim() || null;
    const found = await deps.stores.papers.forEditor({ query, only, page, limit: perPage });
    const model = papersModel({ ...found, q, only, page, limit: perPage, ...more });
    return pages.show(request, reply, papersPage, model, head(request, 'Papers'));
  }

  app.get(
    '/papers',
    {
      schema: {
        querystring: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 500 })),
          only: Type.Optional(Type.String({ maxLength: 20 })),
          page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          saved: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
        }),
      },
    },
    async (request, reply) => {
      const { q = '', only = 'all', page = 1, saved } = request.query;
      return await list(request, reply, { q, only, page }, saved === undefined ? {} : { saved });
    },
  );

  app.post('/papers/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const { body } = request;
    const number = Number(field(body, 'page'));
    const page = Number.isInteger(number) && number >= 1 && number <= 10_000 ? number : 1;
    const place = { q: field(body, 'q').slice(0, 500), only: field(body, 'only'), page };
    const values = {
      pinned: field(body, 'pinned') !== '',
      hidden: field(body, 'hidden') !== '',
      note: field(body, 'note'),
    };
    try {
      await editPaper(deps, id, values, actor(request));
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await list(request, reply.code(400), place, { refused: { id, values, errors } });
    }
    return reply.redirect(`${listHref(place, page, id)}#paper-${id}`, 303);
  });
}
