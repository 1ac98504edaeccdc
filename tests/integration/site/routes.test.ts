import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { inviteAdmin } from '../../../src/app/accounts/invite-admin.ts';
import { startTwoFactor } from '../../../src/app/accounts/two-factor.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import {
  addCollection,
  collectPaper,
  publishCollection,
} from '../../../src/app/papers/collections/edit-collection.ts';
import { altchaPath } from '../../../src/http/altcha.ts';
import { katexPath, katexPolicy, katexStyle } from '../../../src/http/katex.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { routesOf } from '../../support/web/routes.ts';
import {
  askByForm,
  bearer,
  browserOn,
  csrfIn,
  form,
  linkIn,
  pathOf,
  sentMail,
} from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
let app: App;
let browser: ReturnType<typeof browserOn>;
let token: { authorization: string };
let nextFeed: string;
let tokens: Record<
  | 'confirm'
  | 'unsubscribe'
  | 'preferences'
  | 'view'
  | 'feedback'
  | 'invitation'
  | 'export'
  | 'erase'
  | 'address',
  string
>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  const { deps } = service;
  deps.passwords.hash = async (password) => `not hashed: ${password}`;
  deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  app = await service.app();
  await deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  const raw = { name: 'Kept', slug: '', description: '' };
  const collection = await addCollection(deps, raw, 'command');
  await collectPaper(deps, collection.id, 1, 'command');
  await publishCollection(deps, collection.id, true, 'command');
  const confirm = await askByForm(service, 'new@example.org');
  const id = await addReader(deps, 'reader@example.org');
  await triggerDigest(deps, { origin: 'api' });
  await runJobs(service);
  const owner = await createAdmin(deps, account);
  await inviteAdmin(deps, {
    by: owner,
    present: account.password,
    email: 'invited@example.org',
    role: 'viewer',
  });
  await runJobs(service);
  tokens = {
    confirm,
    invitation: linkIn((await sentMail(service, 'invited@example.org'))[0], 'admin/invitation'),
    unsubscribe: pathOf(deps.links.unsubscribe(id)),
    preferences: pathOf(deps.links.preferences(id)),
    feedback: pathOf(deps.links.feedback(id, 1).more),
    export: pathOf(deps.links.ending('export', id, new Date(now.getTime() + 60_000))),
    erase: pathOf(deps.links.ending('erase', id, new Date(now.getTime() + 60_000))),
    address: pathOf(deps.links.ending('address', id, new Date(now.getTime() + 60_000))),
    view: linkIn((await sentMail(service, 'reader@example.org'))[0], 'view'),
  };
  nextFeed = pathOf(deps.links.nextFeed(id, 1));
  browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
  await startTwoFactor(deps, { admin: owner, present: account.password });
  token = await bearer(service);
});
afterAll(() => service.close());

