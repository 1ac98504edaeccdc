import type { FastifyRequest } from 'fastify';
import { authenticateToken } from '../../app/accounts/api-tokens.ts';
import { tokenActor } from '../../app/actor.ts';
import { noteAddressesRead } from '../../app/audit.ts';
import type { TokenScope } from '../../domain/accounts/token-scope.ts';
import type { App, HttpOptions } from '../options.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose addresses the answer holds, when it has more of them than it was asked with. */
    handsOut?: 'subscribers' | 'suppressions';
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
  // What only some may see is kept by nobody on the way.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  app.addHook('onRequest', async (request) => {
    const { scope, handsOut } = request.routeOptions.config;
    const needed = scope ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'admin');
    const token = await authenticateToken(deps, bearerToken(request.headers.authorization), needed);
    callers.set(request, tokenActor(token));
    if (handsOut !== undefined) await noteAddressesRead(deps, tokenActor(token), handsOut);
  });
}
