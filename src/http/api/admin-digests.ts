import Type from 'typebox';
import { resolutions, resolveDelivery } from '../../app/deliveries/resolve-delivery.ts';
import { controlDigest, digestCommands } from '../../app/digests/control-digest.ts';
import { triggerDigest, tryDigest } from '../../app/digests/trigger-digest.ts';
import { DomainError } from '../../domain/errors.ts';
import { closing, eventStream } from '../digest-events.ts';
import type { App, HttpOptions } from '../options.ts';
import { callerOf } from '../plugins/auth.ts';
import {
  CadenceSchema,
  CountsSchema,
  DeliverySchema,
  DigestSchema,
  IdParams,
  InstantSchema,
  listOf,
  oneOf,
  ProblemSchema,
  StateSchema,
} from '../schemas/common.ts';
import { adminScheduleApi } from './admin-schedule.ts';
import { deliveryJson, digestJson } from './json.ts';

const errors = {
  400: ProblemSchema,
  401: ProblemSchema,
  403: ProblemSchema,
  404: ProblemSchema,
  409: ProblemSchema,
};

export async function adminDigestsApi(app: App, options: HttpOptions): Promise<void> {
  await adminScheduleApi(app, options);
  const { deps } = options;
  const { digests, deliveries } = deps.stores;
  const tags = ['digests'];
  const ending = closing(app);

  app.post(
    '/digests',
    {
      schema: {
        summary: 'Trigger a digest',
        description:
          'With `dryRun`, nothing is planned: the answer says whom it would reach. The same Idempotency-Key with the same body gives the same digest.',
        tags,
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        }),
        body: Type.Object(
          {
            cadence: Type.Optional(CadenceSchema),
            emails: Type.Optional(
              Type.Array(Type.String({ maxLength: 254 }), { minItems: 1, maxItems: 1_000 }),
            ),
            topics: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 200 })),
            asOf: Type.Optional(InstantSchema),
            dryRun: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            dryRun: Type.Literal(true),
            audience: Type.Integer(),
            queued: Type.Integer(),
            skipped: Type.Integer(),
            suppressed: Type.Integer(),
          }),
          202: Type.Object({ id: Type.Integer(), status: Type.String() }),
          ...errors,
        },
      },
    },
    async (request, reply) => {
      const { dryRun, asOf, ...asked } = request.body;
      const input = {
        ...asked,
        origin: 'api' as const,
        asOf: asOf === undefined ? undefined : new Date(asOf),
      };
      if (dryRun === true) return { dryRun: true as const, ...(await tryDigest(deps, input)) };
      const digest = await triggerDigest(deps, {
        ...input,
        idempotencyKey: request.headers['idempotency-key'],
        actor: callerOf(request),
      });
      return reply.code(202).send({ id: digest.id, status: digest.status });
    },
  );

  app.get(
    '/digests',
    {
      schema: {
        summary: 'Digests, newest first',
        tags,
        querystring: Type.Object(
          {
            before: Type.Optional(Type.Integer({ minimum: 1 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: listOf(DigestSchema), ...errors },
      },
    },
    async (request) => {
      const { before = null, limit = 20 } = request.query;
      const list = await digests.list({ before, limit, archive: false });
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
        summary: 'One digest and its counts',
        tags,
        params: IdParams,
        response: { 200: DigestSchema, ...errors },
      },
    },
    async (request) => one(request.params.id),
  );

  app.get(
    '/digests/:id/events',
    {
      schema: {
        summary: 'The counts as they move (server-sent events)',
        description:
          'Each event is the whole state, `{id, status, problem, counts}`, so that whoever connects again has missed nothing; it comes when something has changed, and every 15 seconds. An event named `end` when nothing more will happen.',
        tags,
        params: IdParams,
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await deps.watch.progress(id, { fresh: true });
      return eventStream(reply, () => deps.watch.progress(id), ending);
    },
  );

  for (const command of digestCommands) {
    app.post(
      `/digests/:id/${command}`,
      {
        schema: {
          summary: `${command} a digest`,
          tags,
          params: IdParams,
          response: { 200: DigestSchema, ...errors },
        },
      },
      async (request) => {
        await controlDigest(deps, request.params.id, command, callerOf(request));
        return await one(request.params.id);
      },
    );
  }

  app.get(
    '/digests/:id/deliveries',
    {
      schema: {
        summary: 'The deliveries of a digest',
        tags,
        params: IdParams,
        querystring: Type.Object(
          {
            status: Type.Optional(StateSchema),
            after: Type.Optional(
              Type.String({
                pattern: '^\\d{1,18}$',
                description: 'the id of the last one of the page before',
              }),
            ),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ items: Type.Array(DeliverySchema), counts: CountsSchema }),
          ...errors,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { status = null, after = '0', limit = 100 } = request.query;
      const { counts } = await one(id);
      const items = await deliveries.list({ digestId: id, state: status, after, limit });
      return { items: items.map(deliveryJson), counts };
    },
  );

  app.post(
    '/deliveries/:id/resolve',
    {
      schema: {
        summary: 'Say what became of a delivery that is unknown',
        tags,
        params: Type.Object({ id: Type.String({ pattern: '^\\d{1,18}$' }) }),
        body: Type.Object({ outcome: oneOf(resolutions) }, { additionalProperties: false }),
        response: { 200: DeliverySchema, ...errors },
      },
    },
    async (request) => {
      const { id } = request.params;
      return deliveryJson(await resolveDelivery(deps, id, request.body.outcome, callerOf(request)));
    },
  );
}
