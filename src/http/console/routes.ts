import { overdueChoices, releaseSchedule } from '../../app/digests/schedule-hold.ts';
import { DomainError } from '../../domain/errors.ts';
import { field } from '../forms/form-body.ts';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from '../page.ts';
import { adminsRoutes } from './accounts/admins-routes.ts';
import { mailedLinkRoutes } from './accounts/mailed-link-routes.ts';
import { ownAccountRoutes } from './accounts/own-account-routes.ts';
import { twoFactorRoutes } from './accounts/two-factor-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { bounceRoutes } from './bounces/bounce-routes.ts';
import type { ConsoleContext } from './console-context.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import { digestRoutes } from './digests/digest-routes.ts';
import { sendDigestRoutes } from './digests/send-digest-routes.ts';
import { guardConsole } from './guard.ts';
import { importRoutes } from './imports/import-routes.ts';
import { overviewRoutes } from './overview/overview-routes.ts';
import { paperRoutes } from './papers/paper-routes.ts';
import { adminSessions } from './session.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import { subscriberRoutes } from './subscribers/subscriber-routes.ts';
import { suppressionRoutes } from './suppressions/suppression-routes.ts';
import { tokenRoutes } from './tokens/token-routes.ts';
import { topicRoutes } from './topics/topic-routes.ts';

/** The console. */
export async function consoleRoutes(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  const { deps } = options;
  const sessions = adminSessions(options);
  const context: ConsoleContext = { pages, sessions, ...guardConsole(app, sessions) };
  signInRoutes(app, options, context);
  mailedLinkRoutes(app, options, context);
  ownAccountRoutes(app, options, context);
  twoFactorRoutes(app, options, context);
  adminsRoutes(app, options, context);
  overviewRoutes(app, options, context);
  digestRoutes(app, options, context);
  sendDigestRoutes(app, options, context);
  deliveryRoutes(app, options, context);
  paperRoutes(app, options, context);
  subscriberRoutes(app, options, context);
  await app.register(async (scope) => importRoutes(scope as App, options, context));
  topicRoutes(app, options, context);
  suppressionRoutes(app, options, context);
  bounceRoutes(app, options, context);
  auditRoutes(app, options, context);
  tokenRoutes(app, options, context);
  settingsRoutes(app, options, context);

  app.post('/schedule/release', async (request, reply) => {
    const overdue = overdueChoices.find((choice) => choice === field(request.body, 'overdue'));
    if (overdue === undefined) throw new DomainError('invalid', 'Say how the schedule shall go on.');
    await releaseSchedule(deps, overdue, context.actor(request));
    return reply.redirect('/admin', 303);
  });
}