type Request = { url: string; status: number };
/** One request for each route that is read, and what answers it. */
const reads = (): Record<string, Request> => ({
  'GET /': { url: '/?window=week', status: 200 },
  'GET /papers/:id': { url: '/papers/1', status: 200 },
  'GET /topics': { url: '/topics', status: 200 },
  'GET /topics/:slug': { url: '/topics/cs.RO', status: 200 },
  'GET /topics/:slug/feed.xml': { url: '/topics/cs.RO/feed.xml', status: 200 },
  'GET /topics/:slug/feed.json': { url: '/topics/cs.RO/feed.json', status: 200 },
  'GET /collections': { url: '/collections', status: 200 },
  'GET /collections/:slug': { url: '/collections/kept', status: 200 },
  'GET /authors/:id': { url: '/authors/ada-lovelace', status: 200 },
  'GET /authors/:id/feed.xml': { url: '/authors/ada-lovelace/feed.xml', status: 200 },
  'GET /authors/:id/feed.json': { url: '/authors/ada-lovelace/feed.json', status: 200 },
  'GET /collections/:slug/feed.xml': { url: '/collections/kept/feed.xml', status: 200 },
  'GET /collections/:slug/feed.json': { url: '/collections/kept/feed.json', status: 200 },
  'GET /feed.xml': { url: '/feed.xml', status: 200 },
  'GET /feed.json': { url: '/feed.json', status: 200 },
  'GET /robots.txt': { url: '/robots.txt', status: 200 },
  'GET /sitemap.xml': { url: '/sitemap.xml', status: 200 },
  'GET /sitemap/:name': { url: '/sitemap/papers-1.xml', status: 200 },
  'GET /embed': { url: '/embed?topics=cs.RO', status: 200 },
  'GET /saved/feed.xml': { url: '/saved/feed.xml?papers=1.2', status: 200 },
  'GET /saved/feed.json': { url: '/saved/feed.json?papers=1.2', status: 200 },
  'GET /saved': { url: '/saved?papers=1.2', status: 200 },
  'GET /subscribe': { url: '/subscribe?topics=cs.RO&papers=1', status: 200 },
  'GET /archive': { url: '/archive', status: 200 },
  'GET /archive/:id': { url: '/archive/1', status: 200 },
  'GET /confirm/:token': { url: tokens.confirm, status: 200 },
  'GET /unsubscribe/:token': { url: tokens.unsubscribe, status: 200 },
  'GET /preferences/:token': { url: tokens.preferences, status: 200 },
  'GET /preferences/:token/feeds.opml': { url: `${tokens.preferences}/feeds.opml`, status: 200 },
  'GET /next-feed/:token': { url: nextFeed, status: 200 },
  'GET /preferences/:token/next': { url: `${tokens.preferences}/next`, status: 200 },
  'GET /preferences/:token/next/mail': { url: `${tokens.preferences}/next/mail`, status: 404 },
  'GET /feedback/:token': { url: tokens.feedback, status: 200 },
  'GET /manage': { url: '/manage', status: 200 },
  'GET /export/:token': { url: tokens.export, status: 200 },
  'GET /erase/:token': { url: tokens.erase, status: 200 },
  'GET /address/:token': { url: tokens.address, status: 200 },
  'GET /new-address/:token': { url: '/new-address/x', status: 404 },
  'GET /old-address/:token': { url: '/old-address/x', status: 404 },
  'GET /view/:token': { url: tokens.view, status: 200 },
  'GET /mailbox': { url: '/mailbox', status: 200 },
  'GET /mailbox/:id': { url: '/mailbox/1', status: 200 },
  'GET /mailbox/:id/html': { url: '/mailbox/1/html', status: 200 },
  'GET /mailbox/:id/raw': { url: '/mailbox/1/raw', status: 200 },
  'GET /static/offprint.css': { url: '/static/offprint.css', status: 200 },
  'GET /static/*': { url: '/static/page.js', status: 200 },
  [`GET ${katexPath}/*`]: { url: katexStyle, status: 200 },
  [`GET ${altchaPath}/*`]: { url: `${altchaPath}/pow.js`, status: 200 },
  'GET /subscribe/challenge': { url: '/subscribe/challenge', status: 204 },
  'GET /healthz': { url: '/healthz', status: 200 },
  'GET /readyz': { url: '/readyz', status: 200 },
  'GET /metrics': { url: '/metrics', status: 200 },
  'GET /api/openapi.json': { url: '/api/openapi.json', status: 200 },
  'GET /api/docs': { url: '/api/docs', status: 200 },
  'GET /api/v1/papers': { url: '/api/v1/papers?q=robots', status: 200 },
  'GET /api/v1/papers/:id': { url: '/api/v1/papers/1', status: 200 },
  'GET /api/v1/papers/:id/similar': { url: '/api/v1/papers/1/similar', status: 200 },
  'GET /api/v1/topics': { url: '/api/v1/topics', status: 200 },
  'GET /api/v1/admin/subscribers': { url: '/api/v1/admin/subscribers', status: 200 },
  'GET /api/v1/admin/subscribers/:id': { url: '/api/v1/admin/subscribers/1', status: 200 },
  'GET /api/v1/admin/subscribers/:id/export': { url: '/api/v1/admin/subscribers/1/export', status: 200 },
  'GET /api/v1/admin/subscribers.csv': { url: '/api/v1/admin/subscribers.csv', status: 200 },
  'GET /api/v1/admin/suppressions': { url: '/api/v1/admin/suppressions', status: 200 },
  'GET /api/v1/admin/bounces': { url: '/api/v1/admin/bounces', status: 200 },
  'GET /api/v1/admin/bounces/:id/message': { url: '/api/v1/admin/bounces/1/message', status: 404 },
  'GET /api/v1/admin/audit': { url: '/api/v1/admin/audit', status: 200 },
  'GET /api/v1/admin/stats': { url: '/api/v1/admin/stats', status: 200 },
  'GET /api/v1/admin/mail-servers': { url: '/api/v1/admin/mail-servers', status: 200 },
  'GET /api/v1/admin/schedule': { url: '/api/v1/admin/schedule', status: 200 },
  'GET /api/v1/admin/sources': { url: '/api/v1/admin/sources', status: 200 },
  'GET /api/v1/admin/digests': { url: '/api/v1/admin/digests', status: 200 },
  'GET /api/v1/admin/digests/:id': { url: '/api/v1/admin/digests/1', status: 200 },
  'GET /api/v1/admin/digests/:id/deliveries': { url: '/api/v1/admin/digests/1/deliveries', status: 200 },
  'GET /api/v1/admin/digests/:id/events': { url: '/api/v1/admin/digests/1/events', status: 200 },
  'GET /admin': { url: '/admin', status: 200 },
  'GET /admin/digests': { url: '/admin/digests', status: 200 },
  'GET /admin/introductions/:cadence': { url: '/admin/introductions/daily', status: 200 },
  'GET /admin/introductions/preview/:id': { url: '/admin/introductions/preview/1', status: 404 },
  'GET /admin/digests/:id/plan': { url: '/admin/digests/1/plan', status: 409 },
  'GET /admin/pictures': { url: '/admin/pictures', status: 200 },
  'GET /thumbnails/:hash/:size.jpg': { url: `/thumbnails/${'a'.repeat(64)}/small.jpg`, status: 404 },
  'GET /pictures/:hash': { url: `/pictures/${'a'.repeat(64)}`, status: 404 },
  'GET /admin/announcements/new': { url: '/admin/announcements/new', status: 200 },
  'GET /admin/announcements/preview/:id': { url: '/admin/announcements/preview/1', status: 404 },
  'GET /admin/digests/new': { url: '/admin/digests/new', status: 200 },
  'GET /admin/digests/:id/deliveries': {
    url: '/admin/digests/1/deliveries?state=sent&domain=example.org',
    status: 200,
  },
  'GET /admin/digests/:id/deliveries.csv': { url: '/admin/digests/1/deliveries.csv', status: 200 },
  'GET /admin/papers': { url: '/admin/papers?q=robots', status: 200 },
  'GET /admin/subscribers': { url: '/admin/subscribers?status=active', status: 200 },
  'GET /admin/subscribers/new': { url: '/admin/subscribers/new', status: 200 },
  'GET /admin/subscribers/:id/next': { url: '/admin/subscribers/2/next', status: 200 },
  'GET /admin/subscribers/tags': { url: '/admin/subscribers/tags', status: 200 },
  'GET /admin/subscribers/changes/:id': { url: '/admin/subscribers/changes/1', status: 404 },
  'GET /admin/subscribers/:id': { url: '/admin/subscribers/1', status: 200 },
  'GET /admin/subscribers/:id/export': { url: '/admin/subscribers/1/export', status: 200 },
  'GET /admin/subscribers/import': { url: '/admin/subscribers/import', status: 200 },
  'GET /admin/subscribers/import/:id': { url: '/admin/subscribers/import/1', status: 404 },
  'GET /admin/subscribers/import/:id/refused.csv': {
    url: '/admin/subscribers/import/1/refused.csv',
    status: 404,
  },
  'GET /admin/papers/:id/readers': { url: '/admin/papers/1/readers', status: 200 },
  'GET /admin/collections': { url: '/admin/collections', status: 200 },
  'GET /admin/collections/:id': { url: '/admin/collections/1', status: 200 },
  'GET /admin/topics': { url: '/admin/topics', status: 200 },
  'GET /admin/topics/new': { url: '/admin/topics/new', status: 200 },
  'GET /admin/topics/:slug': { url: '/admin/topics/robot-learning', status: 200 },
  'GET /admin/suppressions': { url: '/admin/suppressions', status: 200 },
  'GET /admin/suppressions/import': { url: '/admin/suppressions/import', status: 200 },
  'GET /admin/bounces': { url: '/admin/bounces', status: 200 },
  'GET /admin/bounces/:id/message': { url: '/admin/bounces/1/message', status: 404 },
  'GET /admin/webhooks': { url: '/admin/webhooks', status: 200 },
  'GET /admin/audit': { url: '/admin/audit', status: 200 },
  'GET /admin/tokens': { url: '/admin/tokens', status: 200 },
  'GET /admin/integrations': { url: '/admin/integrations', status: 200 },
  'GET /admin/integrations/new': { url: '/admin/integrations/new', status: 200 },
  'GET /admin/integrations/:id': { url: '/admin/integrations/1', status: 404 },
  'GET /admin/settings/brand': { url: '/admin/settings/brand', status: 200 },
  'GET /admin/settings/look': { url: '/admin/settings/look', status: 200 },
  'GET /admin/settings/look/mail': { url: '/admin/settings/look/mail?density=any', status: 400 },
  'GET /admin/settings/retention': { url: '/admin/settings/retention', status: 200 },
  'GET /about': { url: '/about', status: 200 },
  'GET /privacy': { url: '/privacy', status: 200 },
  'GET /ranking': { url: '/ranking', status: 200 },
  'GET /brand/:version/logo.png': { url: '/brand/0/logo.png', status: 404 },
  'GET /brand/:version/style.css': { url: '/brand/0/style.css', status: 200 },
  'GET /admin/doctor': { url: '/admin/doctor', status: 200 },
  'GET /admin/settings/environment': { url: '/admin/settings/environment', status: 200 },
  'GET /admin/settings': { url: '/admin/settings', status: 200 },
  'GET /admin/login': { url: '/admin/login', status: 200 },
  'GET /admin/forgotten': { url: '/admin/forgotten', status: 200 },
  'GET /admin/invitation/:token': { url: tokens.invitation, status: 200 },
  'GET /admin/reset/:token': { url: '/admin/reset/x', status: 404 },
  'GET /admin/account': { url: '/admin/account', status: 200 },
  'GET /admin/account/two-factor': { url: '/admin/account/two-factor', status: 200 },
  'GET /admin/accounts': { url: '/admin/accounts', status: 200 },
  'GET /admin/digests/:id': { url: '/admin/digests/1', status: 200 },
  'GET /admin/digests/:id/undo-bounces': { url: '/admin/digests/1/undo-bounces', status: 200 },
  'GET /admin/digests/:id/mail': { url: '/admin/digests/99/mail?scheme=dark', status: 404 },
  'GET /admin/digests/:id/events': { url: '/admin/digests/1/events', status: 200 },
  'GET /admin/preview/:id': { url: '/admin/preview/2?asOf=2026-11-24T09:00:00Z', status: 404 },
});

