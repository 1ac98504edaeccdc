import type { FastifyRequest } from 'fastify';
import { authenticateToken } from '../../app/accounts/api-tokens.ts';
import { tokenActor } from '../../app/actor.ts';
import type { TokenScope } from '../../domain/accounts/token-scope.ts';
import type { App, HttpOptions } from '../options.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must be allowed to; unless said, `read` for GET and HEAD, else `admin`. */
    scope?: TokenScope;
  }
}

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

/** Lets nobody into the routes of `app` without an API token that may do what they do. */
export function requireToken(app: App, { deps }: HttpOptions): void {
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config;
    const needed = scope ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'admin');
    const token = await authenticateToken(deps, bearerToken(request.headers.authorization), needed);
    callers.set(request, tokenActor(token));
  });
}
