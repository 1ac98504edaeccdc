import Type from 'typebox';
import type { App, HttpOptions } from '../../options.ts';
import { MaybeInstant } from '../../schemas/common.ts';
import { answer } from '../../schemas/operation.ts';

export function statRoutes(app: App, { deps }: HttpOptions): void {
  const { digests, papers, subscribers } = deps.stores;

  app.get(
    '/stats',
    {
      schema: {
        operationId: 'getStats',
        summary: 'Numbers of the service',
        tags: ['service'],
        response: {
          200: answer(
            'Numbers as of now.',
            Type.Object({
              subscribers: Type.Record(Type.String(), Type.Integer()),
              papers: Type.Integer(),
              lastDigestAt: MaybeInstant,
            }),
            {
              subscribers: { pending: 14, active: 2380, unsubscribed: 96, bounced: 12, complained: 1 },
              papers: 101204,
              lastDigestAt: '2026-11-24T08:00:00.000Z',
            },
          ),
        },
        failures: ['invalid', 'forbidden', 'not_found', 'conflict'],
      },
    },
    async () => {
      const [last] = await digests.list({ before: null, limit: 1, archive: false });
      return {
        subscribers: await subscribers.countByStatus(),
        papers: await papers.count(),
        lastDigestAt: last?.createdAt.toISOString() ?? null,
      };
    },
  );
}
