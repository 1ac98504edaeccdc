import type { FastifyReply, FastifyRequest } from 'fastify';
import { login, logout } from '../../app/accounts.ts';
import type { Admin } from '../../app/ports.ts';
import { overdueChoices, releaseSchedule } from '../../app/schedule-hold.ts';
import { DomainError } from '../../domain/errors.ts';
import type { App, HttpOptions } from '../options.ts';
import { field, type Pages } from '../pages/page.ts';
import { adminAccessPages } from './access-routes.ts';
import { adminAuditPages } from './audit-routes.ts';
import { adminBouncePages } from './bounce-routes.ts';
import { composePages } from './compose-routes.ts';
import type { ConsoleContext } from './console-context.ts';
import { dashboardPages } from './dashboard-routes.ts';
import { deliveryPages } from './delivery-routes.ts';
import { digestPages } from './digest-routes.ts';
import { adminImportPages } from './import-routes.ts';
import { adminPaperPages } from './paper-routes.ts';
import { adminSessions } from './session.ts';
import { adminSettingsPages } from './settings-routes.ts';
import { adminSubscriberPages } from './subscriber-routes.ts';
import { adminSuppressionPages } from './suppression-routes.ts';
import { adminTopicPages } from './topic-routes.ts';

const loginsAMinute = 10;

/** The console. */
export async function adminPages(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  const { deps } = options;
  const sessions = adminSessions(options);
  const signedIn = new WeakMap<FastifyRequest, Admin & { csrf: string; secret: string }>();

  app.addHook('preHandler', async (request, reply) => {
    const isLogin = request.routeOptions.url === '/admin/login';
    const posts = request.method !== 'GET' && request.method !== 'HEAD';
    if (posts && request.routeOptions.config.checksForm !== true)
      sessions.checkForm(request, isLogin ? 'visit' : 'session');
    if (isLogin) return;
    const admin = await sessions.admin(request);
    if (admin !== null) signedIn.set(request, admin);
    else if (request.method === 'GET') return await reply.redirect('/admin/login');
    else throw new DomainError('unauthenticated', 'Your session has ended. Please sign in again.');
  });
  const whoIs = (request: FastifyRequest) => {
    const admin = signedIn.get(request);
    if (admin === undefined) throw new DomainError('unauthenticated', 'Please sign in.');
    return admin;
  };
  const head = (request: FastifyRequest, title: string) => ({ title, admin: whoIs(request) });
  const actor = (request: FastifyRequest) => `admin ${whoIs(request).id}`;

  const loginPage = (request: FastifyRequest, reply: FastifyReply, email: string, error: string | null) => {
    const model = {
      action: '/admin/login',
      csrf: sessions.visitorToken(request, reply),
      values: { email },
      error,
    };
    return pages.show(request, reply, 'admin-login', model, { title: 'Sign in' });
  };
  app.get('/login', async (request, reply) => loginPage(request, reply, '', null));
  app.post(
    '/login',
    { config: { rateLimit: { max: loginsAMinute, timeWindow: '1 minute' } } },
    async (request, reply) => {
      const email = field(request.body, 'email');
      const opened = await login(deps, { email, password: field(request.body, 'password').slice(0, 1_000) });
      if (opened === null)
        return loginPage(request, reply.code(401), email, 'Address and password do not fit together.');
      sessions.open(reply, opened.secret, opened.expiresAt);
      return reply.redirect('/admin', 303);
    },
  );
  app.post('/logout', async (request, reply) => {
    await logout(deps, whoIs(request).secret);
    sessions.close(reply);
    return reply.redirect('/admin/login', 303);
  });

  const context: ConsoleContext = { pages, head, who: whoIs, actor, checkForm: sessions.checkForm };
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
  adminAccessPages(app, options, context);
  adminSettingsPages(app, options, context);

  app.post('/schedule/release', async (request, reply) => {
    const overdue = overdueChoices.find((choice) => choice === field(request.body, 'overdue'));
    if (overdue === undefined) throw new DomainError('invalid', 'Say how the schedule shall go on.');
    await releaseSchedule(deps, overdue, actor(request));
    return reply.redirect('/admin', 303);
  });
}
