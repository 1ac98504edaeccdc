import { type ApiToken, type Settings, type TokenScope, tokenScopes } from '../../app/ports.ts';
import type { FieldError } from '../../domain/errors.ts';
import { type FieldMessages, messagesFor } from './form-models.ts';
import { dayOf, type Moment, momentOf } from './list-models.ts';

const scopeNames: Record<TokenScope, string> = {
  read: 'read: may ask for everything, and change nothing',
  admin: 'admin: may ask for everything and change everything',
};

export type AccessModel = {
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

/** `/admin/access`. */
export function accessPage(input: {
  tokens: readonly ApiToken[];
  values?: { name: string; scope: string };
  errors?: readonly FieldError[];
  made?: { name: string; token: string };
}): AccessModel {
  const { name, scope } = input.values ?? { name: '', scope: 'read' };
  return {
    tokens: input.tokens.map(({ createdAt, lastUsedAt, revokedAt, scopes, ...token }) => ({
      ...token,
      scopes: scopes.join(', '),
      created: dayOf(createdAt),
      lastUsed: lastUsedAt === null ? null : momentOf(lastUsedAt),
      revoked: revokedAt === null ? null : dayOf(revokedAt),
    })),
    values: { name },
    scopes: tokenScopes.map((value) => ({ value, text: scopeNames[value], checked: value === scope })),
    errors: messagesFor(['name', 'scopes'], input.errors),
    made: input.made ?? null,
  };
}

export type SettingsModel = {
  pausedSince: Moment | null;
  values: { maxSendRate: string };
  /** "20 messages a second", or "no limit". */
  configuredRate: string;
  errors: FieldMessages<'maxSendRate'>;
  saved: boolean;
};

/** `/admin/settings`. `configured`: MAX_SEND_RATE; `typed`: what a refused form held. */
export function settingsPage(input: {
  settings: Settings;
  configured: number | null;
  typed?: string;
  errors?: readonly FieldError[];
  saved?: boolean;
}): SettingsModel {
  const { settings, configured } = input;
  return {
    pausedSince: settings.sendingPausedAt === null ? null : momentOf(settings.sendingPausedAt),
    values: { maxSendRate: input.typed ?? settings.maxSendRate?.toString() ?? '' },
    configuredRate: configured === null ? 'no limit' : `${configured} messages a second`,
    errors: messagesFor(['maxSendRate'], input.errors),
    saved: input.saved ?? false,
  };
}
