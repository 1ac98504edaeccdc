import type { Page } from '../page-description.ts';
import { adminsPage } from './accounts/admins-models.ts';
import { forgottenPage, newPasswordPage } from './accounts/mailed-link-models.ts';
import { ownAccountPage, recoveryCodesPage, twoFactorPage } from './accounts/own-account-models.ts';
import { auditPage } from './audit/audit-models.ts';
import { bouncesPage, webhooksPage } from './bounces/bounce-models.ts';
import { deliveriesPage } from './deliveries/delivery-models.ts';
import { digestPage, digestsPage } from './digests/digest-models.ts';
import { sendDigestCheckPage, sendDigestPage } from './digests/send-digest-models.ts';
import { importPage, importsPage } from './imports/import-models.ts';
import { overviewPage } from './overview/overview-models.ts';
import { papersPage } from './papers/paper-models.ts';
import { settingsPage } from './settings/settings-models.ts';
import { signInCodePage, signInPage } from './sign-in/sign-in-models.ts';
import { subscribersPage } from './subscribers/subscriber-list-models.ts';
import { subscriberPage } from './subscribers/subscriber-models.ts';
import { suppressionsPage } from './suppressions/suppression-models.ts';
import { tokensPage } from './tokens/token-models.ts';
import { topicPage, topicsPage } from './topics/topic-models.ts';

export const consolePages: readonly Page<object>[] = [
  signInPage,
  signInCodePage,
  overviewPage,
  digestsPage,
  digestPage,
  sendDigestPage,
  sendDigestCheckPage,
  deliveriesPage,
  papersPage,
  subscribersPage,
  subscriberPage,
  importsPage,
  importPage,
  topicsPage,
  topicPage,
  suppressionsPage,
  bouncesPage,
  webhooksPage,
  auditPage,
  tokensPage,
  settingsPage,
  forgottenPage,
  newPasswordPage,
  ownAccountPage,
  twoFactorPage,
  recoveryCodesPage,
  adminsPage,
];
