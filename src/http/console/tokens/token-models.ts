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
    created: Moment;
    lastUsed: Moment | null;
    revoked: Moment | null;
  }[];
  values: { name: string };
  scopes: { value: string; text: string; checked: boolean }[];
  errors: FieldMessages<'name' | 'scopes'>;
  /** The token that was just made: it is shown only now. */
  made: { name: string; token: string } | null;
};

export const tokensPage = secretPage<TokensModel>('console/tokens/tokens');

/** `/admin/tokens`. */
export function tokensModel(input: {
  tokens: readonly ApiToken[];
  values?: { name: string; scope: string };
  errors?: readonly FieldError[];
  made?: { name: string; token: string };
}): TokensModel {
  const { name, scope } = input.values ?? { name: '', scope: 'read' };
  return {
    tokens: input.tokens.map(({ createdAt, lastUsedAt, revokedAt, scopes, ...token }) => ({
      ...token,
      scopes: scopes.join(', '),
      created: dateOf(createdAt),
      lastUsed: lastUsedAt === null ? null : momentOf(lastUsedAt),
      revoked: revokedAt === null ? null : dateOf(revokedAt),
    })),
    values: { name },
    scopes: tokenScopes.map((value) => ({ value, text: scopeNames[value], checked: value === scope })),
    errors: messagesFor(['name', 'scopes'], input.errors),
    made: input.made ?? null,
  };
}
