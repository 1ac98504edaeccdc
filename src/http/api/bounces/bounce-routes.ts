import Type, { type Static } from 'typebox';
import { bounceMatches } from '../../../domain/bounces/bounce-match.ts';
import { bounceOrigins } from '../../../domain/bounces/bounce-origin.ts';
import { bounceKinds } from '../../../domain/bounces/bounce-reason.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { App, HttpOptions } from '../../options.ts';
import { InstantSchema, MaybeInteger, MaybeText, oneOf } from '../../schemas/common.ts';
import { answer, beforeWords, limitUpTo, queryOf, textAnswer } from '../../schemas/operation.ts';

const tags = ['bounces'];

/** A bigint of PostgreSQL. */
const bounceId = (description: string, example: string) =>
  Type.String({ pattern: '^[0-9]{1,18}$', description, examples: [example] });

const BounceSchema = Type.Object({
  id: Type.String(),
  origin: oneOf(bounceOrigins),
  kind: oneOf(bounceKinds),
  reason: Type.String({ description: 'for instance `unknown-user` or `mailbox-full`' }),
  status: Type.String({ description: 'RFC 3463, or empty' }),
  subscriberId: MaybeInteger,
  deliveryId: MaybeText,
  matchedBy: Type.Union([oneOf(bounceMatches), Type.Null()]),
  kept: Type.Boolean({ description: 'whether `/bounces/{id}/message` has the message' }),
  at: InstantSchema,
});

const example: Static<typeof BounceSchema> = {
  id: '1',
  origin: 'smtp',
  kind: 'hard',
  reason: 'unknown-user',
  status: '5.1.1',
  subscriberId: 1,
  deliveryId: '1',
  matchedBy: 'return-path',
  kept: false,
  at: '2026-11-24T08:00:00.000Z',
};

export function bounceRoutes(app: App, { deps }: HttpOptions): void {
  const { bounces } = deps.stores;

  app.get(
    '/bounces',
    {
      schema: {
        operationId: 'listBounces',
        summary: 'Bounces and complaints, newest first',
        description:
          'With `matched=false`, those of which nobody could be found: their messages are kept for 30 days.',
        tags,
        querystring: queryOf({
          kind: Type.Optional(
            oneOf(bounceKinds, { description: 'only those of this kind', examples: ['hard'] }),
          ),
          matched: Type.Optional(
            Type.Boolean({
              description: 'only those of which somebody was found, or nobody',
              examples: [true],
            }),
          ),
          before: Type.Optional(bounceId(beforeWords, '1000')),
          limit: limitUpTo(1_000),
        }),
        response: {
          200: answer(
            'A part of the list; `next` is the `before` of the next one, null at the end.',
            Type.Object({
              items: Type.Array(BounceSchema),
              next: Type.Union([Type.String({ description: 'the `before` of the next page' }), Type.Null()]),
            }),
            { items: [example], next: null },
          ),
        },
        failures: ['forbidden', 'not_found'],
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
      config: { handsOut: 'subscribers' },
      schema: {
        operationId: 'getBounceMessage',
        summary: 'The message of a bounce that could not be matched',
        description: 'At most its first 64 KiB. It holds addresses.',
        tags,
        params: Type.Object({ id: bounceId('its number', '1') }),
        response: {
          200: textAnswer(
            'The message as it came.',
            'text/plain',
            'From: mailer-daemon@example.net\r\nSubject: Undelivered\r\n\r\nNo such user.\r\n',
          ),
        },
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
