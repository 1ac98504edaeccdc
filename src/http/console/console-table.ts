import { accessOf } from './access.ts';
import { accountParts } from './accounts/account-parts.ts';
import { adminsPage } from './accounts/admins-models.ts';
import { adminsRoutes } from './accounts/admins-routes.ts';
import { auditPage } from './audit/audit-models.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { bouncesPage, webhooksPage } from './bounces/bounce-models.ts';
import { bounceRoutes } from './bounces/bounce-routes.ts';
import { brandPage } from './brand/brand-models.ts';
import { brandRoutes } from './brand/brand-routes.ts';
import { lookPage } from './brand/look-models.ts';
import { lookRoutes } from './brand/look-routes.ts';
import { collectionPage, collectionsPage } from './collections/collection-models.ts';
import { collectionRoutes } from './collections/collection-routes.ts';
import { menuOf } from './console-menu.ts';
import type { ConsolePart } from './console-part.ts';
import { digestParts } from './digests/digest-parts.ts';
import { doctorPage } from './doctor/doctor-models.ts';
import { doctorRoutes } from './doctor/doctor-routes.ts';
import { integrationPage, integrationsPage } from './integrations/integration-models.ts';
import { integrationRoutes } from './integrations/integration-routes.ts';
import { overviewPage } from './overview/overview-models.ts';
import { overviewRoutes } from './overview/overview-routes.ts';
import { papersPage, waitingReadersPage } from './papers/paper-models.ts';
import { paperRoutes } from './papers/paper-routes.ts';
import { retentionPage } from './retention/retention-models.ts';
import { retentionRoutes } from './retention/retention-routes.ts';
import { environmentPage, settingsPage } from './settings/settings-models.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import { subscriberParts } from './subscribers/subscriber-parts.ts';
import { suppressionImportPage } from './suppressions/suppression-import-models.ts';
import { suppressionImportRoutes } from './suppressions/suppression-import-routes.ts';
import { suppressionsPage } from './suppressions/suppression-models.ts';
import { suppressionRoutes } from './suppressions/suppression-routes.ts';
import { tokensPage } from './tokens/token-models.ts';
import { tokenRoutes } from './tokens/token-routes.ts';
import { topicPage, topicsPage } from './topics/topic-models.ts';
import { topicRoutes } from './topics/topic-routes.ts';

/**
 * The console: what it shows, who may use which route, and what its menu has in which order. A route that is not here
 * cannot be registered.
 */
