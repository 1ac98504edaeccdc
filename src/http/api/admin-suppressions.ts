import Type from 'typebox';
import { addSuppression, liftSuppression } from '../../app/bounces/edit-suppressions.ts';
import type { App, HttpOptions } from '../options.ts';
import { callerOf } from '../plugins/auth.ts';
import { AuditSchema, IdParams, listOf, ProblemSchema, SuppressionSchema } from '../schemas/common.ts';
import { suppressionJson } from './json.ts';

const errors = { 400: ProblemSchema, 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema };
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 }));

export async function adminSuppressionsApi(app: App, { deps }: HttpOptions): Promise<void> {
  const { suppressions, audit } = deps.stores;
  const tags = ['suppressions'];

  app.get(
    '/suppressions',
    {
      schema: {
        summary: 'Addresses and domains that must not be mailed',
        tags,
        querystring: Type.Object(
          { after: Type.Optional(Type.Integer({ minimum: 0 })), limit },
          { additionalProperties: false },
        ),
        response: { 200: listOf(SuppressionSchema), ...errors },
      },
    },
    async (request) => {
      const { after = 0, limit: most = 100 } = request.query;
      return { items: (await suppressions.list({ after, limit: most })).map(suppressionJson) };
    },
  );

  app.post(
    '/suppressions',
    {
      schema: {
        summary: 'Suppress an address or a domain',
        description: 'Give `email`, or `domain` for all addresses at exactly that domain (not below it).',
        tags,
        body: Type.Object(
          {
            email: Type.Optional(Type.String({ maxLength: 1_000 })),
            domain: Type.Optional(Type.String({ maxLength: 300 })),
            note: Type.Optional(Type.String({ maxLength: 500 })),
          },
          { additionalProperties: false },
        ),
        response: { 201: SuppressionSchema, ...errors },
      },
    },
    async (request, reply) => {
      const added = await addSuppression(deps, { ...request.body, actor: callerOf(request) });
      return reply.code(201).send(suppressionJson(added));
    },
  );

  app.delete(
    '/suppressions/:id',
    {
      schema: {
        summary: 'Lift a suppression',
        tags,
        params: IdParams,
        response: { 204: Type.Null(), ...errors },
      },
    },
    async (request, reply) => {
      await liftSuppression(deps, request.params.id, callerOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/audit',
    {
      schema: {
        summary: 'Who changed what, newest first',
        description: 'What admins, programs and commands did. It holds no reader’s address.',
        tags: ['service'],
        querystring: Type.Object(
          { before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })), limit },
          { additionalProperties: false },
        ),
        response: { 200: listOf(AuditSchema), ...errors },
      },
    },
    async (request) => {
      const { before = null, limit: most = 100 } = request.query;
      const items = await audit.list({ before, limit: most });
      return { items: items.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })) };
    },
  );
}
