import Type from 'typebox';
import type { App, HttpOptions } from '../../options.ts';
import { InstantSchema, listOf } from '../../schemas/common.ts';
import { answer, beforeWords, limitUpTo, queryOf } from '../../schemas/operation.ts';

const AuditSchema = Type.Object({
  id: Type.String(),
  at: InstantSchema,
  actor: Type.String(),
  action: Type.String(),
  object: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export function auditRoutes(app: App, { deps }: HttpOptions): void {
  const { audit } = deps.stores;

  app.get(
    '/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'Who changed what, newest first',
        description: 'What admins, programs and commands did. It holds no reader’s address.',
        tags: ['service'],
        querystring: queryOf({
          before: Type.Optional(
            Type.String({ pattern: '^[0-9]{1,18}$', description: beforeWords, examples: ['1000'] }),
          ),
          limit: limitUpTo(1_000),
        }),
        response: {
          200: answer('A part of the list.', listOf(AuditSchema), {
            items: [
              {
                id: '1',
                at: '2026-11-24T08:00:00.000Z',
                actor: 'token my-script',
                action: 'suppression added',
                object: 'suppression 1',
                detail: { reason: 'manual' },
              },
            ],
          }),
        },
        failures: ['forbidden', 'not_found'],
      },
    },
    async (request) => {
      const { before = null, limit = 100 } = request.query;
      const items = await audit.list({ before, limit });
      return { items: items.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })) };
    },
  );
}
