import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import serveFiles from '@fastify/static';
import { altchaFiles } from './altcha.ts';
import { webhookRoutes } from './api/bounces/webhook-routes.ts';
import { apiRoutes } from './api/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import { adminSessions } from './console/session.ts';
import { katexFiles } from './katex.ts';
import type { App, HttpOptions } from './options.ts';
import { createPages, type Pages } from './page.ts';
import type { CopyOf, Remember } from './page-cache.ts';
import { pageTable } from './page-table.ts';
import { limitBodies } from './plugins/body-limits.ts';
import { compression } from './plugins/compression.ts';
import { registerErrors } from './plugins/errors.ts';
import { refuseStalledBodies } from './plugins/patience.ts';
import { limitRates } from './plugins/rate-limits.ts';
import { secureHeaders } from './plugins/security-headers.ts';
import { refuseUnreadable } from './plugins/validation.ts';
import { siteRoutes } from './site/site-table.ts';
import { serveStyleSheet } from './style-sheet.ts';

/**
 * What pages may load: their own files, and nothing from elsewhere. Styles and scripts stand in files, never in pages.
 */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    frameSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'self'"],
    baseUri: ["'none'"],
  },
};

/**
 * What is personal, or belongs to the console: kept from search engines by a header too, since not all of it is HTML.
 */
const notToBeFound =
  /^\/(?:confirm|preferences|unsubscribe|feedback|view|subscribe|saved|saved-feed|mailbox|admin)(?:\/|$)/;

/** Everything but the probes, registered by name and in order. */
export async function registerWeb(
  app: App,
  options: HttpOptions,
  kept: { copyOf: CopyOf; remember: Remember },
): Promise<void> {
  const pages = createPages(options, pageTable);
  registerErrors(app, pages.problem);
  secureHeaders(app, {
    contentSecurityPolicy,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'sameorigin' },
    // Only where the service itself is reached by https.
    strictTransportSecurity: options.publicUrl.startsWith('https://')
      ? { maxAge: 31_536_000, includeSubDomains: options.hstsSubdomains }
      : false,
    crossOriginEmbedderPolicy: false,
  });
  refuseStalledBodies(app, options.patience);
  limitBodies(app);
  refuseUnreadable(app);
  await app.register(cookie);
  await limitRates(app);
  await app.register(async (scope) => {
    await scope.register(compress, compression);
    serveStyleSheet(scope as App);
    const forGood = { immutable: true, maxAge: '365d' };
    await scope.register(serveFiles, {
      root: join(import.meta.dirname, 'static'),
      prefix: '/static/',
      ...forGood,
    });
    for (const files of [katexFiles, altchaFiles])
      await scope.register(serveFiles, { ...files, ...forGood, decorateReply: false });
  });
  await app.register(async (scope) => apiRoutes(scope as App, options, pages), { prefix: '/api' });
  // The same posts at a shorter address, for providers' consoles.
  await app.register(async (scope) => webhookRoutes(scope as App, options));
  await app.register(async (scope) => registerPages(scope as App, options, { pages, ...kept }));
}

async function registerPages(
  app: App,
  options: HttpOptions,
  { pages, copyOf, remember }: { pages: Pages; copyOf: CopyOf; remember: Remember },
): Promise<void> {
  await app.register(formbody);
  // What says nothing else may be personal.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    if (notToBeFound.test(request.routeOptions.url ?? '')) void reply.header('x-robots-tag', 'noindex');
    done(null, payload);
  });
  // Pages are made without waiting, from what was read last: never older than a second.
  app.addHook('onRequest', async () => void (await options.deps.brand.now()));
  const sessions = adminSessions(options);
  await siteRoutes(app, options, pages, {
    copyOf,
    remember,
    async signedIn(request) {
      const admin = await sessions.admin(request);
      // Who must do something before anything else sees nothing here before.
      return admin?.duty === null ? admin : null;
    },
  });
  await app.register(async (scope) => consoleRoutes(scope as App, options, pages), { prefix: '/admin' });
}
