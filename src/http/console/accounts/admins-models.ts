import type { AdminLink, AdminRow, SessionRow } from '../../../app/accounts/account-stores.ts';
import { type Admin, adminRoles } from '../../../domain/accounts/admin-role.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { type Moment, momentOf, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

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
    sessions: { browser: string; network: string | null; seen: Moment; endAction: string }[];
    /** "3 sessions". */
    sessionCount: string;
    endAllAction: string;
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
  invite: { email: string; roles: Option[]; errors: FieldMessages<'email' | 'role' | 'present'> };
};

export const adminsPage = secretPage<AdminsModel>('console/accounts/admins');

function stateOf(link: AdminLink, now: Date): string {
  if (link.refused) return 'refused by the mail server';
  if (link.expiresAt <= now) return 'expired';
  return link.mailedAt === null ? 'waits to be mailed' : 'mailed';
}

function sessionsOf(admin: number, all: readonly (SessionRow & { adminId: number })[]) {
  const sessions = all.filter(({ adminId }) => adminId === admin);
  return {
    sessions: sessions.map(({ id, browser, ipPrefix, lastSeenAt }) => ({
      browser: browser === '' ? 'A browser' : browser,
      network: ipPrefix,
      seen: momentOf(lastSeenAt),
      endAction: `/admin/accounts/${admin}/sessions/${id}/end`,
    })),
    sessionCount: quantity(sessions.length, 'session'),
    endAllAction: `/admin/accounts/${admin}/sessions/end`,
  };
}

/** Who may use the console, and who is invited. `invite`: what was typed when it was refused. */
export function adminsModel(input: {
  admins: readonly AdminRow[];
  invitations: readonly AdminLink[];
  sessions: readonly (SessionRow & { adminId: number })[];
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
    accounts: admins.map(({ id, email, role, hasSecondFactor, createdAt, lastSeenAt }) => ({
      id,
      email,
      role,
      self: id === self.id,
      twoFactor: hasSecondFactor,
      created: momentOf(createdAt),
      seen: lastSeenAt === null ? null : momentOf(lastSeenAt),
      roles: options(adminRoles, role),
      roleAction: `/admin/accounts/${id}/role`,
      removeAction: `/admin/accounts/${id}/remove`,
      ...sessionsOf(id, input.sessions),
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
      roles: options(adminRoles, invite?.role ?? 'editor'),
      errors: messagesFor(['email', 'role', 'present'], invite?.errors),
    },
  };
}
