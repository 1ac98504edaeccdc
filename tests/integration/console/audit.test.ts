import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announce } from '../../../src/app/digests/letters/announce.ts';
import { planDigest } from '../../../src/app/digests/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { newHold } from '../../../src/domain/sending/server-hold.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { png } from '../../support/png.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { password } from '../../support/web/admins.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { routesOf } from '../../support/web/routes.ts';
import { csrfIn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let desk: Console;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  const unreachable = 'http://127.0.0.1:9';
  desk = await openConsole({
    env: { HUGGING_FACE_URL: unreachable, ARXIV_API_URL: unreachable, ARXIV_RSS_URL: unreachable },
  });
  desk.service.clock.now = now;
  api = await apiOf(desk.service);
  await deps().stores.papers.store([makeIncoming()], { source: 'test', now, sample: false });
});
afterAll(() => desk.service.close());

const deps = () => desk.service.deps;
const run = (statement: string) => sql(desk.service.databaseUrl, statement);

let readers = 0;
const reader = () => addReader(deps(), `reader${readers++}@example.org`);
/** A digest that goes on, with what it takes to be told to. */
async function digest(): Promise<number> {
  await reader();
  const { id } = await triggerDigest(deps(), { origin: 'api' });
  await planDigest(deps(), id);
  return id;
}
/** A digest with a delivery that is `unknown`. */
async function unknown(): Promise<{ id: number; delivery: string }> {
  const id = await digest();
  const [row] = await run(`UPDATE delivery SET state = 'unknown' WHERE digest_id = ${id} RETURNING id`);
  return { id, delivery: String(row!['id']) };
}
async function suppression(): Promise<number> {
  return (await deps().stores.suppressions.suppress(`barred${readers++}@example.org`, 'manual')).id;
}
/** What is posted to unsubscribe one reader by the console's list. */
async function changeOfOne(): Promise<Record<string, string>> {
  const { email } = (await deps().stores.subscribers.byId(await reader()))!;
  return { kind: 'unsubscribe', q: email, counted: '1' };
}
async function tag(): Promise<number> {
  const name = `tag ${readers++}`;
  return (await deps().stores.tags.ensureTags([{ name, key: name }]))[0]!.id;
}
async function logo(width: number) {
  const page = (await desk.browser.get('/admin/settings/brand')).body;
  const content = png(width, 32);
  return await desk.browser.upload('/admin/settings/brand/logo', {
    csrf: csrfIn(page),
    name: 'logo.png',
    content,
  });
}
/** Uploads one; returns its hash. */
async function picture(width: number): Promise<string> {
  const csrf = csrfIn((await desk.browser.get('/admin/pictures')).body);
  const answer = await desk.browser.upload('/admin/pictures', {
    csrf,
    name: 'a.png',
    content: png(width, 32),
  });
  return String(answer.headers.location).slice(-64);
}
async function heldServer(): Promise<number> {
  const { serverHolds } = deps().stores;
  await serverHolds.hold(
    newHold({ server: 'mail.example.org:587', cause: 'account', reply: 'AUTH: 535 no' }, now),
  );
  return (await serverHolds.list())[0]!.id;
}
async function uploaded(step: 'uploaded' | 'checked'): Promise<number> {
  const { headers } = await desk.upload('email\nada@example.org');
  const id = Number(/\d+$/.exec(String(headers.location))?.[0]);
  if (step === 'checked') {
    await desk.send(`/subscribers/import/${id}/check`, columns);
    await runJobs(desk.service);
  }
  return id;
}
const hook = {
  name: 'A program',
  url: 'https://hooks.example.org/offprint',
  events: 'subscriber.unsubscribed',
};
async function integration(): Promise<number> {
  await post('/integrations?kind=webhook', hook);
  return (await deps().stores.integrations.list()).at(-1)!.id;
}
const columns = { 'column-0': 'email', consentNote: 'a sign-up sheet', defaultStatus: 'active' };
const topic = { name: 'Zebras', group: 'Zoology', description: 'Striped.', query: 'zebra' };
const post = (path: string, values: Record<string, string> = {}) => desk.send(path, values);

