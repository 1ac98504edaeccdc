import Type from 'typebox';
import { announce, tryAnnouncement } from '../../../app/digests/letters/announce.ts';
import { longest } from '../../../domain/lengths.ts';
import { longestSubject } from '../../../domain/sending/announcement.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { cadenceWords, oneOf } from '../../schemas/common.ts';
import { bodyOf } from '../../schemas/operation.ts';
import { readSendTimeFields, sendTimeFields } from './send-time.ts';
import { sendingAnswers } from './sending-answers.ts';

const failures = ['invalid', 'forbidden', 'conflict'] as const;

/** Sending an editor's letter; it is read and controlled as a digest. */
export function announcementRoutes(app: App, { deps }: HttpOptions): void {
  app.post(
    '/announcements',
    {
      schema: {
        operationId: 'createAnnouncement',
        summary: 'Send an announcement',
        description:
          'A letter in Markdown to everybody who gets digests and wants announcements, or to those of them who fit. It is a digest without papers: read and control it under `/digests`. With `dryRun`, nothing is sent: the answer says whom it would reach. The same Idempotency-Key with the same body gives the same announcement again.',
        tags: ['digests'],
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description: 'any text; given again with the same body, it sends nothing more',
              examples: ['seminar-moved'],
            }),
          ),
        }),
        body: bodyOf(
          {
            subject: Type.String({ maxLength: longestSubject, description: 'one line' }),
            body: Type.String({
              maxLength: longest.markdown,
              description: 'Markdown (CommonMark), without HTML',
            }),
            cadence: Type.Optional(oneOf(cadences, { description: cadenceWords })),
            topics: Type.Optional(
              Type.Array(Type.String({ maxLength: longest.slug }), {
                maxItems: 200,
                description: 'followers of one of these topics, by slug',
              }),
            ),
            tags: Type.Optional(
              Type.Array(Type.String({ maxLength: longest.typedTag }), {
                maxItems: 50,
                description: 'those who have one of these tags, by name',
              }),
            ),
            language: Type.Optional(
              Type.String({
                maxLength: longest.languageTag,
                description: 'those whose mails are in it, BCP 47',
              }),
            ),
            ...sendTimeFields,
            dryRun: Type.Optional(Type.Boolean({ description: 'only say whom it would reach' })),
          },
          {
            subject: 'The seminar moved',
            body: 'It is on **Thursday** at 16:00.',
            tags: ['staff'],
            dryRun: true,
          },
        ),
        response: sendingAnswers({ audience: 300, queued: 298, skipped: 0, suppressed: 2 }),
        failures,
      },
    },
    async (request, reply) => {
      const { dryRun, sendAt: _at, sendOn: _on, withNextSlot: _next, ...asked } = request.body;
      const input = { ...asked, ...readSendTimeFields(request.body), origin: 'api' as const };
      if (dryRun === true) return { dryRun: true as const, ...(await tryAnnouncement(deps, input)) };
      const { id, status } = await announce(deps, {
        ...input,
        idempotencyKey: request.headers['idempotency-key'],
        actor: callerOf(request),
      });
      void reply.code(202);
      return { id, status };
    },
  );
}
