import { authenticateToken } from '../../app/accounts.ts';
import type { App, HttpOptions } from '../options.ts';

/** The token of an `Authorization: Bearer …` header (RFC 6750), or null. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(header ?? '')?.[1] ?? null;
}

/** Lets nobody into the routes of `app` without an API token. */
export function requireToken(app: App, { deps }: HttpOptions): void {
  app.addHook('onRequest', async (request) => {
    await authenticateToken(deps, bearerToken(request.headers.authorization));
  });
}
