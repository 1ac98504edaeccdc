import Type, { type Static } from 'typebox';
import { resolutions, resolveDelivery } from '../../../app/deliveries/resolve-delivery.ts';
import type { DeliveryRow } from '../../../app/digests/delivery-store.ts';
import { DomainError } from '../../../domain/errors.ts';
import { deliveryStates } from '../../../domain/sending/delivery.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { IdParams, MaybeInstant, MaybeInteger, MaybeText, oneOf } from '../../schemas/common.ts';
import { answer, bodyOf, limitUpTo, queryOf } from '../../schemas/operation.ts';
import { CountsSchema, countsExample } from '../digests/digest.ts';

const tags = ['digests'];
const failures = ['invalid', 'forbidden', 'not_found', 'conflict'] as const;

/** A bigint of PostgreSQL. */
const deliveryId = (description: string, example: string) =>
  Type.String({ pattern: '^\\d{1,18}$', description, examples: [example] });

const DeliverySchema = Type.Object({
  id: Type.String(),
  digestId: Type.Integer(),
  subscriberId: MaybeInteger,
  state: oneOf(deliveryStates),
  attempt: Type.Integer(),
  messageId: MaybeText,
  nextAttemptAt: MaybeInstant,
  sentAt: MaybeInstant,
  detail: MaybeText,
});
type DeliveryJson = Static<typeof DeliverySchema>;

const example: DeliveryJson = {
  id: '1',
  digestId: 1,
  subscriberId: 1,
  state: 'sent',
  attempt: 1,
  messageId: '<d1.1@example.org>',
  nextAttemptAt: null,
  sentAt: '2026-11-24T08:00:00.000Z',
  detail: '250 2.0.0 OK',
};

const iso = (date: Date | null) => date?.toISOString() ?? null;

function deliveryJson(delivery: DeliveryRow): DeliveryJson {
  return { ...delivery, nextAttemptAt: iso(delivery.nextAttemptAt), sentAt: iso(delivery.sentAt) };
}

export function deliveryRoutes(app: App, { deps }: HttpOptions): void {
  const { digests, deliveries } = deps.stores;

  app.get(
    '/digests/:id/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        summary: 'The deliveries of a digest',
        tags,
        params: IdParams,
        querystring: queryOf({
          status: Type.Optional(
            oneOf(deliveryStates, { description: 'only those in this state', examples: ['sent'] }),
          ),
          after: Type.Optional(deliveryId('the id of the last one of the page before', '0')),
          limit: limitUpTo(1_000),
        }),
        response: {
          200: answer(
            'A part of the list, and the counts of all.',
            Type.Object({ items: Type.Array(DeliverySchema), counts: CountsSchema }),
            { items: [example], counts: countsExample },
          ),
        },
        failures,
      },
    },
    async (request) => {
      const { id } = request.params;
      const { status = null, after = '0', limit = 100 } = request.query;
      if ((await digests.byId(id)) === null) throw new DomainError('not_found', `There is no digest ${id}.`);
      const counts = await digests.counts(id);
      const items = await deliveries.deliveriesOfDigest({ digestId: id, state: status, after, limit });
      return { items: items.map(deliveryJson), counts };
    },
  );

  app.post(
    '/deliveries/:id/resolve',
    {
      schema: {
        operationId: 'resolveDelivery',
        summary: 'Say what became of a delivery that is unknown',
        tags,
        params: Type.Object({ id: deliveryId('its number', '1') }),
        body: bodyOf(
          {
            outcome: oneOf(resolutions, { description: '`sent`: it arrived; `resend`: send it again' }),
          },
          { outcome: 'sent' },
        ),
        response: { 200: answer('The delivery as it is now.', DeliverySchema, example) },
        failures,
      },
    },
    async (request) => {
      const { id } = request.params;
      return deliveryJson(await resolveDelivery(deps, id, request.body.outcome, callerOf(request)));
    },
  );
}
