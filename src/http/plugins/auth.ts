import type { FastifyRequest } from 'fastify';
import { authenticateToken } from '../../app/accounts.ts';
import type { App, HttpOptions } from '../options.ts';

/** The token of an `Authorization: Bearer …` header (RFC 6750), or null. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(header ?? '')?.[1] ?? null;
}

const callers = new WeakMap<FastifyRequest, string>();

/** Who makes the request, for the audit. Only behind `requireToken`. */
export function callerOf(request: FastifyRequest): string {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('the route lets anybody in');
  return caller;
}

/** Lets nobody into the routes of `app` without an API token. */
export function requireToken(app: App, { deps }: HttpOptions): void {
  app.addHook('onRequest', async (request) => {
    const token = await authenticateToken(deps, bearerToken(request.headers.authorization));
    callers.set(request, `token ${token.name}`);
  });
}
