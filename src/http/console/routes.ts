import { overdueChoices, releaseSchedule } from '../../app/digests/schedule-hold.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import { field, type Pages } from '../page.ts';
import { accountsPages } from './accounts/admins-routes.ts';
import { mailedLinkPages } from './accounts/mailed-link-routes.ts';
import { accountPages } from './accounts/own-account-routes.ts';
import { twoFactorPages } from './accounts/two-factor-routes.ts';
import { adminAuditPages } from './audit/audit-routes.ts';
import { adminBouncePages } from './bounces/bounce-routes.ts';
import type { ConsoleContext } from './console-context.ts';
import { deliveryPages } from './deliveries/delivery-routes.ts';
import { digestPages } from './digests/digest-routes.ts';
import { composePages } from './digests/send-digest-routes.ts';
import { guardConsole } from './guard.ts';
import { adminImportPages } from './imports/import-routes.ts';
import { dashboardPages } from './overview/overview-routes.ts';
import { adminPaperPages } from './papers/paper-routes.ts';
import { adminSessions } from './session.ts';
import { adminSettingsPages } from './settings/settings-routes.ts';
import { signInPages } from './sign-in/sign-in-routes.ts';
import { adminSubscriberPages } from './subscribers/subscriber-routes.ts';
import { adminSuppressionPages } from './suppressions/suppression-routes.ts';
import { adminTokenPages } from './tokens/token-routes.ts';
import { adminTopicPages } from './topics/topic-routes.ts';

/** The console. */
export async function adminPages(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  const { deps } = options;
  const sessions = adminSessions(options);
  const context: ConsoleContext = { pages, sessions, ...guardConsole(app, sessions) };
  signInPages(app, options, context);
  mailedLinkPages(app, options, context);
  accountPages(app, options, context);
  twoFactorPages(app, options, context);
  accountsPages(app, options, context);
  dashboardPages(app, options, context);
  digestPages(app, options, context);
  composePages(app, options, context);
  deliveryPages(app, options, context);
  adminPaperPages(app, options, context);
  adminSubscriberPages(app, options, context);
  await app.register(async (scope) => adminImportPages(scope as App, options, context));
  adminTopicPages(app, options, context);
  adminSuppressionPages(app, options, context);
  adminBouncePages(app, options, context);
  adminAuditPages(app, options, context);
  adminTokenPages(app, options, context);
  adminSettingsPages(app, options, context);

  app.post('/schedule/release', async (request, reply) => {
    const overdue = overdueChoices.find((choice) => choice === field(request.body, 'overdue'));
    if (overdue === undefined) throw new DomainError('invalid', 'Say how the schedule shall go on.');
    await releaseSchedule(deps, overdue, context.actor(request));
    return reply.redirect('/admin', 303);
  });
}
