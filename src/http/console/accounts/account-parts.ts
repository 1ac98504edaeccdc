import type { ConsolePart } from '../console-part.ts';
import { passkeySignInRoutes } from '../sign-in/passkey-sign-in-routes.ts';
import { passkeyPage, signInCodePage, signInPage } from '../sign-in/sign-in-models.ts';
import { signInRoutes } from '../sign-in/sign-in-routes.ts';
import { forgottenPage, newPasswordPage } from './mailed-link-models.ts';
import { mailedLinkRoutes } from './mailed-link-routes.ts';
import { ownAccountPage, recoveryCodesPage, twoFactorPage } from './own-account-models.ts';
import { ownAccountRoutes } from './own-account-routes.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { twoFactorRoutes } from './two-factor-routes.ts';

/** How one signs in, and what one has of one's own there: the first parts of the console's table. */
export const accountParts: readonly ConsolePart[] = [
  {
    routes: signInRoutes,
    pages: [signInPage, signInCodePage],
    access: {
      'GET /admin/login': 'anybody',
      'POST /admin/login': 'anybody',
      'POST /admin/login/code': 'anybody',
      'POST /admin/logout': 'viewer',
    },
  },
  {
    routes: passkeySignInRoutes,
    pages: [passkeyPage],
    access: {
      'POST /admin/login/passkey': 'anybody',
      'POST /admin/login/passkey/answer': 'anybody',
    },
  },
  {
    routes: mailedLinkRoutes,
    pages: [forgottenPage, newPasswordPage],
    access: {
      'GET /admin/forgotten': 'anybody',
      'POST /admin/forgotten': 'anybody',
      'GET /admin/reset/:token': 'anybody',
      'POST /admin/reset/:token': 'anybody',
      'GET /admin/invitation/:token': 'anybody',
      'POST /admin/invitation/:token': 'anybody',
    },
  },
  {
    routes: ownAccountRoutes,
    pages: [ownAccountPage],
    access: {
      'GET /admin/account': 'viewer',
      'POST /admin/account/password': 'viewer',
      'POST /admin/account/timezone': 'viewer',
      'POST /admin/account/sessions/end-others': 'viewer',
      'POST /admin/account/sessions/:id/end': 'viewer',
    },
  },
  {
    routes: twoFactorRoutes,
    pages: [twoFactorPage, recoveryCodesPage],
    access: {
      'GET /admin/account/two-factor': 'viewer',
      'POST /admin/account/two-factor': 'viewer',
      'POST /admin/account/two-factor/confirm': 'viewer',
      'POST /admin/account/two-factor/off': 'viewer',
      'POST /admin/account/recovery-codes': 'viewer',
    },
  },
  {
    routes: passkeyRoutes,
    pages: [],
    access: {
      'POST /admin/account/passkeys': 'viewer',
      'POST /admin/account/passkeys/confirm': 'viewer',
      'POST /admin/account/passkeys/:id/remove': 'viewer',
    },
  },
];
