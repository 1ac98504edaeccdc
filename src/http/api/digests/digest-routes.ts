import Type from 'typebox';
import { undoBounces } from '../../../app/bounces/lift-bounce.ts';
import { controlDigest, type DigestCommand, digestCommands } from '../../../app/digests/control-digest.ts';
import { ownLanguage } from '../../../app/digests/letters/set-next-words.ts';
import { triggerDigest, tryDigest } from '../../../app/digests/trigger-digest.ts';
import { DomainError } from '../../../domain/errors.ts';
import { longest } from '../../../domain/lengths.ts';
import { longestInCollection } from '../../../domain/papers/collection.ts';
import { carriedPlaces } from '../../../domain/ranking/carried.ts';
import { longestSubject } from '../../../domain/sending/announcement.ts';
import type { DigestStatus } from '../../../domain/sending/digest-status.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { closing, eventStream } from '../../digest-events.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { cadenceWords, IdParams, idCursor, instantFor, listOf, oneOf } from '../../schemas/common.ts';
import { answer, beforeWords, bodyOf, limitUpTo, queryOf, textAnswer } from '../../schemas/operation.ts';
import { countsExample, DigestSchema, digestExample, digestJson } from './digest.ts';
import { readSendTimeFields, sendTimeFields } from './send-time.ts';
import { sendingAnswers } from './sending-answers.ts';

const tags = ['digests'];
const failures = ['invalid', 'forbidden', 'not_found', 'conflict'] as const;

type CommandWords = { operationId: string; summary: string; done: string; status: DigestStatus };
const commandWords: Record<DigestCommand, CommandWords> = {
  pause: { operationId: 'pauseDigest', summary: 'Pause a digest', done: 'Paused.', status: 'paused' },
  resume: { operationId: 'resumeDigest', summary: 'Resume a digest', done: 'It goes on.', status: 'sending' },
  cancel: {
    operationId: 'cancelDigest',
    summary: 'Cancel a digest',
    done: 'Cancelled.',
    status: 'cancelled',
  },
  'retry-failed': {
    operationId: 'retryFailedDeliveries',
    summary: 'Retry the failed deliveries of a digest',
    done: 'What failed is sent again.',
    status: 'sending',
  },
};