/** One request for each route that changes something, and what answers it when it holds nothing. */
const writes = (): Record<string, Request> => ({
  'POST /saved': { url: '/saved', status: 404 },
  'POST /subscribe': { url: '/subscribe', status: 400 },
  'POST /confirm/:token': { url: '/confirm/x', status: 404 },
  'POST /confirm/:token/first': { url: '/confirm/x/first', status: 404 },
  'POST /preferences/:token': { url: '/preferences/x', status: 404 },
  'POST /preferences/:token/pause': { url: '/preferences/x/pause', status: 404 },
  'POST /preferences/:token/go-on': { url: '/preferences/x/go-on', status: 404 },
  'POST /preferences/:token/feed': { url: '/preferences/x/feed', status: 404 },
  'POST /preferences/:token/return': { url: '/preferences/x/return', status: 404 },
  'POST /feedback/:token': { url: '/feedback/x', status: 404 },
  'POST /manage': { url: '/manage', status: 400 },
  'POST /language': { url: '/language', status: 303 },
  'POST /preferences/:token/export': { url: '/preferences/x/export', status: 404 },
  'POST /preferences/:token/erase': { url: '/preferences/x/erase', status: 404 },
  'POST /export/:token': { url: '/export/x', status: 404 },
  'POST /erase/:token': { url: '/erase/x', status: 404 },
  'POST /preferences/:token/address': { url: '/preferences/x/address', status: 404 },
  'POST /address/:token': { url: '/address/x', status: 404 },
  'POST /new-address/:token': { url: '/new-address/x', status: 404 },
  'POST /old-address/:token': { url: '/old-address/x', status: 404 },
  'POST /unsubscribe/:token': { url: '/unsubscribe/x', status: 404 },
  'POST /unsubscribe/:token/undo': { url: '/unsubscribe/x/undo', status: 404 },
  'POST /api/v1/subscriptions': { url: '/api/v1/subscriptions', status: 400 },
  'POST /api/v1/admin/subscribers': { url: '/api/v1/admin/subscribers', status: 401 },
  'POST /api/v1/admin/subscribers/import': { url: '/api/v1/admin/subscribers/import', status: 401 },
  'POST /api/v1/admin/subscribers/search': { url: '/api/v1/admin/subscribers/search', status: 401 },
  'PATCH /api/v1/admin/subscribers/:id': { url: '/api/v1/admin/subscribers/1', status: 401 },
  'DELETE /api/v1/admin/subscribers/:id': { url: '/api/v1/admin/subscribers/1', status: 401 },
  'POST /api/v1/admin/suppressions': { url: '/api/v1/admin/suppressions', status: 401 },
  'DELETE /api/v1/admin/suppressions/:id': { url: '/api/v1/admin/suppressions/1', status: 401 },
  'POST /webhooks/ses': { url: '/webhooks/ses', status: 404 },
  'POST /webhooks/postmark': { url: '/webhooks/postmark', status: 404 },
  'POST /webhooks/mailgun': { url: '/webhooks/mailgun', status: 404 },
  'POST /webhooks/sendgrid': { url: '/webhooks/sendgrid', status: 404 },
  'POST /api/v1/admin/webhooks/ses': { url: '/api/v1/admin/webhooks/ses', status: 404 },
  'POST /api/v1/admin/webhooks/postmark': { url: '/api/v1/admin/webhooks/postmark', status: 404 },
  'POST /api/v1/admin/webhooks/mailgun': { url: '/api/v1/admin/webhooks/mailgun', status: 404 },
  'POST /api/v1/admin/webhooks/sendgrid': { url: '/api/v1/admin/webhooks/sendgrid', status: 404 },
  'POST /api/v1/admin/digests': { url: '/api/v1/admin/digests', status: 401 },
  'POST /api/v1/admin/announcements': { url: '/api/v1/admin/announcements', status: 401 },
  'POST /api/v1/admin/digests/:id/pause': { url: '/api/v1/admin/digests/1/pause', status: 401 },
  'POST /api/v1/admin/digests/:id/resume': { url: '/api/v1/admin/digests/1/resume', status: 401 },
  'POST /api/v1/admin/digests/:id/cancel': { url: '/api/v1/admin/digests/1/cancel', status: 401 },
  'POST /api/v1/admin/digests/:id/retry-failed': { url: '/api/v1/admin/digests/1/retry-failed', status: 401 },
  'POST /api/v1/admin/deliveries/:id/resolve': { url: '/api/v1/admin/deliveries/1/resolve', status: 401 },
  'POST /api/v1/admin/digests/:id/undo-bounces': {
    url: '/api/v1/admin/digests/1/undo-bounces',
    status: 401,
  },
  'POST /api/v1/admin/mail-servers/:id/try': { url: '/api/v1/admin/mail-servers/1/try', status: 401 },
  'POST /api/v1/admin/schedule/hold': { url: '/api/v1/admin/schedule/hold', status: 401 },
  'POST /api/v1/admin/schedule/release': { url: '/api/v1/admin/schedule/release', status: 401 },
  'POST /api/v1/admin/ingest': { url: '/api/v1/admin/ingest', status: 401 },
  'POST /api/v1/admin/papers/import': { url: '/api/v1/admin/papers/import', status: 401 },
  'PATCH /api/v1/admin/papers/:id': { url: '/api/v1/admin/papers/1', status: 401 },
  'POST /admin/login': { url: '/admin/login', status: 403 },
  'POST /admin/login/code': { url: '/admin/login/code', status: 403 },
  'POST /admin/logout': { url: '/admin/logout', status: 403 },
  'POST /admin/forgotten': { url: '/admin/forgotten', status: 403 },
  'POST /admin/invitation/:token': { url: tokens.invitation, status: 403 },
  'POST /admin/reset/:token': { url: '/admin/reset/x', status: 403 },
  'POST /admin/account/timezone': { url: '/admin/account/timezone', status: 403 },
  'POST /admin/account/password': { url: '/admin/account/password', status: 403 },
  'POST /admin/account/two-factor': { url: '/admin/account/two-factor', status: 403 },
  'POST /admin/account/two-factor/confirm': { url: '/admin/account/two-factor/confirm', status: 403 },
  'POST /admin/account/two-factor/off': { url: '/admin/account/two-factor/off', status: 403 },
  'POST /admin/account/recovery-codes': { url: '/admin/account/recovery-codes', status: 403 },
  'POST /admin/account/passkeys': { url: '/admin/account/passkeys', status: 403 },
  'POST /admin/account/passkeys/confirm': { url: '/admin/account/passkeys/confirm', status: 403 },
  'POST /admin/account/passkeys/:id/remove': { url: '/admin/account/passkeys/1/remove', status: 403 },
  'POST /admin/login/passkey': { url: '/admin/login/passkey', status: 403 },
  'POST /admin/login/passkey/answer': { url: '/admin/login/passkey/answer', status: 403 },
  'POST /admin/account/sessions/end-others': { url: '/admin/account/sessions/end-others', status: 403 },
  'POST /admin/account/sessions/:id/end': { url: '/admin/account/sessions/1/end', status: 403 },
  'POST /admin/accounts/invite': { url: '/admin/accounts/invite', status: 403 },
  'POST /admin/accounts/:id/role': { url: '/admin/accounts/1/role', status: 403 },
  'POST /admin/accounts/:id/sessions/end': { url: '/admin/accounts/1/sessions/end', status: 403 },
  'POST /admin/accounts/:id/sessions/:session/end': {
    url: '/admin/accounts/1/sessions/1/end',
    status: 403,
  },
  'POST /admin/accounts/:id/remove': { url: '/admin/accounts/1/remove', status: 403 },
  'POST /admin/accounts/invitations/:id/take-back': {
    url: '/admin/accounts/invitations/1/take-back',
    status: 403,
  },
  'POST /admin/digests': { url: '/admin/digests', status: 403 },
  'POST /admin/subscribers': { url: '/admin/subscribers', status: 403 },
  'POST /admin/subscribers/:id/tags': { url: '/admin/subscribers/1/tags', status: 403 },
  'POST /admin/subscribers/:id/tags/remove': { url: '/admin/subscribers/1/tags/remove', status: 403 },
  'POST /admin/subscribers/tags/:id/delete': { url: '/admin/subscribers/tags/1/delete', status: 403 },
  'POST /admin/subscribers/new': { url: '/admin/subscribers/new', status: 403 },
  'POST /admin/subscribers/:id/next': { url: '/admin/subscribers/1/next', status: 403 },
  'POST /admin/subscribers/tags/:id': { url: '/admin/subscribers/tags/1', status: 403 },
  'POST /admin/subscribers/changes': { url: '/admin/subscribers/changes', status: 403 },
  'POST /admin/subscribers/changes/check': { url: '/admin/subscribers/changes/check', status: 403 },
  'POST /admin/subscribers/changes/:id/stop': { url: '/admin/subscribers/changes/1/stop', status: 403 },
  'POST /admin/subscribers/export': { url: '/admin/subscribers/export', status: 403 },
  'POST /admin/subscribers/:id': { url: '/admin/subscribers/1', status: 403 },
  'POST /admin/subscribers/:id/unsubscribe': { url: '/admin/subscribers/1/unsubscribe', status: 403 },
  'POST /admin/subscribers/:id/reactivate': { url: '/admin/subscribers/1/reactivate', status: 403 },
  'POST /admin/subscribers/:id/erase': { url: '/admin/subscribers/1/erase', status: 403 },
  'POST /admin/subscribers/import': { url: '/admin/subscribers/import', status: 401 },
  'POST /admin/subscribers/import/:id/check': { url: '/admin/subscribers/import/1/check', status: 403 },
  'POST /admin/subscribers/import/:id/start': { url: '/admin/subscribers/import/1/start', status: 403 },
  'POST /admin/subscribers/import/:id/discard': { url: '/admin/subscribers/import/1/discard', status: 403 },
  'POST /admin/topics/new': { url: '/admin/topics/new', status: 403 },
  'POST /admin/topics/new/preview': { url: '/admin/topics/new/preview', status: 403 },
  'POST /admin/topics/:slug': { url: '/admin/topics/robot-learning', status: 403 },
  'POST /admin/topics/:slug/preview': { url: '/admin/topics/robot-learning/preview', status: 403 },
  'POST /admin/topics/:slug/retire': { url: '/admin/topics/robot-learning/retire', status: 403 },
  'POST /admin/topics/:slug/restore': { url: '/admin/topics/robot-learning/restore', status: 403 },
  'POST /admin/topics/:slug/reset': { url: '/admin/topics/robot-learning/reset', status: 403 },
  'POST /admin/integrations': { url: '/admin/integrations', status: 403 },
  'POST /admin/integrations/:id': { url: '/admin/integrations/1', status: 403 },
  'POST /admin/integrations/:id/delete': { url: '/admin/integrations/1/delete', status: 403 },
  'POST /admin/integrations/:id/off': { url: '/admin/integrations/1/off', status: 403 },
  'POST /admin/integrations/:id/on': { url: '/admin/integrations/1/on', status: 403 },
  'POST /admin/integrations/:id/retry': { url: '/admin/integrations/1/retry', status: 403 },
  'POST /admin/integrations/:id/secret': { url: '/admin/integrations/1/secret', status: 403 },
  'POST /admin/integrations/:id/test': { url: '/admin/integrations/1/test', status: 403 },
  'POST /admin/suppressions': { url: '/admin/suppressions', status: 403 },
  'POST /admin/suppressions/import': { url: '/admin/suppressions/import', status: 401 },
  'POST /admin/suppressions/find': { url: '/admin/suppressions/find', status: 403 },
  'POST /admin/suppressions/:id/lift': { url: '/admin/suppressions/1/lift', status: 403 },
  'POST /admin/tokens': { url: '/admin/tokens', status: 403 },
  'POST /admin/tokens/:id/revoke': { url: '/admin/tokens/1/revoke', status: 403 },
  'POST /admin/settings/brand': { url: '/admin/settings/brand', status: 403 },
  'POST /admin/settings/look': { url: '/admin/settings/look', status: 403 },
  'POST /admin/settings/look/preview': { url: '/admin/settings/look/preview', status: 403 },
  'POST /admin/settings/retention': { url: '/admin/settings/retention', status: 403 },
  'POST /admin/settings/retention/count': { url: '/admin/settings/retention/count', status: 403 },
  'POST /admin/settings/retention/tidy': { url: '/admin/settings/retention/tidy', status: 403 },
  'POST /admin/settings/brand/logo': { url: '/admin/settings/brand/logo', status: 401 },
  'POST /admin/settings/brand/logo/remove': { url: '/admin/settings/brand/logo/remove', status: 403 },
  'POST /admin/doctor': { url: '/admin/doctor', status: 403 },
  'POST /admin/first-steps/hide': { url: '/admin/first-steps/hide', status: 403 },
  'POST /admin/test-mail': { url: '/admin/test-mail', status: 403 },
  'POST /admin/settings/rate': { url: '/admin/settings/rate', status: 403 },
  'POST /admin/settings/second-factor': { url: '/admin/settings/second-factor', status: 403 },
  'POST /admin/settings/pause': { url: '/admin/settings/pause', status: 403 },
  'POST /admin/settings/resume': { url: '/admin/settings/resume', status: 403 },
  'POST /admin/collections': { url: '/admin/collections', status: 403 },
  'POST /admin/collections/:id': { url: '/admin/collections/1', status: 403 },
  'POST /admin/collections/:id/papers': { url: '/admin/collections/1/papers', status: 403 },
  'POST /admin/collections/:id/papers/:paper': { url: '/admin/collections/1/papers/1', status: 403 },
  'POST /admin/collections/:id/publish': { url: '/admin/collections/1/publish', status: 403 },
  'POST /admin/collections/:id/delete': { url: '/admin/collections/1/delete', status: 403 },
  'POST /admin/papers': { url: '/admin/papers', status: 403 },
  'POST /admin/papers/:id': { url: '/admin/papers/1', status: 403 },
  'POST /admin/digests/:id/undo-bounces': { url: '/admin/digests/1/undo-bounces', status: 403 },
  'POST /admin/subscribers/:id/lift-bounce': { url: '/admin/subscribers/1/lift-bounce', status: 403 },
  'POST /admin/subscribers/:id/send-confirmation': {
    url: '/admin/subscribers/1/send-confirmation',
    status: 403,
  },
  'POST /admin/mail-servers/:id/try': { url: '/admin/mail-servers/1/try', status: 403 },
  'POST /admin/schedule/release': { url: '/admin/schedule/release', status: 403 },
  'POST /admin/introductions/:cadence': { url: '/admin/introductions/daily', status: 403 },
  'POST /admin/introductions/:cadence/preview': { url: '/admin/introductions/daily/preview', status: 403 },
  'POST /admin/introductions/:cadence/remove': { url: '/admin/introductions/daily/remove', status: 403 },
  'POST /admin/digests/:id/plan': { url: '/admin/digests/1/plan', status: 403 },
  'POST /admin/pictures': { url: '/admin/pictures', status: 401 },
  'POST /admin/pictures/:hash/remove': { url: `/admin/pictures/${'a'.repeat(64)}/remove`, status: 403 },
  'POST /admin/announcements': { url: '/admin/announcements', status: 403 },
  'POST /admin/announcements/new': { url: '/admin/announcements/new', status: 403 },
  'POST /admin/announcements/check': { url: '/admin/announcements/check', status: 403 },
  'POST /admin/announcements/test': { url: '/admin/announcements/test', status: 403 },
  'POST /admin/digests/new': { url: '/admin/digests/new', status: 403 },
  'POST /admin/digests/check': { url: '/admin/digests/check', status: 403 },
  'POST /admin/digests/test': { url: '/admin/digests/test', status: 403 },
  'POST /admin/digests/:id/resolve-unknown': { url: '/admin/digests/1/resolve-unknown', status: 403 },
  'POST /admin/digests/:id/deliveries/:delivery/resolve': {
    url: '/admin/digests/1/deliveries/1/resolve',
    status: 403,
  },
  'POST /admin/digests/:id/pause': { url: '/admin/digests/1/pause', status: 403 },
  'POST /admin/digests/:id/resume': { url: '/admin/digests/1/resume', status: 403 },
  'POST /admin/digests/:id/cancel': { url: '/admin/digests/1/cancel', status: 403 },
  'POST /admin/digests/:id/retry-failed': { url: '/admin/digests/1/retry-failed', status: 403 },
});

