import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { addPaper } from '../../../app/papers/add-paper.ts';
import {
  addCollection,
  changeCollected,
  collectPaper,
  deleteCollection,
  type PaperChange,
  publishCollection,
  writeCollection,
} from '../../../app/papers/collections/edit-collection.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { field, fields } from '../../forms/form-body.ts';
import { refusalOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import {
  collectionModel,
  collectionPage,
  collectionsModel,
  collectionsPage,
  type Done,
  dones,
  type RefusedCollection,
} from './collection-models.ts';

const foundPapers = 10;
const PaperParams = Type.Object({ ...IdParams.properties, paper: IdParams.properties.id });

function rawOf(body: unknown) {
  return { name: field(body, 'name'), slug: field(body, 'slug'), description: field(body, 'description') };
}

/** Editors' collections: making, naming, filling, ordering, annotating, publishing and deleting them. */
export function collectionRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { collections, papers } = deps.stores;

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    more: {
      paper?: number;
      deleted?: boolean;
      refused?: NonNullable<Parameters<typeof collectionsModel>[0]['refused']>;
    },
  ) {
    const { paper, deleted = false, refused } = more;
    const model = collectionsModel({
      collections: await collections.list(),
      paper: paper === undefined ? null : await papers.byId(paper),
      deleted,
      ...(refused === undefined ? {} : { refused }),
    });
    return pages.show(request, reply, collectionsPage, model, head(request, 'Collections'));
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    more: { q?: string; done?: Done | null; refused?: RefusedCollection },
  ) {
    const collection = await collections.byId(id);
    if (collection === null) throw new DomainError('not_found', `There is no collection ${id}.`);
    const q = more.q?.trim() ?? '';
    const search = { query: q, only: 'all', order: 'trending', page: 1, limit: foundPapers } as const;
    const model = collectionModel({
      collection,
      papers: await collections.papersOf(id, 'all'),
      q,
      found: q === '' ? null : (await papers.forEditor(search)).items,
      done: more.done ?? null,
      refused: more.refused,
    });
    return pages.show(request, reply, collectionPage, model, head(request, collection.name));
  }

  /** Does what a form of the page asks for, and comes back; when it is refused, shows what was typed. */
  async function run(
    request: FastifyRequest,
    reply: FastifyReply,
    id: number,
    form: { work(): Promise<unknown>; done: Done; at?: string; typed?: Omit<RefusedCollection, 'errors'> },
  ) {
    try {
      await form.work();
      return await reply.redirect(`/admin/collections/${id}?done=${form.done}${form.at ?? ''}`, 303);
    } catch (error) {
      const refusal = refusalOrThrow(error, ['invalid', 'conflict', 'unavailable']);
      const { typed = {} } = form;
      const words =
        refusal.code === 'unavailable' ? `could not be fetched now: ${refusal.message}` : refusal.message;
      const about = 'paper' in typed ? 'paper' : 'form';
      const errors: readonly FieldError[] =
        refusal.fields.length > 0 ? refusal.fields : [{ field: about, message: words }];
      void reply.code(refusal.code === 'unavailable' ? 503 : 400);
      return await show(request, reply, id, { refused: { ...typed, errors } });
    }
  }

  app.get(
    '/collections',
    {
      schema: {
        querystring: Type.Object({
          paper: Type.Optional(IdParams.properties.id),
          deleted: Type.Optional(Type.Literal('yes')),
        }),
      },
    },
    async (request, reply) => {
      const { paper, deleted } = request.query;
      return await list(request, reply, {
        deleted: deleted === 'yes',
        ...(paper === undefined ? {} : { paper }),
      });
    },
  );

  app.post('/collections', async (request, reply) => {
    const raw = rawOf(request.body);
    try {
      const { id } = await addCollection(deps, raw, actor(request));
      return await reply.redirect(`/admin/collections/${id}?done=made`, 303);
    } catch (error) {
      const { fields: errors } = refusalOrThrow(error, ['invalid', 'conflict']);
      // Here the address is made of the name.
      const told = errors.map((one) => (one.field === 'slug' ? { ...one, field: 'name' } : one));
      return await list(request, reply.code(400), { refused: { raw, errors: told } });
    }
  });

  app.get(
    '/collections/:id',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({
          q: Type.Optional(Type.String({ maxLength: 500 })),
          done: Type.Optional(Type.Enum(dones)),
        }),
      },
    },
    async (request, reply) => {
      const { q = '', done = null } = request.query;
      return await show(request, reply, request.params.id, { q, done });
    },
  );

  app.post('/collections/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const raw = rawOf(request.body);
    const work = () => writeCollection(deps, id, raw, actor(request));
    return await run(request, reply, id, { work, done: 'saved', typed: { raw } });
  });

  app.post('/collections/:id/papers', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const paper = field(request.body, 'paper');
    const number = Number(field(request.body, 'number'));
    const known = Number.isInteger(number) && number >= 1 && number <= 2_147_483_647 ? number : null;
    const work = async () => {
      const paperId = known ?? (await addPaper(deps, paper, actor(request))).id;
      await collectPaper(deps, id, paperId, actor(request));
    };
    return await run(request, reply, id, { work, done: 'added', at: '#add', typed: { paper } });
  });

  app.post('/collections/:id/papers/:paper', { schema: { params: PaperParams } }, async (request, reply) => {
    const { id, paper } = request.params;
    const change = changeOf(request.body);
    const work = () => changeCollected(deps, id, paper, change, actor(request));
    const typed = 'note' in change ? { note: { id: paper, text: change.note } } : {};
    return await run(request, reply, id, { work, done: 'saved', at: `#paper-${paper}`, typed });
  });

  app.post('/collections/:id/publish', { schema: { params: IdParams } }, async (request, reply) => {
    const { id } = request.params;
    const isPublished = field(request.body, 'published') === 'yes';
    const work = () => publishCollection(deps, id, isPublished, actor(request));
    return await run(request, reply, id, { work, done: isPublished ? 'published' : 'unpublished' });
  });

  app.post('/collections/:id/delete', { schema: { params: IdParams } }, async (request, reply) => {
    await deleteCollection(deps, request.params.id, actor(request));
    return reply.redirect('/admin/collections?deleted=yes', 303);
  });
}

/** What one of the forms of a paper asks for. Throws `invalid` for none of them. */
function changeOf(body: unknown): PaperChange {
  const [note] = fields(body, 'note');
  if (note !== undefined) return { note };
  const move = field(body, 'move');
  if (move === 'up' || move === 'down') return { move };
  if (field(body, 'remove') === 'yes') return { remove: true };
  throw new DomainError(
    'invalid',
    'Say what is to become of the paper: a note, a place up or down, or remove.',
  );
}
