import Type from 'typebox';
import { deliveryColumns, exportDeliveries } from '../../../app/deliveries/export-deliveries.ts';
import { resolveDelivery } from '../../../app/deliveries/resolve-delivery.ts';
import { DomainError, invalid } from '../../../domain/errors.ts';
import { type DeliveryState, deliveryStates } from '../../../domain/sending/delivery.ts';
import { parseAddress } from '../../../domain/subscribers/address.ts';
import { field } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import { IdParams } from '../../schemas/common.ts';
import type { ConsoleContext } from '../console-context.ts';
import { deliveriesHref, deliveriesModel, deliveriesPage } from './delivery-models.ts';
import { resolutionIn } from './resolution.ts';

const perPage = 100;
const Place = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 20 })),
  domain: Type.Optional(Type.String({ maxLength: 253 })),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
});
const DeliveryParams = Type.Object({
  id: IdParams.properties.id,
  delivery: Type.String({ pattern: '^\\d{1,18}$' }),
});

function stateIn(text: string): DeliveryState | null {
  const state = deliveryStates.find((one) => one === text);
  if (text !== '' && state === undefined)
    throw invalid([{ field: 'state', message: `must be one of ${deliveryStates.join(', ')}` }]);
  return state ?? null;
}

/** A mail domain as it was typed: with or without an @. `error`: why it is none. */
function domainIn(text: string): { domain: string | null; error: string | null } {
  const typed = text.trim().replace(/^@/, '');
  if (typed === '') return { domain: null, error: null };
  const parsed = parseAddress(`anybody@${typed}`);
  return parsed.ok
    ? { domain: parsed.domain, error: null }
    : { domain: null, error: 'Is not a mail domain.' };
}

/** The deliveries of a digest in the console: by state and domain, in pages, as a file, and resolving unknown ones. */
export function deliveryRoutes(
  app: App,
  { deps }: HttpOptions,
  { pages, head, actor }: ConsoleContext,
): void {
  const { stores } = deps;
  const known = async (id: number) => {
    const digest = await stores.digests.byId(id);
    if (digest === null) throw new DomainError('not_found', `There is no digest ${id}.`);
    return digest;
  };

  app.get(
    '/digests/:id/deliveries',
    { config: { handsOut: 'subscribers' }, schema: { params: IdParams, querystring: Place } },
    async (request, reply) => {
      const { id: digestId } = request.params;
      const { state = '', domain: typed = '', after = '0' } = request.query;
      const tidied = (await known(digestId)).tidiedAt !== null;
      const { domain, error } = domainIn(typed);
      const query = { digestId, state: stateIn(state), domain, after, limit: perPage + 1 };
      const found = error === null ? await stores.reports.deliveries(query) : [];
      const rows = found.slice(0, perPage);
      const more = found.length > perPage;
      const model = deliveriesModel({ digestId, state, domain: typed, after, error, rows, more, tidied });
      if (error !== null) void reply.code(400);
      return pages.show(request, reply, deliveriesPage, model, head(request, 'Deliveries'));
    },
  );

  app.get(
    '/digests/:id/deliveries.csv',
    { schema: { params: IdParams, querystring: Place } },
    async (request, reply) => {
      const { id: digestId } = request.params;
      const { state = '', domain: typed = '' } = request.query;
      await known(digestId);
      const { domain, error } = domainIn(typed);
      if (error !== null) throw invalid([{ field: 'domain', message: 'is not a mail domain' }]);
      const rows = exportDeliveries(deps, { actor: actor(request), digestId, state: stateIn(state), domain });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="digest-${digestId}-deliveries.csv"`)
        .send(deps.csv(deliveryColumns, rows));
    },
  );

  app.post(
    '/digests/:id/deliveries/:delivery/resolve',
    { schema: { params: DeliveryParams } },
    async (request, reply) => {
      const { id, delivery } = request.params;
      const { body } = request;
      if ((await stores.deliveries.byId(delivery))?.digestId !== id)
        throw new DomainError('not_found', `Digest ${id} has no delivery ${delivery}.`);
      await resolveDelivery(deps, delivery, resolutionIn(body), actor(request));
      const place = { state: field(body, 'state'), domain: field(body, 'domain') };
      return reply.redirect(deliveriesHref(id, place), 303);
    },
  );
}
