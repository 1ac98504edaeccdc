import type { AdminLink, AdminRow, SessionRow } from '../../../app/accounts/account-stores.ts';
import { type Admin, type AdminRole, adminRoles } from '../../../domain/accounts/admin-role.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/form-models.ts';
import { counted, type Moment, momentOf, type Option } from '../../forms/list-models.ts';
import type { Html } from '../../forms/paper-models.ts';

export type SignInCodeModel = { action: string; csrf: string; ticket: string; error: string | null };

export type ForgottenModel = {
  action: string;
  csrf: string;
  values: { email: string };
  errors: FieldMessages<'email'>;
};

/** Where somebody whom a mail has led here chooses a password. */
export type NewPasswordModel = {
  action: string;
  csrf: string;
  heading: string;
  text: string;
  /** Whose account it is; a browser keeps the password under it. */
  email: string;
  button: string;
  errors: FieldMessages<'password'>;
};

/** The forms of the account page: changing the password, turning codes on and off, new recovery codes. */
export const accountForms = ['password', 'two-factor', 'off', 'codes'] as const;
export type AccountForm = (typeof accountForms)[number];
/** The form that was refused, and why. */
export type Refusal = { form: AccountForm; errors: readonly FieldError[] };

export type OwnAccountModel = {
  flash: string | null;
  email: string;
  role: string;
  mayDo: string;
  errors: Record<'password' | 'twoFactor' | 'off' | 'codes', FieldMessages<'present' | 'password'>>;
  twoFactor: {
    on: boolean;
    pending: boolean;
    since: Moment | null;
    /** "8 recovery codes". */
    left: string;
    few: boolean;
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

export type TwoFactorModel = { qrCode: Html; typed: string; errors: FieldMessages<'code'> };
/** `first`: they come with turning the second factor on. */
export type RecoveryCodesModel = { codes: string[]; first: boolean };

export type AdminsModel = {
  flash: string | null;
  problem: string | null;
  accounts: {
    id: number;
    email: string;
    role: string;
    self: boolean;
    twoFactor: boolean;
    created: Moment;
    seen: Moment | null;
    roles: Option[];
    roleAction: string;
    removeAction: string;
  }[];
  invitations: {
    email: string;
    role: string;
    /** "mailed", "waits to be mailed", "refused by the mail server", "expired". */
    state: string;
    bad: boolean;
    invitedBy: string | null;
    expires: Moment;
    takeBackAction: string;
  }[];
  invite: { email: string; roles: Option[]; errors: FieldMessages<'email' | 'role'> };
};

const mayDo: Record<AdminRole, string> = {
  owner: 'Owners may do everything, and decide who else may.',
  editor: 'Editors work on papers, topics, readers and digests.',
  viewer: 'Viewers see all that goes on, and change nothing.',
};
const fewCodes = 3;

/** What a role means, in a sentence. */
export function roleInWords(role: AdminRole): string {
  return mayDo[role];
}

export function forgottenModel(input: {
  email: string;
  csrf: string;
  errors: readonly FieldError[];
}): ForgottenModel {
  return {
    action: '/admin/forgotten',
    csrf: input.csrf,
    values: { email: input.email },
    errors: messagesFor(['email'], input.errors),
  };
}

export function newPasswordModel(
  input: Omit<NewPasswordModel, 'errors'> & { errors: readonly FieldError[] },
): NewPasswordModel {
  return { ...input, errors: messagesFor(['password'], input.errors) };
}

/** Somebody's own account. */
export function ownAccountModel(input: {
  admin: Admin & { sessionId: number };
  twoFactor: { state: 'off' | 'pending' | 'on'; since: Date | null; recoveryCodesLeft: number };
  sessions: readonly SessionRow[];
  flash?: string | undefined;
  refused?: Refusal | undefined;
}): OwnAccountModel {
  const { admin, twoFactor, sessions, refused } = input;
  const errorsOf = (form: AccountForm) =>
    messagesFor(['present', 'password'], refused?.form === form ? refused.errors : []);
  return {
    flash: input.flash ?? null,
    email: admin.email,
    role: admin.role,
    mayDo: mayDo[admin.role],
    errors: {
      password: errorsOf('password'),
      twoFactor: errorsOf('two-factor'),
      off: errorsOf('off'),
      codes: errorsOf('codes'),
    },
    twoFactor: {
      on: twoFactor.state === 'on',
      pending: twoFactor.state === 'pending',
      since: twoFactor.since === null ? null : momentOf(twoFactor.since),
      left: counted(twoFactor.recoveryCodesLeft, 'recovery code'),
      few: twoFactor.recoveryCodesLeft <= fewCodes,
    },
    sessions: sessions.map((session) => ({
      browser: session.browser === '' ? 'A browser' : session.browser,
      network: session.ipPrefix,
      created: momentOf(session.createdAt),
      seen: momentOf(session.lastSeenAt),
      current: session.id === admin.sessionId,
      endAction: `/admin/account/sessions/${session.id}/end`,
    })),
    others: sessions.some(({ id }) => id !== admin.sessionId),
  };
}

function roleOptions(selected: string): Option[] {
  return adminRoles.map((value) => ({ value, text: value, selected: value === selected }));
}

function stateOf(link: AdminLink, now: Date): string {
  if (link.refused) return 'refused by the mail server';
  if (link.expiresAt <= now) return 'expired';
  return link.mailedAt === null ? 'waits to be mailed' : 'mailed';
}

/** Who may use the console, and who is invited. `invite`: what was typed when it was refused. */
export function adminsModel(input: {
  admins: readonly AdminRow[];
  invitations: readonly AdminLink[];
  self: Pick<Admin, 'id'>;
  now: Date;
  flash?: string | undefined;
  problem?: string | undefined;
  invite?: { email: string; role: string; errors: readonly FieldError[] } | undefined;
}): AdminsModel {
  const { admins, invitations, self, now, invite } = input;
  return {
    flash: input.flash ?? null,
    problem: input.problem ?? null,
    accounts: admins.map(({ id, email, role, totpSince, createdAt, lastSeenAt }) => ({
      id,
      email,
      role,
      self: id === self.id,
      twoFactor: totpSince !== null,
      created: momentOf(createdAt),
      seen: lastSeenAt === null ? null : momentOf(lastSeenAt),
      roles: roleOptions(role),
      roleAction: `/admin/accounts/${id}/role`,
      removeAction: `/admin/accounts/${id}/remove`,
    })),
    invitations: invitations.map((link) => {
      const state = stateOf(link, now);
      return {
        email: link.email,
        role: link.role ?? '',
        state,
        bad: link.refused || link.expiresAt <= now,
        invitedBy: link.invitedBy,
        expires: momentOf(link.expiresAt),
        takeBackAction: `/admin/accounts/invitations/${link.id}/take-back`,
      };
    }),
    invite: {
      email: invite?.email ?? '',
      roles: roleOptions(invite?.role ?? 'editor'),
      errors: messagesFor(['email', 'role'], invite?.errors),
    },
  };
}
