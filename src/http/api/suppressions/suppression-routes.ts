import Type, { type Static } from 'typebox';
import { addSuppression, liftSuppression } from '../../../app/bounces/edit-suppressions.ts';
import type { Suppression } from '../../../app/bounces/suppression-store.ts';
import { suppressionReasons } from '../../../domain/bounces/suppression.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { IdParams, InstantSchema, listOf, MaybeText, oneOf } from '../../schemas/common.ts';
import { afterId, answer, bodyOf, limitUpTo, noContent, queryOf } from '../../schemas/operation.ts';

const tags = ['suppressions'];
const failures = ['invalid', 'forbidden', 'not_found'] as const;

const SuppressionSchema = Type.Object({
  id: Type.Integer(),
  email: MaybeText,
  domain: MaybeText,
  reason: oneOf(suppressionReasons),
  note: MaybeText,
  createdAt: InstantSchema,
});
type SuppressionJson = Static<typeof SuppressionSchema>;

const example: SuppressionJson = {
  id: 1,
  email: 'gone@example.org',
  domain: null,
  reason: 'manual',
  note: 'asked by telephone',
  createdAt: '2026-11-24T08:00:00.000Z',
};

function suppressionJson(suppression: Suppression): SuppressionJson {
  return { ...suppression, createdAt: suppression.createdAt.toISOString() };
}

export function suppressionRoutes(app: App, { deps }: HttpOptions): void {
  const { suppressions } = deps.stores;

  app.get(
    '/suppressions',
    {
      config: { handsOut: 'suppressions' },
      schema: {
        operationId: 'listSuppressions',
        summary: 'Addresses and domains that must not be mailed',
        tags,
        querystring: queryOf({ after: afterId, limit: limitUpTo(1_000) }),
        response: { 200: answer('A part of the list.', listOf(SuppressionSchema), { items: [example] }) },
        failures,
      },
    },
    async (request) => {
      const { after = 0, limit = 100 } = request.query;
      return { items: (await suppressions.list({ after, limit })).map(suppressionJson) };
    },
  );

  app.post(
    '/suppressions',
    {
      schema: {
        operationId: 'addSuppression',
        summary: 'Suppress an address or a domain',
        description: 'Give `email`, or `domain` for all addresses at exactly that domain (not below it).',
        tags,
        body: bodyOf(
          {
            email: Type.Optional(Type.String({ maxLength: 1_000, description: 'one address' })),
            domain: Type.Optional(
              Type.String({ maxLength: 300, description: 'all addresses at exactly this domain' }),
            ),
            note: Type.Optional(
              Type.String({ maxLength: 500, description: 'words beside it; null for none' }),
            ),
          },
          { email: 'gone@example.org', note: 'asked by telephone' },
        ),
        response: { 201: answer('Nobody mails this address from now on.', SuppressionSchema, example) },
        failures,
      },
    },
    async (request, reply) => {
      const added = await addSuppression(deps, { ...request.body, actor: callerOf(request) });
      void reply.code(201);
      return suppressionJson(added);
    },
  );

  app.delete(
    '/suppressions/:id',
    {
      schema: {
        operationId: 'liftSuppression',
        summary: 'Lift a suppression',
        tags,
        params: IdParams,
        response: { 204: noContent('Lifted.') },
        failures,
      },
    },
    async (request, reply) => {
      await liftSuppression(deps, request.params.id, callerOf(request));
      return reply.code(204).send(null);
    },
  );
}
