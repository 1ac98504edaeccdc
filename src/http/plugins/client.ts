import type { FastifyRequest } from 'fastify';
import { createProxyWatch } from '../../app/overview/proxy-watch.ts';
import { type Client, clientOf } from '../../domain/client.ts';
import type { App, HttpOptions } from '../options.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request. Not `ip`, which is whoever opened the connection, a proxy or not. */
    client: Client;
  }
}

/** What proxies add beside X-Forwarded-For, and programs that ask for themselves do not. */
const ofProxies = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'cf-connecting-ip',
  'true-client-ip',
];

/**
 * Gives each request its `client`, by which all caps and limits count, consent is noted, and what is for this machine
 * alone is kept to it; and tells of proxies that hide it.
 */
export function knowClients(app: App, { deps, trustedProxies }: HttpOptions): void {
  const tell = createProxyWatch(deps);
  app.decorateRequest('client');
  app.addHook('onRequest', (request, _reply, done) => {
    request.client = clientOf(arrivalOf(request), trustedProxies);
    if (request.client.doubt !== null) tell(request.client.doubt);
    done();
  });
}

function arrivalOf({ headers, host, socket }: FastifyRequest) {
  const forwardedFor = headers['x-forwarded-for'] ?? null;
  return {
    peer: socket.remoteAddress ?? null,
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
    host,
    passedOn: ofProxies.some((name) => headers[name] !== undefined),
  };
}
