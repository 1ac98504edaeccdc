import Type from 'typebox';
import { bounceKinds } from '../../domain/bounces/bounce-reason.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import { BounceSchema, oneOf, ProblemSchema } from '../schemas/common.ts';

const errors = { 400: ProblemSchema, 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema };
/** A bigint of PostgreSQL. */
const BounceId = Type.String({ pattern: '^[0-9]{1,18}$' });

export async function adminBouncesApi(app: App, { deps }: HttpOptions): Promise<void> {
  const { bounces } = deps.stores;
  const tags = ['bounces'];

  app.get(
    '/bounces',
    {
      schema: {
        summary: 'Bounces and complaints, newest first',
        description:
          'With `matched=false`, those of which nobody could be found: their messages are kept for 30 days.',
        tags,
        querystring: Type.Object(
          {
            kind: Type.Optional(oneOf(bounceKinds)),
            matched: Type.Optional(Type.Boolean()),
            before: Type.Optional(BounceId),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(BounceSchema),
            next: Type.Union([Type.String({ description: 'the `before` of the next page' }), Type.Null()]),
          }),
          ...errors,
        },
      },
    },
    async (request) => {
      const { kind = null, matched = null, before = null, limit = 100 } = request.query;
      const items = await bounces.list({ kind, matched, before, limit });
      return {
        items: items.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
        next: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.get(
    '/bounces/:id/message',
    {
      schema: {
        summary: 'The message of a bounce that could not be matched',
        description: 'At most its first 64 KiB. It holds addresses.',
        tags,
        produces: ['text/plain'],
        params: Type.Object({ id: BounceId }),
      },
    },
    async (request, reply) => {
      const raw = await bounces.raw(request.params.id);
      if (raw === null)
        throw new DomainError('not_found', `There is no message of a bounce ${request.params.id}.`);
      // As text to download: whatever it holds, no browser takes it for a page of ours.
      return reply
        .type('text/plain; charset=us-ascii')
        .header('content-disposition', `attachment; filename="bounce-${request.params.id}.eml"`)
        .send(Buffer.from(raw));
    },
  );
}
