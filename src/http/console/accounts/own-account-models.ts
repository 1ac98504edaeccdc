import type { PasskeyRow, SessionRow } from '../../../app/accounts/account-stores.ts';
import type { Duty } from '../../../app/accounts/sessions.ts';
import type { Admin } from '../../../domain/accounts/admin-role.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { zoneNames } from '../../../domain/time/zone-names.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type OptionGroup, zoneOptions } from '../../forms/form-options.ts';
import type { Html } from '../../forms/html.ts';
import { type Moment, momentOf, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { roleInWords } from './role-in-words.ts';

/** The forms of the account page; `passkey` adds one, `passkeys` removes one. */
export const accountForms = [
  'password',
  'two-factor',
  'off',
  'codes',
  'sessions',
  'passkey',
  'passkeys',
  'timezone',
] as const;
export type AccountForm = (typeof accountForms)[number];
/** The form that was refused, and why; `name`: what was typed as that of a passkey. */
export type Refusal = { form: AccountForm; errors: readonly FieldError[]; name?: string };

export type OwnAccountModel = {
  flash: string | null;
  email: string;
  role: string;
  mayDo: string;
  /** What they must do before anything else works; null: nothing. */
  duty: string | null;
  /** Only the password is shown. */
  passwordOnly: boolean;
  errors: Record<
    'password' | 'twoFactor' | 'off' | 'codes' | 'sessions' | 'passkey' | 'passkeys',
    FieldMessages<'present' | 'password' | 'name'>
  >;
  passkeys: { name: string; created: Moment; used: Moment | null; removeAction: string }[];
  /** A new one was refused: its form is open. */
  passkeyRefused: boolean;
  passkeyName: string;
  passkeysPossible: boolean;
  twoFactor: {
    on: boolean;
    /** There are recovery codes: with an authenticator or a passkey. */
    recoverable: boolean;
    pending: boolean;
    since: Moment | null;
    /** "8 recovery codes". */
    left: string;
    few: boolean;
  };
  timezone: {
    zones: OptionGroup[];
    /** None is set: the browser's may be proposed. */
    guess: boolean;
    error: string | null;
  };
  sessions: {
    browser: string;
    network: string | null;
    created: Moment;
    seen: Moment;
    current: boolean;
    endAction: string;
  }[];
  others: boolean;
};

export const ownAccountPage = secretPage<OwnAccountModel>('console/accounts/own-account');

export type TwoFactorModel = { qrCode: Html; typed: string; errors: FieldMessages<'code'> };

export const twoFactorPage = secretPage<TwoFactorModel>('console/accounts/two-factor');
/** `first`: they come with turning the second factor on. */
export type RecoveryCodesModel = { codes: string[]; first: boolean };

export const recoveryCodesPage = secretPage<RecoveryCodesModel>('console/accounts/recovery-codes');

const fewCodes = 3;

const dutyWords: Record<Duty, string> = {
  password:
    'The password that you signed in with was made for the first sign-in and ends soon. Choose your own; then everything is open to you.',
  'second factor': 'Owners need a second factor here. Set one up; then everything is open to you.',
};

/** Somebody's own account. */
export function ownAccountModel(input: {
  admin: Admin & { sessionId: number; timezone: string | null; duty: Duty | null };
  now: Date;
  twoFactor: { state: 'off' | 'pending' | 'on'; since: Date | null; recoveryCodesLeft: number };
  sessions: readonly SessionRow[];
  passkeys: readonly PasskeyRow[];
  passkeysPossible: boolean;
  flash?: string | undefined;
  refused?: Refusal | undefined;
}): OwnAccountModel {
  const { admin, twoFactor, sessions, refused } = input;
  const at = (moment: Date) => momentOf(moment, admin.timezone ?? 'UTC');
  const errorsOf = (form: AccountForm) =>
    messagesFor(['present', 'password', 'name'], refused?.form === form ? refused.errors : []);
  return {
    flash: input.flash ?? null,
    email: admin.email,
    role: admin.role,
    mayDo: roleInWords(admin.role),
    duty: admin.duty === null ? null : dutyWords[admin.duty],
    passwordOnly: admin.duty === 'password',
    errors: {
      password: errorsOf('password'),
      twoFactor: errorsOf('two-factor'),
      off: errorsOf('off'),
      codes: errorsOf('codes'),
      sessions: errorsOf('sessions'),
      passkey: errorsOf('passkey'),
      passkeys: errorsOf('passkeys'),
    },
    twoFactor: {
      on: twoFactor.state === 'on',
      recoverable: twoFactor.state === 'on' || input.passkeys.length > 0,
      pending: twoFactor.state === 'pending',
      since: twoFactor.since === null ? null : at(twoFactor.since),
      left: quantity(twoFactor.recoveryCodesLeft, 'recovery code'),
      few: twoFactor.recoveryCodesLeft <= fewCodes,
    },
    passkeysPossible: input.passkeysPossible,
    passkeyRefused: refused?.form === 'passkey',
    passkeyName: refused?.form === 'passkey' ? (refused.name ?? '') : '',
    passkeys: input.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      name,
      created: at(createdAt),
      used: lastUsedAt === null ? null : at(lastUsedAt),
      removeAction: `/admin/account/passkeys/${id}/remove`,
    })),
    timezone: {
      zones: zoneOptions(zoneNames(), admin.timezone ?? 'UTC', input.now),
      guess: admin.timezone === null,
      error: messagesFor(['timezone'], refused?.form === 'timezone' ? refused.errors : []).timezone,
    },
    sessions: sessions.map((session) => ({
      browser: session.browser === '' ? 'A browser' : session.browser,
      network: session.ipPrefix,
      created: at(session.createdAt),
      seen: at(session.lastSeenAt),
      current: session.id === admin.sessionId,
      endAction: `/admin/account/sessions/${session.id}/end`,
    })),
    others: sessions.some(({ id }) => id !== admin.sessionId),
  };
}
