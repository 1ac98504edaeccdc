import Handlebars from 'handlebars';
import { adminsModel, adminsPage } from '../../../src/http/console/accounts/admins-models.ts';
import {
  forgottenModel,
  forgottenPage,
  newPasswordModel,
  newPasswordPage,
} from '../../../src/http/console/accounts/mailed-link-models.ts';
import {
  ownAccountModel,
  ownAccountPage,
  recoveryCodesPage,
  twoFactorPage,
} from '../../../src/http/console/accounts/own-account-models.ts';
import { passkeyPage, signInCodePage } from '../../../src/http/console/sign-in/sign-in-models.ts';
import { messagesFor } from '../../../src/http/forms/field-messages.ts';
import { example } from './page-examples.ts';

const now = new Date('2026-11-24T09:30:00Z');

/** The pages of accounts. */
export function accountModels(
  words: string,
  wrong: (...fields: string[]) => { field: string; message: string }[],
) {
  const csrf = 'csrf-of-the-login';
  const row = {
    id: 1,
    email: words,
    role: 'owner' as const,
    createdAt: now,
    hasSecondFactor: true,
    lastSeenAt: now,
  };
  const session = { id: 1, createdAt: now, lastSeenAt: now, browser: words, ipPrefix: '203.0.113.0/24' };
  const link = {
    id: 4,
    kind: 'invitation' as const,
    email: words,
    role: 'editor' as const,
    invitedBy: words,
    createdAt: now,
    expiresAt: new Date(now.getTime() + 1),
    mailedAt: now,
    refused: false,
  };
  const errors = wrong('present');
  return [
    example(passkeyPage, {
      heading: words,
      text: words,
      action: '/admin/login/passkey/answer',
      csrf,
      kind: 'get',
      options: words,
      atOnce: true,
      name: words,
      button: words,
      back: { href: '/admin/login', text: words },
    }),
    example(signInCodePage, {
      action: '/admin/login/code',
      csrf,
      ticket: words,
      error: words,
      passkeys: true,
    }),
    example(forgottenPage, forgottenModel({ email: words, csrf, errors: wrong('email') })),
    example(
      newPasswordPage,
      newPasswordModel({
        action: '/admin/invitation/Zm9vYmFyYmF6cXV4',
        csrf,
        heading: words,
        text: words,
        email: words,
        button: words,
        errors: wrong('password'),
      }),
    ),
    example(
      ownAccountPage,
      ownAccountModel({
        admin: {
          ...row,
          sessionId: 1,
          timezone: errors.length > 0 ? null : 'Europe/Berlin',
          duty: errors.length > 0 ? null : ('password' as const),
        },
        now,
        twoFactor: { state: errors.length > 0 ? 'on' : 'pending', since: now, recoveryCodesLeft: 2 },
        sessions: [session, { ...session, id: 2, ipPrefix: null }],
        passkeysPossible: true,
        passkeys: [
          { id: 1, name: words, createdAt: now, lastUsedAt: now },
          { id: 2, name: words, createdAt: now, lastUsedAt: null },
        ],
        flash: words,
        ...(errors.length > 0 ? { refused: { form: 'codes' as const, errors } } : {}),
      }),
    ),
    example(twoFactorPage, {
      qrCode: new Handlebars.SafeString('<svg viewBox="0 0 1 1"></svg>'),
      typed: words,
      errors: messagesFor(['code'], wrong('code')),
    }),
    example(recoveryCodesPage, { codes: [words], first: errors.length === 0 }),
    example(
      adminsPage,
      adminsModel({
        admins: [row, { ...row, id: 2, hasSecondFactor: false, lastSeenAt: null }],
        sessions: [{ ...session, adminId: 1 }],
        invitations: [link, { ...link, id: 5, refused: true, mailedAt: null, invitedBy: null }],
        self: { id: 1 },
        now,
        flash: words,
        problem: words,
        invite: { email: words, role: 'viewer', errors: wrong('email', 'role') },
      }),
    ),
  ];
}
