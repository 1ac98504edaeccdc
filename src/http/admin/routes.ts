import { overdueChoices, releaseSchedule } from '../../app/digests/schedule-hold.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import { field, type Pages } from '../page.ts';
import { accountPages } from './account-routes.ts';
import { accountsPages } from './accounts-routes.ts';
import { adminAuditPages } from './audit-routes.ts';
import { adminBouncePages } from './bounce-routes.ts';
import { composePages } from './compose-routes.ts';
import type { ConsoleContext } from './console-context.ts';
import { dashboardPages } from './dashboard-routes.ts';
import { deliveryPages } from './delivery-routes.ts';
import { digestPages } from './digest-routes.ts';
import { guardConsole } from './guard.ts';
import { adminImportPages } from './import-routes.ts';
import { mailedLinkPages } from './mailed-link-routes.ts';
import { adminPaperPages } from './paper-routes.ts';
import { adminSessions } from './session.ts';
import { adminSettingsPages } from './settings-routes.ts';
import { signInPages } from './sign-in-routes.ts';
import { adminSubscriberPages } from './subscriber-routes.ts';
import { adminSuppressionPages } from './suppression-routes.ts';
import { adminTokenPages } from './token-routes.ts';
import { adminTopicPages } from './topic-routes.ts';
import { twoFactorPages } from './two-factor-routes.ts';

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