let collections = 0;
async function collection(): Promise<number> {
  const { headers } = await post('/collections', { name: `Collection ${collections++}` });
  return Number(/\/(\d+)\?/.exec(String(headers.location))?.[1]);
}

/** What does each thing that an admin can do, and the line that it leaves. */
const actions: Record<string, { does: () => Promise<unknown>; says: string }> = {
  'POST /admin/announcements': {
    does: () => post('/announcements', { subject: 'Hello', body: 'all' }),
    says: 'announcement sent',
  },
  'POST /admin/introductions/:cadence': {
    does: () => post('/introductions/weekly', { introduction: 'Hello' }),
    says: 'introduction set',
  },
  'POST /admin/introductions/:cadence/remove': {
    does: async () => {
      await post('/introductions/monthly', { introduction: 'Hello' });
      return await post('/introductions/monthly/remove');
    },
    says: 'introduction removed',
  },
  'POST /admin/digests/:id/plan': {
    does: async () => {
      const sendAt = new Date(now.getTime() + 86_400_000);
      const { id } = await announce(desk.service.deps, {
        origin: 'console',
        subject: 'Hi',
        body: 'all',
        sendAt,
      });
      const later = new Date(now.getTime() + 2 * 86_400_000).toISOString().slice(0, 16);
      return await post(`/digests/${id}/plan`, {
        subject: 'Hi',
        body: 'all',
        sendAt: later,
        sendZone: 'UTC',
      });
    },
    says: 'planned send changed',
  },
  'POST /admin/digests': { does: () => post('/digests'), says: 'digest triggered' },
  'POST /admin/digests/:id/pause': {
    does: async () => post(`/digests/${await digest()}/pause`),
    says: 'digest paused',
  },
  'POST /admin/digests/:id/resume': {
    does: async () => {
      const id = await digest();
      await post(`/digests/${id}/pause`);
      await post(`/digests/${id}/resume`);
    },
    says: 'digest resumed',
  },
  'POST /admin/digests/:id/cancel': {
    does: async () => post(`/digests/${await digest()}/cancel`),
    says: 'digest cancelled',
  },
  'POST /admin/digests/:id/retry-failed': {
    does: async () => post(`/digests/${await digest()}/retry-failed`),
    says: 'failed deliveries retried',
  },
  'POST /admin/digests/:id/deliveries/:delivery/resolve': {
    does: async () => {
      const { id, delivery } = await unknown();
      await post(`/digests/${id}/deliveries/${delivery}/resolve`, { outcome: 'sent' });
    },
    says: 'delivery resolved',
  },
  'POST /admin/digests/:id/resolve-unknown': {
    does: async () => post(`/digests/${(await unknown()).id}/resolve-unknown`, { outcome: 'sent' }),
    says: 'unknown deliveries resolved',
  },
  'POST /admin/digests/:id/undo-bounces': {
    does: async () => post(`/digests/${await digest()}/undo-bounces`),
    says: 'bounces undone',
  },
  'POST /admin/announcements/test': {
    does: async () =>
      post('/announcements/test', { subscriberId: String(await reader()), subject: 'Hello', body: 'all' }),
    says: 'test digest sent',
  },
  'POST /admin/digests/test': {
    does: async () => post('/digests/test', { subscriberId: String(await reader()) }),
    says: 'test digest sent',
  },
  'POST /admin/papers': {
    does: async () => {
      const paper = makeIncoming({ arxivId: '2611.00777', title: 'On adding' });
      deps().lookUpPaper = async () => ({ paper, sources: ['arxiv'] });
      await post('/papers', { paper: '2611.00777' });
    },
    says: 'paper added',
  },
  'POST /admin/collections': { does: collection, says: 'collection added' },
  'POST /admin/collections/:id': {
    does: async () => post(`/collections/${await collection()}`, { name: 'Renamed', slug: '' }),
    says: 'collection changed',
  },
  'POST /admin/collections/:id/papers': {
    does: async () => post(`/collections/${await collection()}/papers`, { number: '1' }),
    says: 'collection changed',
  },
  'POST /admin/collections/:id/papers/:paper': {
    does: async () => {
      const id = await collection();
      await post(`/collections/${id}/papers`, { number: '1' });
      await post(`/collections/${id}/papers/1`, { note: 'Read this.' });
    },
    says: 'collection changed',
  },
  'POST /admin/collections/:id/publish': {
    does: async () => {
      const id = await collection();
      await post(`/collections/${id}/papers`, { number: '1' });
      await post(`/collections/${id}/publish`, { published: 'yes' });
    },
    says: 'collection published',
  },
  'POST /admin/collections/:id/delete': {
    does: async () => post(`/collections/${await collection()}/delete`),
    says: 'collection deleted',
  },
  'POST /admin/papers/:id': { does: () => post('/papers/1', { pinned: 'yes' }), says: 'paper changed' },
  'POST /admin/schedule/release': {
    does: async () => {
      await api('POST', '/admin/schedule/hold', {});
      await post('/schedule/release', { overdue: 'send' });
    },
    says: 'schedule released',
  },
  'POST /admin/subscribers/export': { does: () => post('/subscribers/export'), says: 'subscribers exported' },
  'GET /admin/subscribers/:id/export': {
    does: async () => desk.browser.get(`/admin/subscribers/${await reader()}/export`),
    says: 'subscriber exported',
  },
  'GET /admin/digests/:id/deliveries.csv': {
    does: async () => desk.browser.get(`/admin/digests/${await digest()}/deliveries.csv`),
    says: 'deliveries exported',
  },
  'GET /api/v1/admin/subscribers.csv': {
    does: () => api('GET', '/admin/subscribers.csv'),
    says: 'subscribers exported',
  },
  'GET /api/v1/admin/subscribers/:id/export': {
    does: async () => api('GET', `/admin/subscribers/${await reader()}/export`),
    says: 'subscriber exported',
  },
  'POST /admin/subscribers/:id': {
    does: async () =>
      post(`/subscribers/${await reader()}`, {
        cadence: 'weekly',
        timezone: 'UTC',
        hour: '8',
        maxPapers: '5',
      }),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/unsubscribe': {
    does: async () => post(`/subscribers/${await reader()}/unsubscribe`),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/reactivate': {
    does: async () => {
      const id = await reader();
      await post(`/subscribers/${id}/unsubscribe`);
      await post(`/subscribers/${id}/reactivate`);
    },
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/new': {
    does: () =>
      post('/subscribers/new', {
        email: `new${readers++}@example.org`,
        consentSource: 'a sheet of paper',
        consentAt: '2026-11-20T10:00',
      }),
    says: 'subscriber added',
  },
  'POST /admin/subscribers/:id/next': {
    does: async () => post(`/subscribers/${await reader()}/next`),
    says: 'digest triggered',
  },
  'POST /admin/subscribers/changes': {
    does: async () => post('/subscribers/changes', await changeOfOne()),
    says: 'subscribers unsubscribed',
  },
  'POST /admin/subscribers/changes/:id/stop': {
    does: async () => {
      const { headers } = await post('/subscribers/changes', await changeOfOne());
      await post(`${String(headers.location).replace('/admin', '')}/stop`);
    },
    says: 'change of subscribers stopped',
  },
  'POST /admin/subscribers/:id/tags': {
    does: async () => post(`/subscribers/${await reader()}/tags`, { tag: 'Lab' }),
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/:id/tags/remove': {
    does: async () => {
      const id = await reader();
      await post(`/subscribers/${id}/tags`, { tag: 'Lab' });
      await post(`/subscribers/${id}/tags/remove`, { tag: 'Lab' });
    },
    says: 'subscriber changed',
  },
  'POST /admin/subscribers/tags/:id': {
    does: async () => post(`/subscribers/tags/${await tag()}`, { name: 'Other' }),
    says: 'tag renamed',
  },
  'POST /admin/subscribers/tags/:id/delete': {
    does: async () => post(`/subscribers/tags/${await tag()}/delete`),
    says: 'tag deleted',
  },
  'POST /admin/subscribers/:id/lift-bounce': {
    does: async () => {
      const id = await reader();
      await desk.service.deps.stores.subscribers.deactivate(id, 'bounced', new Date());
      await post(`/subscribers/${id}/lift-bounce`, { note: 'wrote to us' });
    },
    says: 'bounce lifted',
  },
  'POST /admin/subscribers/:id/send-confirmation': {
    does: async () => {
      const email = 'pending@example.org';
      await api('POST', '/admin/subscribers', { email });
      const pending = await desk.service.deps.stores.subscribers.byEmail(email);
      await post(`/subscribers/${pending!.id}/send-confirmation`);
    },
    says: 'confirmation sent again',
  },
  'POST /admin/subscribers/:id/erase': {
    does: async () => {
      const id = await reader();
      const { email } = (await deps().stores.subscribers.byId(id))!;
      await post(`/subscribers/${id}/erase`, { confirm: email });
    },
    says: 'subscriber erased',
  },
  'POST /admin/subscribers/import': { does: () => uploaded('uploaded'), says: 'import uploaded' },
  'POST /admin/subscribers/import/:id/check': {
    does: async () => post(`/subscribers/import/${await uploaded('uploaded')}/check`, columns),
    says: 'import checked',
  },
  'POST /admin/subscribers/import/:id/start': {
    does: async () => post(`/subscribers/import/${await uploaded('checked')}/start`),
    says: 'import started',
  },
  'POST /admin/subscribers/import/:id/discard': {
    does: async () => post(`/subscribers/import/${await uploaded('uploaded')}/discard`),
    says: 'import discarded',
  },
  'POST /admin/topics/new': {
    does: () => post('/topics/new', { ...topic, slug: 'zebras' }),
    says: 'topic added',
  },
  'POST /admin/topics/:slug': { does: () => post('/topics/robot-learning', topic), says: 'topic changed' },
  'POST /admin/topics/:slug/retire': {
    does: () => post('/topics/robot-learning/retire'),
    says: 'topic retired',
  },
  'POST /admin/topics/:slug/restore': {
    does: async () => {
      await post('/topics/diffusion-models/retire');
      await post('/topics/diffusion-models/restore');
    },
    says: 'topic restored',
  },
  'POST /admin/topics/:slug/reset': { does: () => post('/topics/robot-learning/reset'), says: 'topic reset' },
  'POST /admin/suppressions': {
    does: () => post('/suppressions', { what: 'example.net' }),
    says: 'suppression added',
  },
  'POST /admin/suppressions/import': {
    does: () => post('/suppressions/import', { lines: 'example.com' }),
    says: 'suppressions imported',
  },
  'POST /admin/suppressions/:id/lift': {
    does: async () => post(`/suppressions/${await suppression()}/lift`),
    says: 'suppression lifted',
  },
  'POST /admin/integrations': {
    does: () => post('/integrations?kind=webhook', hook),
    says: 'integration added',
  },
  'POST /admin/integrations/:id': {
    does: async () => post(`/integrations/${await integration()}`, { ...hook, name: 'Another' }),
    says: 'integration changed',
  },
  'POST /admin/integrations/:id/secret': {
    does: async () => post(`/integrations/${await integration()}/secret`),
    says: 'integration secret changed',
  },
  'POST /admin/integrations/:id/off': {
    does: async () => post(`/integrations/${await integration()}/off`),
    says: 'integration switched off',
  },
  'POST /admin/integrations/:id/on': {
    does: async () => {
      const id = await integration();
      await post(`/integrations/${id}/off`);
      await post(`/integrations/${id}/on`);
    },
    says: 'integration switched on',
  },
  'POST /admin/integrations/:id/test': {
    does: async () => {
      const id = await integration();
      // Nobody is asked: where it is cannot be read.
      await run(`UPDATE integration SET sealed = ''`);
      await post(`/integrations/${id}/test`);
    },
    says: 'integration tested',
  },
  'POST /admin/integrations/:id/retry': {
    does: async () => {
      const id = await integration();
      await run(
        `INSERT INTO integration_message (integration_id, event, state) VALUES (${id}, 'digest.finished', 'failed')`,
      );
      await post(`/integrations/${id}/retry`);
    },
    says: 'failed messages sent again',
  },
  'POST /admin/integrations/:id/delete': {
    does: async () => post(`/integrations/${await integration()}/delete`),
    says: 'integration deleted',
  },
  'POST /admin/tokens': {
    does: () => post('/tokens', { name: 'A script', scopes: 'read', present: password }),
    says: 'token created',
  },
  'POST /admin/tokens/:id/revoke': {
    does: async () => {
      await post('/tokens', { name: 'Another', scopes: 'read', present: password });
      const [last] = await deps().stores.tokens.list();
      await post(`/tokens/${last!.id}/revoke`);
    },
    says: 'token revoked',
  },
  'POST /admin/settings/rate': {
    does: () => post('/settings/rate', { maxSendRate: '5' }),
    says: 'settings changed',
  },
  'POST /admin/settings/second-factor': {
    does: async () => {
      await run('UPDATE admin SET totp_since = now(), totp_secret = sha256($$x$$)');
      await post('/settings/second-factor', { required: 'yes', present: password });
      await run('UPDATE installation SET owners_need_second_factor = false');
      await run('UPDATE admin SET totp_since = NULL, totp_secret = NULL');
    },
    says: 'settings changed',
  },
  'POST /admin/first-steps/hide': { does: () => post('/first-steps/hide'), says: 'settings changed' },
  'POST /admin/settings/brand': {
    does: () => post('/settings/brand', { name: 'Papers of the week' }),
    says: 'brand changed',
  },
  'POST /admin/pictures': { does: () => picture(40), says: 'picture added' },
  'POST /admin/pictures/:hash/remove': {
    does: async () => post(`/pictures/${await picture(50)}/remove`),
    says: 'picture removed',
  },
  'POST /admin/settings/brand/logo': { does: () => logo(32), says: 'brand changed' },
  'POST /admin/settings/brand/logo/remove': {
    does: async () => {
      await logo(64);
      return await post('/settings/brand/logo/remove');
    },
    says: 'brand changed',
  },
  'POST /admin/test-mail': { does: () => post('/test-mail'), says: 'test mail sent' },
  'POST /admin/mail-servers/:id/try': {
    does: async () => post(`/mail-servers/${await heldServer()}/try`),
    says: 'mail server tried again',
  },
  'POST /admin/settings/pause': { does: () => post('/settings/pause'), says: 'settings changed' },
  'POST /admin/settings/resume': { does: () => post('/settings/resume'), says: 'settings changed' },
  'POST /api/v1/admin/announcements': {
    does: () => api('POST', '/admin/announcements', { subject: 'Hello', body: 'all' }),
    says: 'announcement sent',
  },
  'POST /api/v1/admin/digests': { does: () => api('POST', '/admin/digests', {}), says: 'digest triggered' },
  'POST /api/v1/admin/digests/:id/pause': {
    does: async () => api('POST', `/admin/digests/${await digest()}/pause`),
    says: 'digest paused',
  },
  'POST /api/v1/admin/digests/:id/resume': {
    does: async () => {
      const id = await digest();
      await api('POST', `/admin/digests/${id}/pause`);
      await api('POST', `/admin/digests/${id}/resume`);
    },
    says: 'digest resumed',
  },
  'POST /api/v1/admin/digests/:id/cancel': {
    does: async () => api('POST', `/admin/digests/${await digest()}/cancel`),
    says: 'digest cancelled',
  },
  'POST /api/v1/admin/digests/:id/retry-failed': {
    does: async () => api('POST', `/admin/digests/${await digest()}/retry-failed`),
    says: 'failed deliveries retried',
  },
  'POST /api/v1/admin/digests/:id/undo-bounces': {
    does: async () => api('POST', `/admin/digests/${await digest()}/undo-bounces`),
    says: 'bounces undone',
  },
  'POST /api/v1/admin/deliveries/:id/resolve': {
    does: async () =>
      api('POST', `/admin/deliveries/${(await unknown()).delivery}/resolve`, { outcome: 'sent' }),
    says: 'delivery resolved',
  },
  'POST /api/v1/admin/mail-servers/:id/try': {
    does: async () => api('POST', `/admin/mail-servers/${await heldServer()}/try`),
    says: 'mail server tried again',
  },
  'POST /api/v1/admin/ingest': { does: () => api('POST', '/admin/ingest', {}), says: 'sources asked' },
  'POST /api/v1/admin/papers/import': {
    does: () =>
      api('POST', '/admin/papers/import', '{"title":"A title","abstract":"An abstract."}', {
        'content-type': 'application/x-ndjson',
      }),
    says: 'papers imported',
  },
  'PATCH /api/v1/admin/papers/:id': {
    does: () => api('PATCH', '/admin/papers/1', { hidden: true }),
    says: 'paper changed',
  },
  'POST /api/v1/admin/subscribers': {
    does: () => api('POST', '/admin/subscribers', { email: 'new@example.org' }),
    says: 'subscriber added',
  },
  'PATCH /api/v1/admin/subscribers/:id': {
    does: async () => api('PATCH', `/admin/subscribers/${await reader()}`, { hour: 3 }),
    says: 'subscriber changed',
  },
  'DELETE /api/v1/admin/subscribers/:id': {
    does: async () => api('DELETE', `/admin/subscribers/${await reader()}`),
    says: 'subscriber erased',
  },
  'POST /api/v1/admin/subscribers/import': {
    does: () =>
      api('POST', '/admin/subscribers/import', 'email\nbob@example.org', { 'content-type': 'text/csv' }),
    says: 'subscribers imported',
  },
  'POST /api/v1/admin/suppressions': {
    does: () => api('POST', '/admin/suppressions', { email: 'barred@example.org' }),
    says: 'suppression added',
  },
  'DELETE /api/v1/admin/suppressions/:id': {
    does: async () => api('DELETE', `/admin/suppressions/${await suppression()}`),
    says: 'suppression lifted',
  },
  'POST /api/v1/admin/schedule/hold': {
    does: () => api('POST', '/admin/schedule/hold', {}),
    says: 'schedule held',
  },
  'POST /api/v1/admin/schedule/release': {
    does: () => api('POST', '/admin/schedule/release', { overdue: 'send' }),
    says: 'schedule released',
  },
};