export function digestRoutes(app: App, { deps }: HttpOptions): void {
  const { digests } = deps.stores;
  const ending = closing(app);

  app.post(
    '/digests',
    {
      schema: {
        operationId: 'createDigest',
        summary: 'Trigger a digest',
        description:
          'With `dryRun`, nothing is planned: the answer says whom it would reach. The same Idempotency-Key with the same body gives the same digest.',
        tags,
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description: 'any text; given again with the same body, it triggers nothing more',
              examples: ['monday-2026-11-23'],
            }),
          ),
        }),
        body: bodyOf(
          {
            cadence: Type.Optional(oneOf(cadences, { description: cadenceWords })),
            emails: Type.Optional(
              Type.Array(Type.String({ maxLength: 254 }), {
                minItems: 1,
                maxItems: 1_000,
                description: 'only these subscribers, by address',
              }),
            ),
            topics: Type.Optional(
              Type.Array(Type.String({ maxLength: 100 }), {
                maxItems: 200,
                description: 'followers of these topics, by slug',
              }),
            ),
            tags: Type.Optional(
              Type.Array(Type.String({ maxLength: longest.typedTag }), {
                maxItems: 50,
                description: 'only those who have one of these tags, by name',
              }),
            ),
            subject: Type.Optional(
              Type.String({
                maxLength: longestSubject,
                description:
                  'in place of one that names papers; `{count}`, `{first}` and `{date}` stand for how many papers a reader gets, the title of the first, and the date',
              }),
            ),
            introduction: Type.Optional(
              Type.String({
                maxLength: longest.introduction,
                description: 'what stands above the papers, in Markdown (CommonMark), without HTML',
              }),
            ),
            collection: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: longestInCollection.slug,
                description:
                  'a published collection that it carries, by slug, as it is now; each reader gets those of its papers that they have not had',
              }),
            ),
            collectionPlace: Type.Optional(
              oneOf(carriedPlaces, {
                description:
                  'whether the collection stands above the other papers or below; above, unless it is said',
              }),
            ),
            asOf: Type.Optional(instantFor('plan as if it were this instant')),
            ...sendTimeFields,
            dryRun: Type.Optional(Type.Boolean({ description: 'only say whom it would reach' })),
          },
          { cadence: 'daily', topics: ['cs.RO'], dryRun: true },
        ),
        response: sendingAnswers({ audience: 2400, queued: 2220, skipped: 160, suppressed: 20 }),
        failures,
      },
    },
    async (request, reply) => {
      const { dryRun, asOf, subject = '', introduction = '', ...body } = request.body;
      const { sendAt: _at, sendOn: _on, withNextSlot: _next, ...asked } = body;
      const said = subject !== '' || introduction !== '';
      const input = {
        ...asked,
        words: said ? [{ language: ownLanguage(deps), subject, introduction }] : undefined,
        origin: 'api' as const,
        asOf: asOf === undefined ? undefined : new Date(asOf),
        ...readSendTimeFields(body),
      };
      if (dryRun === true) return { dryRun: true as const, ...(await tryDigest(deps, input)) };
      const { id, status } = await triggerDigest(deps, {
        ...input,
        idempotencyKey: request.headers['idempotency-key'],
        actor: callerOf(request),
      });
      void reply.code(202);
      return { id, status };
    },
  );

  app.get(
    '/digests',
    {
      schema: {
        operationId: 'listDigests',
        summary: 'Digests, newest first',
        tags,
        querystring: queryOf({
          before: Type.Optional(idCursor({ description: beforeWords, examples: [1000] })),
          limit: limitUpTo(100),
        }),
        response: { 200: answer('A part of the list.', listOf(DigestSchema), { items: [digestExample] }) },
        failures,
      },
    },
    async (request) => {
      const { before = null, limit = 20 } = request.query;
      const list = await digests.list({ before, limit, archive: false, ofReaders: true });
      return { items: list.map((digest) => digestJson(digest, digest.counts)) };
    },
  );

  const one = async (id: number) => {
    const digest = await digests.byId(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    return digestJson(digest, await digests.counts(id));
  };

  app.get(
    '/digests/:id',
    {
      schema: {
        operationId: 'getDigest',
        summary: 'One digest and its counts',
        tags,
        params: IdParams,
        response: { 200: answer('The digest with its counts.', DigestSchema, digestExample) },
        failures,
      },
    },
    async (request) => one(request.params.id),
  );

  app.get(
    '/digests/:id/events',
    {
      schema: {
        operationId: 'followDigest',
        summary: 'The counts as they move (server-sent events)',
        description:
          'Each event is the whole state, `{id, status, problem, counts}`, so that whoever connects again has missed nothing; it comes when something has changed, and every 15 seconds. An event named `end` when nothing more will happen.',
        tags,
        params: IdParams,
        response: {
          200: textAnswer(
            'Events until the digest has ended. After a break, ask again: the first event is the present state.',
            'text/event-stream',
            `data: ${JSON.stringify({ id: 1, status: 'sending', problem: null, counts: countsExample })}\n\nevent: end\ndata: {}\n\n`,
          ),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await deps.watch.progress(id, { fresh: true });
      return eventStream(reply, () => deps.watch.progress(id), ending);
    },
  );

  app.post(
    '/digests/:id/undo-bounces',
    {
      schema: {
        operationId: 'undoDigestBounces',
        summary: 'Undo the bounces of a digest',
        description:
          'Readers whom it made `bounced`, and who still are, are active again, and their suppressions are lifted. A complaint stays.',
        tags,
        params: IdParams,
        response: {
          200: answer(
            'How many readers are active again.',
            Type.Object({ readers: Type.Integer({ minimum: 0 }) }),
            { readers: 40 },
          ),
        },
        failures,
      },
    },
    async (request) => ({ readers: await undoBounces(deps, request.params.id, callerOf(request)) }),
  );

  for (const command of digestCommands) {
    const { operationId, summary, done, status } = commandWords[command];
    app.post(
      `/digests/:id/${command}`,
      {
        schema: {
          operationId,
          summary,
          tags,
          params: IdParams,
          response: { 200: answer(done, DigestSchema, { ...digestExample, status }) },
          failures,
        },
      },
      async (request) => {
        await controlDigest(deps, request.params.id, command, callerOf(request));
        return await one(request.params.id);
      },
    );
  }
}
