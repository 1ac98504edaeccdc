import { randomBytes } from 'node:crypto';
import type { Admin } from '../../domain/accounts/admin-role.ts';
import { tokenEnd } from '../../domain/accounts/token-end.ts';
import { type TokenScope, tokenScopes } from '../../domain/accounts/token-scope.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { adminActor, commandLine } from '../actor.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { tokenHash } from '../secret-token.ts';
import type { ApiToken } from './account-stores.ts';
import { requirePassword } from './change-password.ts';

const longestName = 100;

/**
 * Makes an API token; it is stored hashed and shown only now. Without `scopes` it may do everything. `expires`: the
 * last day (UTC) on which it works, as it was typed; without one it does not end by itself. `by`: whose it is, and
 * without whom it is revoked; the command line's belong to nobody. Rejects with `invalid`.
 */
export async function createToken(
  deps: Pick<Deps, 'atomically' | 'now'>,
  name: string,
  options: {
    scopes?: readonly string[] | undefined;
    expires?: string | undefined;
    by?: Admin | undefined;
  } = {},
): Promise<{ name: string; token: string; scopes: TokenScope[]; expiresAt: Date | null }> {
  const { scopes: asked = ['admin'], expires = '', by } = options;
  const now = deps.now();
  const end = tokenEnd(expires, now);
  const trimmed = name.trim();
  const scopes = tokenScopes.filter((scope) => asked.includes(scope));
  const errors = [
    ...(trimmed === '' || trimmed.length > longestName || /\p{Cc}/u.test(trimmed)
      ? [{ field: 'name', message: `must have 1 to ${longestName} characters, on one line` }]
      : []),
    ...(scopes.length === 0 || scopes.length < new Set(asked).size
      ? [{ field: 'scopes', message: `must be one or more of ${tokenScopes.join(', ')}` }]
      : []),
    ...(end.ok ? [] : [{ field: 'expires', message: end.message }]),
  ];
  if (!end.ok || errors.length > 0) throw invalid(errors);
  const expiresAt = end.at;
  const token = `offprint_${randomBytes(24).toString('base64url')}`;
  const actor = by === undefined ? commandLine : adminActor(by);
  await deps.atomically(async (stores) => {
    const { id } = await stores.tokens.addToken({
      name: trimmed,
      prefix: token.slice(0, 15),
      tokenHash: tokenHash(token),
      scopes,
      ownerId: by?.id ?? null,
      expiresAt,
      now,
    });
    const detail = { name: trimmed, scopes, expires: expiresAt };
    await recordAction(stores, { actor, at: now }, 'token created', `token ${id}`, detail);
  });
  return { name: trimmed, token, scopes, expiresAt };
}

/** As `createToken`, for an admin, who is asked for the password. Rejects with `invalid`. */
export async function createOwnToken(
  deps: Needs<'atomically' | 'now' | 'passwords', 'accounts'>,
  input: { by: Admin; present: string; name: string; scopes: readonly string[]; expires: string },
): Promise<{ name: string; token: string }> {
  const { by, name, scopes, expires } = input;
  await requirePassword(deps, by, input.present);
  return await createToken(deps, name, { scopes, expires, by });
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

/** Revokes the tokens that an admin made, who is to have none any more. Within a transaction. */
export async function revokeTokensOf(
  stores: Pick<Stores, 'audit' | 'tokens'>,
  admin: Admin,
  about: { actor: string; at: Date },
): Promise<void> {
  for (const { id, name, scopes } of await stores.tokens.revokeAllOf(admin.id, about.at)) {
    const detail = { name, scopes, of: adminActor(admin) };
    await recordAction(stores, about, 'token revoked', `token ${id}`, detail);
  }
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
