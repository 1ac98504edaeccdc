import type { ApiToken } from '../../../app/accounts/account-stores.ts';
import { type TokenScope, tokenScopes } from '../../../domain/accounts/token-scope.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { dateOf, type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

const scopeNames: Record<TokenScope, string> = {
  read: 'read: may ask for everything, and change nothing',
  admin: 'admin: may ask for everything and change everything',
};

export type TokensModel = {
  tokens: {
    id: number;
    name: string;
    prefix: string;
    scopes: string;
    /** Who made it: an address, or "command line". */
    owner: string;
    created: Moment;
    lastUsed: Moment | null;
    revoked: Moment | null;
    /** Its last day. */
    ends: Moment | null;
    ended: boolean;
  }[];
  values: { name: string; expires: string };
  scopes: { value: string; text: string; checked: boolean }[];
  errors: FieldMessages<'name' | 'scopes' | 'expires' | 'present'>;
  /** The token that was just made: it is shown only now. */
  made: { name: string; token: string } | null;
};

export const tokensPage = secretPage<TokensModel>('console/tokens/tokens');

/** `/admin/tokens`. */
export function tokensModel(input: {
  tokens: readonly ApiToken[];
  now: Date;
  values?: { name: string; expires: string; scope: string };
  errors?: readonly FieldError[];
  made?: { name: string; token: string };
}): TokensModel {
  const { name, expires, scope } = input.values ?? { name: '', expires: '', scope: 'read' };
  return {
    tokens: input.tokens.map(({ createdAt, expiresAt, lastUsedAt, revokedAt, scopes, owner, ...token }) => ({
      ...token,
      scopes: scopes.join(', '),
      owner: owner ?? (revokedAt === null ? 'command line' : ''),
      created: dateOf(createdAt),
      // The end is that of a day.
      ends: expiresAt === null ? null : dateOf(new Date(expiresAt.getTime() - 1)),
      ended: expiresAt !== null && expiresAt <= input.now,
      lastUsed: lastUsedAt === null ? null : momentOf(lastUsedAt),
      revoked: revokedAt === null ? null : dateOf(revokedAt),
    })),
    values: { name, expires },
    scopes: tokenScopes.map((value) => ({ value, text: scopeNames[value], checked: value === scope })),
    errors: messagesFor(['name', 'scopes', 'expires', 'present'], input.errors),
    made: input.made ?? null,
  };
}