/**
 * Preflights of browsers (CORS): the one route that answers them, and the one that keeps it from the admins' addresses.
 */
const preflights = ['OPTIONS /api/v1*', 'OPTIONS /api/v1/admin/*'];

test('every route of the service has its requests here', () => {
  expect([...Object.keys({ ...reads(), ...writes() }), ...preflights].toSorted()).toEqual(routesOf(app));
});

const cookie = () => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
const read = async (method: 'GET' | 'HEAD', url: string) =>
  await app.inject({ method, url, headers: { ...token, cookie: cookie() } });

test('no GET and no HEAD changes anything, with every right there is', async () => {
  // When a token was last used is noted at most once a minute.
  await app.inject({ url: '/api/v1/admin/stats', headers: token });
  const before = [await checksums(service.databaseUrl, ['audit_event']), await waitingJobs(service)];
  const audited = (await service.deps.stores.audit.list({ before: null, limit: 1_000 })).length;
  for (const [route, { url, status }] of Object.entries(reads())) {
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const answer = await read(method, url);
      expect(answer.statusCode, `${method} ${route}`).toBe(status);
      if (method === 'HEAD') expect(answer.body, route).toBe('');
    }
  }
  // That addresses were handed out is told in the log of changes, however they were asked for.
  const lines = await service.deps.stores.audit.list({ before: null, limit: 1_000 });
  const fresh = lines.slice(0, lines.length - audited);
  expect(new Set(fresh.map(({ action }) => action))).toEqual(
    new Set(['addresses read', 'deliveries exported', 'subscriber exported', 'subscribers exported']),
  );
  expect([await checksums(service.databaseUrl, ['audit_event']), await waitingJobs(service)]).toEqual(before);
});

