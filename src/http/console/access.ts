import type { AdminRole } from '../../domain/accounts/admin-role.ts';

/** Who may use a route of the console; `anybody`: no account is needed. */
export type Access = AdminRole | 'anybody';

/**
 * Every route of the console and who may use it. A route that is not here cannot be registered. Whoever may look may also
 * post what changes nothing, and what concerns only their own account.
 */
const table: Readonly<Record<string, Access>> = {
  'GET /admin/login': 'anybody',
  'POST /admin/login': 'anybody',
  'POST /admin/login/code': 'anybody',
  'GET /admin/forgotten': 'anybody',
  'POST /admin/forgotten': 'anybody',
  'GET /admin/reset/:token': 'anybody',
  'POST /admin/reset/:token': 'anybody',
  'GET /admin/invitation/:token': 'anybody',
  'POST /admin/invitation/:token': 'anybody',

  'POST /admin/logout': 'viewer',
  'GET /admin/account': 'viewer',
  'POST /admin/account/password': 'viewer',
  'GET /admin/account/two-factor': 'viewer',
  'POST /admin/account/two-factor': 'viewer',
  'POST /admin/account/two-factor/confirm': 'viewer',
  'POST /admin/account/two-factor/off': 'viewer',
  'POST /admin/account/recovery-codes': 'viewer',
  'POST /admin/account/sessions/end-others': 'viewer',
  'POST /admin/account/sessions/:id/end': 'viewer',

  'GET /admin': 'viewer',
  'GET /admin/digests': 'viewer',
  'GET /admin/digests/:id': 'viewer',
  'GET /admin/digests/:id/events': 'viewer',
  'GET /admin/digests/:id/deliveries': 'viewer',
  'GET /admin/digests/:id/deliveries.csv': 'viewer',
  'GET /admin/preview/:id': 'viewer',
  'GET /admin/papers': 'viewer',
  'GET /admin/topics': 'viewer',
  'GET /admin/topics/:slug': 'viewer',
  'POST /admin/topics/:slug/preview': 'viewer',
  'GET /admin/subscribers': 'viewer',
  'POST /admin/subscribers': 'viewer',
  'GET /admin/subscribers/:id': 'viewer',
  'GET /admin/subscribers/:id/export': 'viewer',
  'GET /admin/suppressions': 'viewer',
  'POST /admin/suppressions/find': 'viewer',
  'GET /admin/bounces': 'viewer',
  'GET /admin/bounces/:id/message': 'viewer',
  'GET /admin/webhooks': 'viewer',
  'GET /admin/audit': 'viewer',
  'GET /admin/settings': 'viewer',

  'POST /admin/schedule/release': 'editor',
  'GET /admin/digests/new': 'editor',
  'POST /admin/digests/new': 'editor',
  'POST /admin/digests/check': 'editor',
  'POST /admin/digests/test': 'editor',
  'POST /admin/digests': 'editor',
  'POST /admin/digests/:id/pause': 'editor',
  'POST /admin/digests/:id/resume': 'editor',
  'POST /admin/digests/:id/cancel': 'editor',
  'POST /admin/digests/:id/retry-failed': 'editor',
  'POST /admin/digests/:id/resolve-unknown': 'editor',
  'POST /admin/digests/:id/deliveries/:delivery/resolve': 'editor',
  'POST /admin/papers/:id': 'editor',
  'GET /admin/topics/new': 'editor',
  'POST /admin/topics/new': 'editor',
  'POST /admin/topics/new/preview': 'editor',
  'POST /admin/topics/:slug': 'editor',
  'POST /admin/topics/:slug/reset': 'editor',
  'POST /admin/topics/:slug/retire': 'editor',
  'POST /admin/topics/:slug/restore': 'editor',
  'POST /admin/subscribers/export': 'editor',
  'POST /admin/subscribers/:id': 'editor',
  'POST /admin/subscribers/:id/unsubscribe': 'editor',
  'POST /admin/subscribers/:id/reactivate': 'editor',
  'POST /admin/subscribers/:id/erase': 'editor',
  'GET /admin/subscribers/import': 'editor',
  'POST /admin/subscribers/import': 'editor',
  'GET /admin/subscribers/import/:id': 'editor',
  'POST /admin/subscribers/import/:id/check': 'editor',
  'POST /admin/subscribers/import/:id/start': 'editor',
  'POST /admin/subscribers/import/:id/discard': 'editor',
  'POST /admin/suppressions': 'editor',
  'POST /admin/suppressions/:id/lift': 'editor',

  'GET /admin/accounts': 'owner',
  'POST /admin/accounts/invite': 'owner',
  'POST /admin/accounts/invitations/:id/take-back': 'owner',
  'POST /admin/accounts/:id/role': 'owner',
  'POST /admin/accounts/:id/remove': 'owner',
  'GET /admin/tokens': 'owner',
  'POST /admin/tokens': 'owner',
  'POST /admin/tokens/:id/revoke': 'owner',
  'POST /admin/settings/pause': 'owner',
  'POST /admin/settings/resume': 'owner',
  'POST /admin/settings/rate': 'owner',
};

/** All routes in the table, for the test that compares it with those that there are. */
export const knownRoutes: readonly string[] = Object.keys(table);

/** Who may use a route, by its method and its pattern. Throws for one that nobody thought of. */
export function accessTo(method: string, pattern: string): Access {
  // Fastify makes a route for HEAD beside each for GET.
  const found = table[`${method === 'HEAD' ? 'GET' : method} ${pattern}`];
  if (found === undefined) throw new Error(`src/http/console/access.ts says nobody may ${method} ${pattern}`);
  return found;
}
