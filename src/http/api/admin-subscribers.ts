import { Readable } from 'node:stream';
import Type from 'typebox';
import { addByAdmin, editByAdmin } from '../../app/subscribers/edit-subscriber.ts';
import { eraseSubscriber } from '../../app/subscribers/erase-subscriber.ts';
import { exportSubscribers } from '../../app/subscribers/export-list.ts';
import { exportSubscriber } from '../../app/subscribers/export-personal-data.ts';
import { findSubscribers } from '../../app/subscribers/find-subscribers.ts';
import { importSubscribers } from '../../app/subscribers/import-rows.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import { callerOf } from '../plugins/auth.ts';
import {
  CadenceSchema,
  IdParams,
  InstantSchema,
  InterestFields,
  ProblemSchema,
  StatusSchema,
  SubscriberSchema,
} from '../schemas/common.ts';
import { subscriberJson } from './json.ts';
import { uploadedFile } from './upload.ts';

const errors = {
  400: ProblemSchema,
  401: ProblemSchema,
  403: ProblemSchema,
  404: ProblemSchema,
  409: ProblemSchema,
};
const listQuery = {
  after: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
};
const SubscriberPage = Type.Object({
  items: Type.Array(SubscriberSchema),
  next: Type.Union([Type.Integer(), Type.Null()]),
});
const choices = {
  ...InterestFields,
  quietDays: Type.Optional(
    Type.String({ description: 'skip, or note: a short mail when there is nothing new' }),
  ),
  language: Type.Optional(
    Type.String({ maxLength: 35, description: 'of mails, BCP 47; en for one that mails do not have' }),
  ),
  cadence: Type.Optional(Type.String()),
  timezone: Type.Optional(Type.String()),
  hour: Type.Optional(Type.Integer()),
  maxPapers: Type.Optional(Type.Integer()),
};