/** Posts that change nothing, so that an address or a draft is in no URL. */
const questions: Record<string, () => Promise<() => Promise<{ statusCode?: number; status?: number }>>> = {
  'POST /admin/announcements/new': async () => () => post('/announcements/new', { subject: 'Hello' }),
  'POST /admin/announcements/check': async () => () =>
    post('/announcements/check', { subject: 'Hello', body: 'all' }),
  'POST /admin/introductions/:cadence/preview': async () => () =>
    post('/introductions/daily/preview', { introduction: 'Hello' }),
  'POST /admin/digests/new': async () => () => post('/digests/new', { emails: 'ada@example.org' }),
  'POST /admin/digests/check': async () => {
    await reader();
    return () => post('/digests/check');
  },
  'POST /admin/subscribers': async () => () => post('/subscribers', { q: 'reader' }),
  'POST /admin/subscribers/changes/check': async () => {
    await reader();
    return () => post('/subscribers/changes/check', { kind: 'erase', q: 'reader' });
  },
  'POST /admin/suppressions/find': async () => () => post('/suppressions/find', { email: 'ada@example.org' }),
  'POST /admin/topics/new/preview': async () => () => post('/topics/new/preview', topic),
  'POST /admin/topics/:slug/preview': async () => () => post('/topics/robot-learning/preview', topic),
  'POST /api/v1/admin/subscribers/search': async () => () =>
    api('POST', '/admin/subscribers/search', { q: 'reader' }),
};

