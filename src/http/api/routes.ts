import cors from '@fastify/cors';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from '../page.ts';
import { requireToken } from '../plugins/auth.ts';
import { takeUploads } from '../plugins/uploads.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { bounceRoutes } from './bounces/bounce-routes.ts';
import { webhookRoutes } from './bounces/webhook-routes.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import { mailServerRoutes } from './deliveries/mail-server-routes.ts';
import { announcementRoutes } from './digests/announcement-routes.ts';
import { digestRoutes } from './digests/digest-routes.ts';
import { scheduleRoutes } from './digests/schedule-routes.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { statRoutes } from './overview/stat-routes.ts';
import { paperEditingRoutes } from './papers/paper-editing-routes.ts';
import { paperRoutes } from './papers/paper-routes.ts';
import { sourceRoutes } from './papers/source-routes.ts';
import { subscriberFileRoutes } from './subscribers/subscriber-file-routes.ts';
import { subscriberRoutes } from './subscribers/subscriber-routes.ts';
import { subscriptionRoutes } from './subscribers/subscription-routes.ts';
import { suppressionRoutes } from './suppressions/suppression-routes.ts';
import { topicRoutes } from './topics/topic-routes.ts';

/** Everything below `/api`. */
export async function apiRoutes(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  // Where all fields are optional, no body at all is an empty one.
  const readJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, {});
    else void readJson(request, String(body), done);
  });
  app.addHook('preValidation', async (request) => {
    if (request.body == null && request.routeOptions.schema?.body !== undefined) request.body = {};
  });
  await docsRoutes(app, options, pages);
  await takeUploads(app);
  await app.register(async (scope) => publicRoutes(scope as App, options), { prefix: '/v1' });
  await app.register(async (scope) => webhookRoutes(scope as App, options), { prefix: '/v1/admin' });
  await app.register(async (scope) => adminRoutes(scope as App, options), { prefix: '/v1/admin' });
}

async function publicRoutes(app: App, options: HttpOptions): Promise<void> {
  // For pages of any site, without credentials: there are none here.
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['content-type'],
    exposedHeaders: ['retry-after'],
    maxAge: 86_400,
  });
  subscriptionRoutes(app, options);
  paperRoutes(app, options);
  topicRoutes(app, options);
}

function adminRoutes(app: App, options: HttpOptions): void {
  // Else the public side's answer to a preflight would stand for these addresses too.
  app.options('/*', { schema: { hide: true } }, (_request, reply) => reply.callNotFound());
  // What is told here may be personal, a refusal too: no browser and no proxy is to keep it.
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    done();
  });
  requireToken(app, options);
  scheduleRoutes(app, options);
  digestRoutes(app, options);
  announcementRoutes(app, options);
  deliveryRoutes(app, options);
  mailServerRoutes(app, options);
  subscriberRoutes(app, options);
  subscriberFileRoutes(app, options);
  statRoutes(app, options);
  sourceRoutes(app, options);
  paperEditingRoutes(app, options);
  bounceRoutes(app, options);
  suppressionRoutes(app, options);
  auditRoutes(app, options);
}