export async function adminSubscribersApi(app: App, { deps }: HttpOptions): Promise<void> {
  const { subscribers, topics } = deps.stores;
  const tags = ['subscribers'];
  const slugs = async () => new Map((await topics.list()).map(({ id, slug }) => [id, slug]));

  app.get(
    '/subscribers',
    {
      schema: {
        summary: 'Subscribers, by id',
        tags,
        querystring: Type.Object(
          {
            ...listQuery,
            status: Type.Optional(StatusSchema),
          },
          { additionalProperties: false },
        ),
        response: {
          200: SubscriberPage,
          ...errors,
        },
      },
    },
    async (request) => {
      const { status = null, after = 0, limit = 100 } = request.query;
      const list = await subscribers.list({ status, after, limit });
      const names = await slugs();
      return {
        items: list.map((one) => subscriberJson(one, names)),
        next: list.length === limit ? (list.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.post(
    '/subscribers',
    {
      schema: {
        summary: 'Add a subscriber',
        description:
          'As `pending` (the default) they are sent a confirmation mail; as `active` say in `consentSource` where they agreed.',
        tags,
        body: Type.Object(
          {
            email: Type.String({ maxLength: 1_000 }),
            name: Type.Optional(Type.String({ maxLength: 200 })),
            status: Type.Optional(Type.Enum(['pending', 'active'])),
            consentSource: Type.Optional(Type.String({ maxLength: 200 })),
            ...choices,
          },
          { additionalProperties: false },
        ),
        response: { 201: SubscriberSchema, ...errors },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(
          subscriberJson(
            await addByAdmin(deps, { ...request.body, actor: callerOf(request) }),
            await slugs(),
          ),
        ),
  );

  app.post(
    '/subscribers/search',
    {
      // It changes nothing; a post, because a reader's address does not belong in a URL.
      config: { scope: 'read' },
      schema: {
        summary: 'Find subscribers, the newest first',
        tags,
        body: Type.Object(
          {
            q: Type.Optional(
              Type.String({
                maxLength: 254,
                description: 'part of the address or name; with fewer than three characters, its beginning',
              }),
            ),
            status: Type.Optional(StatusSchema),
            cadence: Type.Optional(CadenceSchema),
            topic: Type.Optional(Type.String({ maxLength: 100, description: 'slug of what they follow' })),
            before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: SubscriberPage, ...errors },
      },
    },
    async (request) => {
      const { limit = 100 } = request.body;
      const list = await findSubscribers(deps, { ...request.body, limit });
      const names = await slugs();
      return {
        items: list.map((one) => subscriberJson(one, names)),
        next: list.length === limit ? (list.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.get(
    '/subscribers/:id',
    {
      schema: {
        summary: 'One subscriber',
        tags,
        params: IdParams,
        response: { 200: SubscriberSchema, ...errors },
      },
    },
    async (request) => {
      const found = await subscribers.byId(request.params.id);
      if (found === null) throw new DomainError('not_found', `There is no subscriber ${request.params.id}.`);
      return subscriberJson(found, await slugs());
    },
  );

  app.patch(
    '/subscribers/:id',
    {
      schema: {
        summary: 'Change a subscriber',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            name: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
            status: Type.Optional(Type.Enum(['active', 'unsubscribed'])),
            ...choices,
          },
          { additionalProperties: false },
        ),
        response: { 200: SubscriberSchema, ...errors },
      },
    },
    async (request) =>
      subscriberJson(
        await editByAdmin(deps, request.params.id, { ...request.body, actor: callerOf(request) }),
        await slugs(),
      ),
  );

  app.delete(
    '/subscribers/:id',
    {
      schema: {
        summary: 'Erase a subscriber; only a hashed suppression is kept',
        tags,
        params: IdParams,
        response: { 204: Type.Null(), ...errors },
      },
    },
    async (request, reply) => {
      await eraseSubscriber(deps, request.params.id, callerOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/subscribers/:id/export',
    { schema: { summary: 'Everything kept about one subscriber', tags, params: IdParams } },
    async (request) => exportSubscriber(deps, request.params.id, callerOf(request)),
  );

  app.post(
    '/subscribers/import',
    {
      schema: {
        summary: 'Import subscribers from CSV',
        description: 'The body is the file (text/csv), or a form with it (multipart/form-data).',
        tags,
        consumes: ['text/csv', 'multipart/form-data'],
        response: {
          200: Type.Object({
            rows: Type.Integer(),
            added: Type.Integer(),
            existing: Type.Integer(),
            pending: Type.Integer(),
            errors: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })),
          }),
          ...errors,
        },
      },
    },
    async (request) =>
      importSubscribers(deps, deps.files.read(await uploadedFile(request)), { actor: callerOf(request) }),
  );

  app.get(
    '/subscribers.csv',
    {
      schema: {
        summary: 'All subscribers as CSV',
        tags,
        produces: ['text/csv'],
        querystring: Type.Object({ status: Type.Optional(StatusSchema) }),
      },
    },
    async (request, reply) => {
      const rows = exportSubscribers(deps, {
        actor: callerOf(request),
        status: request.query.status ?? null,
      });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="subscribers.csv"')
        .send(Readable.from(deps.files.write(rows)));
    },
  );

  app.get(
    '/stats',
    {
      schema: {
        summary: 'Numbers of the service',
        tags: ['service'],
        response: {
          200: Type.Object({
            subscribers: Type.Record(Type.String(), Type.Integer()),
            papers: Type.Integer(),
            lastDigestAt: Type.Union([InstantSchema, Type.Null()]),
          }),
          ...errors,
        },
      },
    },
    async () => {
      const [last] = await deps.stores.digests.list({ before: null, limit: 1, archive: false });
      return {
        subscribers: await subscribers.countByStatus(),
        papers: await deps.stores.papers.count(),
        lastDigestAt: last?.createdAt.toISOString() ?? null,
      };
    },
  );
}
