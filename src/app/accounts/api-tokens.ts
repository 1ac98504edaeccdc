import { randomBytes } from 'node:crypto';
import { type TokenScope, tokenScopes } from '../../domain/accounts/token-scope.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { commandLine } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { tokenHash } from '../secret-token.ts';
import type { ApiToken } from './account-stores.ts';

const longestName = 100;

/**
 * Makes an API token; it is stored hashed and shown only now. Without `scopes` it may do everything. Rejects with
 * `invalid`.
 */
export async function createToken(
  deps: Pick<Deps, 'atomically' | 'now'>,
  name: string,
  options: { scopes?: readonly string[] | undefined; actor?: string } = {},
): Promise<{ name: string; token: string; scopes: TokenScope[] }> {
  const { scopes: asked = ['admin'], actor = commandLine } = options;
  const trimmed = name.trim();
  const scopes = tokenScopes.filter((scope) => asked.includes(scope));
  const errors = [
    ...(trimmed === '' || trimmed.length > longestName || /\p{Cc}/u.test(trimmed)
      ? [{ field: 'name', message: `must have 1 to ${longestName} characters, on one line` }]
      : []),
    ...(scopes.length === 0 || scopes.length < new Set(asked).size
      ? [{ field: 'scopes', message: `must be one or more of ${tokenScopes.join(', ')}` }]
      : []),
  ];
  if (errors.length > 0) throw invalid(errors);
  const token = `offprint_${randomBytes(24).toString('base64url')}`;
  const now = deps.now();
  await deps.atomically(async (stores) => {
    const { id } = await stores.tokens.addToken({
      name: trimmed,
      prefix: token.slice(0, 15),
      tokenHash: tokenHash(token),
      scopes,
      now,
    });
    const detail = { name: trimmed, scopes };
    await recordAction(stores, { actor, at: now }, 'token created', `token ${id}`, detail);
  });
  return { name: trimmed, token, scopes };
}

/** A token is worth nothing from now on. Rejects with `not_found` when there is none, or it was revoked before. */
export async function revokeToken(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  actor: string,
): Promise<void> {
  const now = deps.now();
  await deps.atomically(async (stores) => {
    const revoked = await stores.tokens.revoke(id, now);
    if (revoked === null) throw new DomainError('not_found', `There is no valid token ${id}.`);
    const detail = { name: revoked.name, scopes: revoked.scopes };
    await recordAction(stores, { actor, at: now }, 'token revoked', `token ${id}`, detail);
  });
}

/**
 * Checks an API token for what is asked of it; `admin` may do everything that `read` may. Rejects with
 * `unauthenticated`, or `forbidden` when the token lacks the scope.
 */
export async function authenticateToken(
  deps: Needs<'now', 'tokens'>,
  token: string | null,
  needed: TokenScope,
): Promise<Pick<ApiToken, 'id' | 'name' | 'scopes'>> {
  const known = token === null ? null : await deps.stores.tokens.useToken(tokenHash(token), deps.now());
  if (known === null) {
    throw new DomainError(
      'unauthenticated',
      'Send a valid API token as "Authorization: Bearer TOKEN"; `npm run offprint -- token create NAME` makes one.',
    );
  }
  if (!known.scopes.includes('admin') && !known.scopes.includes(needed)) {
    throw new DomainError(
      'forbidden',
      `This token may only ${known.scopes.join(' and ')}; this needs the scope "${needed}".`,
    );
  }
  return known;
}
