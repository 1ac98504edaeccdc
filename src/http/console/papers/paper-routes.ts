import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { addPaper } from '../../../app/papers/add-paper.ts';
import { editPaper } from '../../../app/papers/edit-paper.ts';
import { editorsOrders } from '../../../app/papers/paper-stores.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { field, fields } from '../../forms/form-body.ts';
import { refusalOrThrow, wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import {
  type Added,
  editorsLists,
  listHref,
  type Place,
  papersModel,
  papersPage,
  waitingReadersModel,
  waitingReadersPage,
} from './paper-models.ts';

const perPage = 25;
const readersAPage = 100;
const largestId = 2_147_483_647;
const Id = Type.Integer({ minimum: 1, maximum: largestId });

/** A part of the list as an address or a form names it; what is no such part is the first one. */
function placeOf(said: { q: string; only: string; order: string; page: number; paper: number }): Place {
  const isWithin = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  return {
    q: said.q.slice(0, 500),
    only: editorsLists.find((one) => one === said.only) ?? 'all',
    order: editorsOrders.find((one) => one === said.order) ?? 'trending',
    page: isWithin(said.page, 10_000) ? said.page : 1,
    paper: isWithin(said.paper, largestId) ? said.paper : null,
  };
}

/** Adding, pinning, hiding and annotating papers in the console, and who has had the pinned ones. */
export function paperRoutes(app: App, { deps }: HttpOptions, { pages, head, actor }: ConsoleContext): void {
  const { papers } = deps.stores;

  async function found({ q, only, order, page, paper }: Place) {
    if (paper === null)
      return await papers.forEditor({ query: q.trim() || null, only, order, page, limit: perPage });
    const one = await papers.byId(paper);
    return one === null ? { items: [], total: 0 } : { items: [one], total: 1 };
  }

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    more: Pick<Parameters<typeof papersModel>[0], 'saved' | 'added' | 'refused' | 'refusedToAdd'>,
  ) {
    const shown = await found(place);
    const pinned = shown.items.filter(({ pinnedAt }) => pinnedAt !== null).map(({ id }) => id);
    const reach = pinned.length === 0 ? new Map() : await papers.reachOf(pinned);
    const model = papersModel({ ...shown, place, limit: perPage, reach, ...more });
    return pages.show(request, reply, papersPage, model, head(request, 'Papers'));
  }

  app.get(
    '/papers',
    {
      schema: {
        querystring: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 500 })),
          only: Type.Optional(Type.String({ maxLength: 20 })),
          order: Type.Optional(Type.String({ maxLength: 20 })),
          page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          paper: Type.Optional(Id),
          saved: Type.Optional(Id),
          added: Type.Optional(Type.Enum(['new', 'known'])),
        }),
      },
    },
    async (request, reply) => {
      const { q = '', only = '', order = '', page = 1, paper = 0, saved, added } = request.query;
      return await list(request, reply, placeOf({ q, only, order, page, paper }), { saved, added });
    },
  );

  app.post('/papers', async (request, reply) => {
    const typed = field(request.body, 'paper');
    const first = placeOf({ q: '', only: '', order: '', page: 1, paper: 0 });
    try {
      const { id, isNew } = await addPaper(deps, typed, actor(request));
      const added: Added = isNew ? 'new' : 'known';
      return await reply.redirect(`${listHref({ paper: id })}&added=${added}`, 303);
    } catch (error) {
      const { code, fields, message } = refusalOrThrow(error, ['invalid', 'unavailable', 'conflict']);
      const words = code === 'unavailable' ? `could not be fetched now: ${message}` : message;
      const errors: readonly FieldError[] = fields.length > 0 ? fields : [{ field: 'paper', message: words }];
      void reply.code(code === 'unavailable' ? 503 : 400);
      return await list(request, reply, first, { refusedToAdd: { typed, errors } });
    }
  });

  app.post('/papers/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const { body } = request;
    const place = placeOf({
      q: field(body, 'q'),
      only: field(body, 'only'),
      order: field(body, 'order'),
      page: Number(field(body, 'page')),
      paper: Number(field(body, 'paper')),
    });
    const pressed = (name: string) => {
      const value = field(body, name);
      return value === '' ? undefined : value === 'yes';
    };
    // Each button has its own form, so that none takes back what somebody else wrote meanwhile.
    const [note] = fields(body, 'note');
    try {
      await editPaper(
        deps,
        id,
        { pinned: pressed('pinned'), hidden: pressed('hidden'), note },
        actor(request),
      );
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      return await list(request, reply.code(400), place, { refused: { id, note: note ?? '', errors } });
    }
    return reply.redirect(`${listHref(place, id)}#paper-${id}`, 303);
  });

  app.get(
    '/papers/:id/readers',
    {
      config: { handsOut: 'subscribers' },
      schema: { params: IdParams, querystring: Type.Object({ after: Type.Optional(Id) }) },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { after = 0 } = request.query;
      const paper = await papers.byId(id);
      if (paper === null) throw new DomainError('not_found', `There is no paper ${id}.`);
      const reach = (await papers.reachOf([id])).get(id) ?? { had: 0, onTheWay: 0, waiting: 0 };
      const readers = await papers.listWaiting(id, { after, limit: readersAPage + 1 });
      const model = waitingReadersModel({
        paper,
        reach,
        readers: readers.slice(0, readersAPage),
        after,
        more: readers.length > readersAPage,
      });
      return pages.show(request, reply, waitingReadersPage, model, head(request, 'Who has not had it'));
    },
  );
}