describe('what changes something', () => {
  beforeEach(() => {
    service.clock.now = now;
  });
  test('is refused where it holds no token, no right and no content, and nothing changes', async () => {
    const before = [await checksums(service.databaseUrl), await waitingJobs(service)];
    for (const [route, { url, status }] of Object.entries(writes())) {
      const [method] = route.split(' ') as ['POST' | 'PATCH' | 'DELETE'];
      const request = url.startsWith('/api/') ? { method, payload: {} } : form();
      const answer = await app.inject({ url, ...(method === 'DELETE' ? { method } : request) });
      expect(answer.statusCode, route).toBe(status);
    }
    expect([await checksums(service.databaseUrl), await waitingJobs(service)]).toEqual(before);
  });
  test('does not answer to GET', async () => {
    const both = new Set(Object.keys(reads()));
    for (const [route, { url }] of Object.entries(writes())) {
      const [, path = ''] = route.split(' ');
      // `/papers/:id` and the like read "import" as an id.
      if (both.has(`GET ${path}`) || /\/(import|check|test|export|search|changes)$/.test(path)) continue;
      expect((await read('GET', url)).statusCode, route).toBe(404);
    }
  });
});

describe('the headers', () => {
  const pages = () =>
    Object.values(reads()).filter(({ url }) => !/^\/(healthz|readyz|metrics|api\/docs)/.test(url));
  test('of every answer keep its address from other sites, its type from being guessed, and frames out', async () => {
    for (const { url } of [...pages(), { url: '/nowhere' }, { url: '/preferences/x' }]) {
      const { headers } = await read('GET', url);
      expect(headers['referrer-policy'], url).toBe('no-referrer');
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['x-frame-options'], url).toBe('SAMEORIGIN');
      expect(headers, url).not.toHaveProperty('x-powered-by');
      expect(headers, url).not.toHaveProperty('server');
      expect(headers, url).not.toHaveProperty('strict-transport-security');
    }
  });
  test('of every page allow its own scripts and styles only, none of them inline', async () => {
    const framed = ['/mailbox/1/html', '/admin/preview/1'];
    for (const { url } of [...pages(), { url: '/nowhere' }, { url: '/preferences/x' }]) {
      if (framed.includes(url)) continue;
      const { headers, body } = await read('GET', url);
      const policy = String(headers['content-security-policy']);
      expect(policy, url).toContain("default-src 'none'");
      expect(policy, url).toContain("frame-ancestors 'self'");
      expect(policy, url).toContain("form-action 'self'");
      expect(policy, url).toContain("base-uri 'none'");
      const beside = url.startsWith('/papers/') ? `;${katexPolicy}` : '';
      expect(policy.endsWith(beside), url).toBe(true);
      expect(policy.slice(0, policy.length - beside.length), url).not.toMatch(/unsafe-(inline|eval)/);
      expect(policy, url).not.toMatch(/https:|\*/);
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      expect(body, url).not.toMatch(
        /<style|<[^>]+\s(style|on\w+)=|<script(?![^>]+(?:src="\/static\/|type="application\/ld\+json"))/,
      );
      expect(body, url).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\/(?!localhost)/);
    }
  });
  test('of every page keep it out of caches, or have it asked for anew, save for what is for programs, and files whose address names their version', async () => {
    for (const { url } of pages()) {
      if (url.startsWith('/api/')) continue;
      const { headers } = await read('GET', url);
      const kept = /^\/(?:robots|sitemap)/.test(url)
        ? 'public, max-age=3600'
        : /^\/(?:papers\/\d+|(?:topics|collections|authors)(?:\/[\w.-]+)?|\?window=week)?$/.test(url)
          ? 'no-cache'
          : 'no-store';
      const expected = /^\/(?:static\/|brand\/\d+\/style)/.test(url)
        ? 'public, max-age=31536000, immutable'
        : /\/feed\.(?:xml|json)(?:\?|$)/.test(url)
          ? 'public, max-age=300'
          : kept;
      expect(headers['cache-control'], url).toBe(expected);
    }
  });
});

test('a page with a token in its address is kept from search engines and names no address of it elsewhere', async () => {
  for (const [page, url] of Object.entries(tokens)) {
    const { body } = await read('GET', url);
    expect(body, page).toContain('<meta name="robots" content="noindex">');
    expect(body, page).not.toContain('rel="canonical"');
    // Only who signs in by it has a session to protect.
    expect(csrfIn(body) !== '', page).toBe(page === 'invitation');
  }
});

test('what is personal or the console’s says by a header too that it is not to be found, and nothing else does', async () => {
  const personal =
    /^\/(confirm|preferences|next-feed|unsubscribe|feedback|view|subscribe|saved|mailbox|admin)([/?]|$)/;
  for (const { url } of Object.values(reads())) {
    const { headers } = await read('GET', url);
    expect(headers['x-robots-tag'], url).toBe(personal.test(url) ? 'noindex' : undefined);
  }
  expect((await read('GET', '/?q=robots')).headers['x-robots-tag']).toBe('noindex');
});