/**
 * What is done to accounts, whose tests look into the audit themselves; what providers post, which has a log of its
 * own; and the doctor's visit, which leaves its report.
 */
const others = [
  /^POST \/admin\/(login(\/code|\/passkey(\/answer)?)?|logout|forgotten|(reset|invitation)\/:token|accounts?\/.+)$/,
  /\/webhooks\//,
  /^POST \/admin\/doctor$/,
];

test('everything that can be done is named here', () => {
  const done = routesOf(desk.app).filter(
    (route) =>
      !/^(GET|OPTIONS) /.test(route) &&
      / (\/api\/v1)?\/admin\//.test(route) &&
      !others.some((other) => other.test(route)),
  );
  const known = [...Object.keys(actions), ...Object.keys(questions)].filter(
    (route) => !route.startsWith('GET '),
  );
  expect(done).toEqual(known.toSorted());
});

test('every GET that hands out a file with addresses is named here', async () => {
  await reader();
  const id = await digest();
  const asked = routesOf(desk.app).filter((route) => /^GET (\/api\/v1)?\/admin\//.test(route));
  const handingOut: string[] = [];
  for (const route of asked) {
    // A stream of events goes on for ever; no secret of a mailed link is known here.
    if (/events$|:token|:slug/.test(route)) continue;
    const path = route.slice('GET '.length).replace(':delivery', '1').replace(':id', String(id));
    const { text, headers } = path.startsWith('/api/v1')
      ? await api('GET', path.slice('/api/v1'.length))
      : await desk.browser.get(path).then((answer) => ({ text: answer.body, headers: answer.headers }));
    const file = headers['content-disposition'] !== undefined || /csv|export/.test(path);
    if (file && /reader\d+@example\.org/.test(text)) handingOut.push(route);
  }
  expect(handingOut).toEqual(
    Object.keys(actions)
      .filter((route) => route.startsWith('GET '))
      .toSorted(),
  );
});

describe('what an admin or a token does leaves a line that says who', () => {
  test.each(Object.entries(actions))('%s', async (route, { does, says }) => {
    await desk.audited();
    await does();
    const lines = await desk.audited();
    const actor = route.includes('/api/') ? 'token a test' : 'admin 1';
    expect(lines.at(-1)).toMatch(new RegExp(`^${actor}: ${says}, `));
  });

  test('and no line holds an address', async () => {
    const [row] = await run(`SELECT string_agg(a::text, ' ') AS lines FROM audit_event a`);
    expect(String(row!['lines']).length).toBeGreaterThan(1_000);
    expect(row!['lines']).not.toMatch(/@/);
  });
});

describe('a post that only asks changes nothing', () => {
  test.each(Object.entries(questions))('%s', async (_route, prepare) => {
    const ask = await prepare();
    // The session, when the token was used, and that addresses were shown.
    // An admin's own draft is kept, so that its previews can be shown.
    const without = ['admin_session', 'api_token', 'audit_event', 'letter_draft', 'words_draft'];
    const before = await checksums(desk.service.databaseUrl, without);
    const answer = await ask();
    expect(answer.statusCode ?? answer.status).toBe(200);
    expect(await checksums(desk.service.databaseUrl, without)).toEqual(before);
  });
});