export const consoleTable: readonly ConsolePart[] = [
  ...accountParts,
  {
    routes: overviewRoutes,
    pages: [overviewPage],
    menu: { href: '/admin', text: 'Overview' },
    access: {
      'POST /admin/first-steps/hide': 'owner',
      'GET /admin': 'viewer',
      'POST /admin/schedule/release': 'editor',
      'POST /admin/mail-servers/:id/try': 'editor',
    },
  },
  ...digestParts,
  ...subscriberParts,
  {
    routes: paperRoutes,
    pages: [papersPage, waitingReadersPage],
    menu: { href: '/admin/papers', text: 'Papers', also: ['/admin/collections'] },
    access: {
      'GET /admin/papers': 'viewer',
      'POST /admin/papers': 'editor',
      'POST /admin/papers/:id': 'editor',
      'GET /admin/papers/:id/readers': 'viewer',
    },
  },
  {
    routes: collectionRoutes,
    pages: [collectionsPage, collectionPage],
    access: {
      'GET /admin/collections': 'viewer',
      'POST /admin/collections': 'editor',
      'GET /admin/collections/:id': 'viewer',
      'POST /admin/collections/:id': 'editor',
      'POST /admin/collections/:id/papers': 'editor',
      'POST /admin/collections/:id/papers/:paper': 'editor',
      'POST /admin/collections/:id/publish': 'editor',
      'POST /admin/collections/:id/delete': 'editor',
    },
  },
  {
    routes: topicRoutes,
    pages: [topicsPage, topicPage],
    menu: { href: '/admin/topics', text: 'Topics' },
    access: {
      'GET /admin/topics': 'viewer',
      'GET /admin/topics/:slug': 'viewer',
      'POST /admin/topics/:slug/preview': 'viewer',
      'GET /admin/topics/new': 'editor',
      'POST /admin/topics/new': 'editor',
      'POST /admin/topics/new/preview': 'editor',
      'POST /admin/topics/:slug': 'editor',
      'POST /admin/topics/:slug/reset': 'editor',
      'POST /admin/topics/:slug/retire': 'editor',
      'POST /admin/topics/:slug/restore': 'editor',
    },
  },
  {
    routes: suppressionRoutes,
    pages: [suppressionsPage],
    menu: { href: '/admin/suppressions', text: 'Suppressions' },
    access: {
      'GET /admin/suppressions': 'viewer',
      'POST /admin/suppressions/find': 'viewer',
      'POST /admin/suppressions': 'editor',
      'POST /admin/suppressions/:id/lift': 'editor',
    },
  },
  {
    routes: suppressionImportRoutes,
    pages: [suppressionImportPage],
    access: {
      'GET /admin/suppressions/import': 'editor',
      'POST /admin/suppressions/import': 'editor',
    },
  },
  {
    routes: bounceRoutes,
    pages: [bouncesPage, webhooksPage],
    menu: { href: '/admin/bounces', text: 'Bounces', also: ['/admin/webhooks'] },
    access: {
      'GET /admin/bounces': 'viewer',
      'GET /admin/bounces/:id/message': 'viewer',
      'GET /admin/webhooks': 'viewer',
    },
  },
  {
    routes: auditRoutes,
    pages: [auditPage],
    menu: { href: '/admin/audit', text: 'Log' },
    access: { 'GET /admin/audit': 'viewer' },
  },
  {
    routes: tokenRoutes,
    pages: [tokensPage],
    menu: { href: '/admin/tokens', text: 'API tokens' },
    access: {
      'GET /admin/tokens': 'owner',
      'POST /admin/tokens': 'owner',
      'POST /admin/tokens/:id/revoke': 'owner',
    },
  },
  {
    routes: adminsRoutes,
    pages: [adminsPage],
    menu: { href: '/admin/accounts', text: 'Accounts' },
    access: {
      'GET /admin/accounts': 'owner',
      'POST /admin/accounts/invite': 'owner',
      'POST /admin/accounts/invitations/:id/take-back': 'owner',
      'POST /admin/accounts/:id/role': 'owner',
      'POST /admin/accounts/:id/sessions/end': 'owner',
      'POST /admin/accounts/:id/sessions/:session/end': 'owner',
      'POST /admin/accounts/:id/remove': 'owner',
    },
  },
  {
    routes: integrationRoutes,
    pages: [integrationsPage, integrationPage],
    menu: { href: '/admin/integrations', text: 'Integrations' },
    access: {
      'GET /admin/integrations': 'owner',
      'POST /admin/integrations': 'owner',
      'GET /admin/integrations/new': 'owner',
      'GET /admin/integrations/:id': 'owner',
      'POST /admin/integrations/:id': 'owner',
      'POST /admin/integrations/:id/test': 'owner',
      'POST /admin/integrations/:id/secret': 'owner',
      'POST /admin/integrations/:id/retry': 'owner',
      'POST /admin/integrations/:id/on': 'owner',
      'POST /admin/integrations/:id/off': 'owner',
      'POST /admin/integrations/:id/delete': 'owner',
    },
  },
  {
    routes: brandRoutes,
    pages: [brandPage],
    access: {
      'GET /admin/settings/brand': 'viewer',
      'POST /admin/settings/brand': 'owner',
      'POST /admin/settings/brand/logo': 'owner',
      'POST /admin/settings/brand/logo/remove': 'owner',
      'POST /admin/test-mail': 'editor',
    },
  },
  {
    routes: lookRoutes,
    pages: [lookPage],
    access: {
      'GET /admin/settings/look': 'viewer',
      'GET /admin/settings/look/mail': 'viewer',
      'POST /admin/settings/look': 'owner',
      'POST /admin/settings/look/preview': 'owner',
    },
  },
  {
    routes: retentionRoutes,
    pages: [retentionPage],
    access: {
      'GET /admin/settings/retention': 'viewer',
      'POST /admin/settings/retention': 'owner',
      'POST /admin/settings/retention/count': 'editor',
      'POST /admin/settings/retention/tidy': 'owner',
    },
  },
  {
    routes: doctorRoutes,
    pages: [doctorPage],
    menu: { href: '/admin/doctor', text: 'Doctor' },
    access: { 'GET /admin/doctor': 'viewer', 'POST /admin/doctor': 'editor' },
  },
  {
    routes: settingsRoutes,
    pages: [settingsPage, environmentPage],
    menu: { href: '/admin/settings', text: 'Settings' },
    access: {
      'GET /admin/settings': 'viewer',
      'GET /admin/settings/environment': 'owner',
      'POST /admin/settings/pause': 'owner',
      'POST /admin/settings/resume': 'owner',
      'POST /admin/settings/rate': 'owner',
      'POST /admin/settings/second-factor': 'owner',
    },
  },
];

export const consolePages = consoleTable.flatMap(({ pages }) => pages);
export const consoleAccess = accessOf(consoleTable);
export const consoleMenu = menuOf(consoleTable, consoleAccess);
