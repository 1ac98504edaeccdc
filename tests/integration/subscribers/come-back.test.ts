import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordHardBounce } from '../../../src/app/bounces/record-hard-bounce.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { editByAdmin } from '../../../src/app/subscribers/edit-subscriber.ts';
import { eraseSubscriber } from '../../../src/app/subscribers/erase-subscriber.ts';
import { mostUndos, undoDays } from '../../../src/domain/subscribers/unsubscribing.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';
const later = (ms: number) => new Date(now.getTime() + ms);

let service: TestService;
let app: App;
let id: number;
let link: string;
let preferences: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail', 'digest']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, {
    topics: ['cs.RO'],
    interests: [{ kind: 'query', query: 'attention', weight: 'more' }],
    cadence: 'weekly',
    hour: 7,
    maxPapers: 5,
  });
  link = pathOf(service.deps.links.unsubscribe(id));
  preferences = pathOf(service.deps.links.preferences(id));
});

const subscriber = async () => (await service.deps.stores.subscribers.byId(id))!;
const leave = () => app.inject({ url: link, ...form() });
const undo = () => app.inject({ url: `${link}/undo`, ...form() });
const subjects = async () => (await sentMail(service, email)).map(({ subject }) => subject);
const undoButton = () => `<form class="come-back" method="post" action="${link}/undo">`;

describe('undoing', () => {
  test('is one button of the page that says that it is done, and brings everything back as it was', async () => {
    const before = await subscriber();
    service.clock.now = later(1_000);
    const left = await leave();
    expect(left.body).toContain(undoButton());
    expect(left.body).toContain('1 Dec 2026, 10:00 UTC');
    expect(await subscriber()).toMatchObject({ status: 'unsubscribed', nextDueAt: null });
    service.clock.now = later(60_000);
    const answer = await undo();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('You are subscribed again');
    expect(await subscriber()).toEqual(before);
  });

  test('is in the history, with time, means and address of the client', async () => {
    await leave();
    await undo();
    const events = await service.deps.stores.subscribers.events(id);
    expect(events.slice(-2)).toEqual([
      { kind: 'unsubscribed', actor: 'reader', at: now, detail: { means: 'page' } },
      {
        kind: 'unsubscribing undone',
        actor: 'reader',
        at: now,
        detail: { means: 'unsubscribe page', from: '127.0.0.1', unsubscribedAt: now.toISOString() },
      },
    ]);
  });

  test('is told by a mail; the goodbye mail leads to the page with the button', async () => {
    await leave();
    await runJobs(service);
    const [goodbye] = await sentMail(service, email);
    const page = linkIn(goodbye, 'unsubscribe');
    expect(page).toBe(link);
    expect(goodbye?.text.replace(/\s+/g, ' ')).toContain('you can undo it for 7 days');
    expect((await app.inject(page)).body).toContain(undoButton());
    await undo();
    await runJobs(service);
    const [, resumed] = await sentMail(service, email);
    expect(resumed?.subject).toBe('You get the Offprint digest again');
    expect(resumed?.text.replace(/\s+/g, ' ')).toContain('Monday, 30 November 2026 at 07:00');
    expect(linkIn(resumed, 'unsubscribe')).toBe(link);
    expect(resumed?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(resumed?.raw).not.toMatch(/^List-/m);
  });

  test('sends no goodbye that was still waiting', async () => {
    await leave();
    await undo();
    await runJobs(service);
    expect(await subjects()).toEqual(['You get the Offprint digest again']);
  });

  test('pressed again changes nothing more', async () => {
    await leave();
    await undo();
    const before = await checksums(service.databaseUrl);
    for (let i = 0; i < 2; i++) expect((await undo()).statusCode).toBe(200);
    expect(await checksums(service.databaseUrl)).toEqual(before);
    const both = await leave().then(() => Promise.all([undo(), undo()]));
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await subscriber()).status).toBe('active');
  });

  test('does not happen by a GET, by the link, or by a one-click of RFC 8058, which goes on answering 200', async () => {
    const oneClick = form({ 'List-Unsubscribe': 'One-Click' });
    await app.inject({ url: link, ...oneClick });
    const before = await checksums(service.databaseUrl);
    for (const method of ['GET', 'HEAD'] as const) {
      expect((await app.inject({ method, url: link })).statusCode).toBe(200);
      expect((await app.inject({ method, url: preferences })).statusCode).toBe(200);
      expect((await app.inject({ method, url: `${link}/undo` })).statusCode).toBe(404);
      expect((await app.inject({ method, url: `${preferences}/return` })).statusCode).toBe(404);
    }
    for (let i = 0; i < 3; i++) expect((await app.inject({ url: link, ...oneClick })).statusCode).toBe(200);
    expect(await checksums(service.databaseUrl)).toEqual(before);
    await undo();
    expect((await app.inject({ url: link, ...oneClick })).statusCode).toBe(200);
    expect((await subscriber()).status).toBe('unsubscribed');
  });

  test('needs the token of that subscriber, for that page', async () => {
    await leave();
    const other = await addReader(service.deps, 'other@example.org');
    const { links } = service.deps;
    for (const url of [
      `${link.slice(0, -3)}/undo`,
      `${link.replace(/\.\d+\./, `.${other}.`)}/undo`,
      `${preferences.replace('/preferences/', '/unsubscribe/')}/undo`,
      `${link.replace('/unsubscribe/', '/preferences/')}/return`,
      `${pathOf(links.view(String(id))).replace('/view/', '/unsubscribe/')}/undo`,
    ])
      expect((await app.inject({ url, ...form() })).statusCode, url).toBe(404);
    await app.inject({ url: `${pathOf(links.unsubscribe(other))}/undo`, ...form() });
    expect((await subscriber()).status).toBe('unsubscribed');
  });

  test('leaves what was stopped meanwhile stopped, and the counts add up', async () => {
    const { id: stopped } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, stopped);
    await leave();
    await runJobs(service);
    expect(await service.deps.stores.digests.counts(stopped)).toMatchObject({ audience: 1, suppressed: 1 });
    await undo();
    await runJobs(service);
    expect(await service.deps.stores.digests.counts(stopped)).toMatchObject({
      audience: 1,
      suppressed: 1,
      sent: 0,
    });
    // The next one comes, with what was not sent.
    const { id: next } = await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    expect(await service.deps.stores.digests.counts(next)).toMatchObject({ audience: 1, sent: 1 });
  });

  test('of a moment ago lets go out what was not stopped yet', async () => {
    const { id: digest } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, digest);
    await leave();
    await undo();
    await runJobs(service);
    expect(await service.deps.stores.digests.counts(digest)).toMatchObject({ audience: 1, sent: 1 });
  });
});

describe('where it cannot be undone', () => {
  const confirmation = /^Please confirm your Offprint digest$/;

  test('after seven days the same button asks for a new confirmation, of what was followed before', async () => {
    await leave();
    await runJobs(service);
    service.clock.now = later(undoDays * 86_400_000);
    const { body } = await app.inject(link);
    expect(body).toContain('Subscribe again');
    expect(body).toContain('You agree to get digests');
    expect(body).not.toContain('>Undo<');
    const before = await subscriber();
    const answer = await undo();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Check your inbox');
    expect(await subscriber()).toEqual(before);
    await runJobs(service);
    const mail = (await sentMail(service, email)).at(-1);
    expect(mail?.subject).toMatch(confirmation);
    await app.inject({ url: linkIn(mail, 'confirm'), ...form() });
    const { interests, cadence, hour, maxPapers } = before;
    expect(await subscriber()).toMatchObject({ status: 'active', interests, cadence, hour, maxPapers });
    expect((await service.deps.stores.requests.requestsOf(id)).at(-1)).toMatchObject({
      form: 'unsubscribe page',
      confirmedAt: service.clock.now,
    });
  });

  test('the mail that asks comes once a day, however often the button is pressed', async () => {
    await leave();
    service.clock.now = later(8 * 86_400_000);
    for (let i = 0; i < 4; i++) await undo();
    await runJobs(service);
    expect((await subjects()).filter((subject) => confirmation.test(subject))).toHaveLength(1);
  });

  test('to and fro works three times in a week, then asks', async () => {
    for (let i = 0; i < mostUndos; i++) {
      await leave();
      expect((await undo()).body).toContain('You are subscribed again');
    }
    await leave();
    expect((await undo()).body).toContain('Check your inbox');
    expect((await subscriber()).status).toBe('unsubscribed');
  });

  test('who was unsubscribed by an admin is asked to confirm', async () => {
    await editByAdmin(service.deps, id, { status: 'unsubscribed', actor: 'admin 1' });
    expect((await undo()).body).toContain('Check your inbox');
    expect((await subscriber()).status).toBe('unsubscribed');
  });

  test('whose address was never confirmed is asked to confirm, and gets nothing before', async () => {
    await askByForm(service, 'new@example.org');
    const added = (await service.deps.stores.subscribers.byEmail('new@example.org'))!;
    const page = pathOf(service.deps.links.unsubscribe(added.id));
    expect((await app.inject({ url: `${page}/undo`, ...form() })).statusCode).toBe(409);
    await app.inject({ url: page, ...form() });
    await app.inject({ url: `${page}/undo`, ...form() });
    expect(await service.deps.stores.subscribers.byId(added.id)).toMatchObject({
      status: 'unsubscribed',
      confirmedAt: null,
    });
  });

  test.each([
    ['bounced', () => recordHardBounce(service.deps, id, '550 5.1.1 gone')],
    ['was suppressed by an admin', () => service.deps.stores.suppressions.suppress(email, 'manual')],
    [
      'is at a domain that was suppressed',
      () => service.deps.stores.suppressions.suppressDomain('example.org'),
    ],
    ['complained', () => service.deps.stores.subscribers.deactivate(id, 'complained', now)],
  ])('whose address %s stays away, and no suppression is lifted', async (_how, bar) => {
    await leave();
    await bar();
    const suppressions = await service.deps.stores.suppressions.list({ after: 0, limit: 10 });
    for (const url of [`${link}/undo`, `${preferences}/return`]) {
      const answer = await app.inject({ url, ...form() });
      expect(answer.statusCode).toBe(409);
      expect(answer.body).toContain('cannot be subscribed');
    }
    expect((await app.inject(preferences)).body).not.toContain('class="come-back"');
    expect((await leave()).body).not.toContain('class="come-back"');
    expect((await subscriber()).status).not.toBe('active');
    expect(await service.deps.stores.suppressions.list({ after: 0, limit: 10 })).toEqual(suppressions);
  });

  test('who was erased is told so', async () => {
    await leave();
    await eraseSubscriber(service.deps, id);
    expect((await undo()).statusCode).toBe(410);
    const { body, statusCode } = await app.inject({ url: link, ...form() });
    expect(statusCode).toBe(200);
    expect(body).not.toContain('class="come-back"');
    expect(body).not.toContain('/preferences/');
  });
});

describe('the preferences page of somebody who is unsubscribed', () => {
  test('says so, and has the button too', async () => {
    await leave();
    const { body } = await app.inject(preferences);
    expect(body).toMatch(/Unsubscribed\s+since <time[^>]+>24 Nov 2026/);
    expect(body).toContain(`<form class="come-back" method="post" action="${preferences}/return">`);
    const answer = await app.inject({ url: `${preferences}/return`, ...form() });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('The digests come again.');
    expect(answer.body).not.toContain('class="come-back"');
    expect(await subscriber()).toMatchObject({ status: 'active', cadence: 'weekly' });
    const event = (await service.deps.stores.subscribers.events(id)).at(-1);
    expect(event).toMatchObject({ kind: 'unsubscribing undone', detail: { means: 'preferences page' } });
  });

  test('asks for a confirmation when it is long ago, of what was changed since', async () => {
    await leave();
    service.clock.now = later(30 * 86_400_000);
    await app.inject({
      url: preferences,
      ...form({ cadence: 'monthly', timezone: 'UTC', hour: '9', maxPapers: '3', topics: 'cs.LG' }),
    });
    expect((await subscriber()).status).toBe('unsubscribed');
    const answer = await app.inject({ url: `${preferences}/return`, ...form() });
    expect(answer.body).toContain('Check your inbox');
    expect((await service.deps.stores.requests.requestsOf(id)).at(-1)).toMatchObject({
      form: 'preferences page',
      choices: { cadence: 'monthly', hour: 9, maxPapers: 3 },
    });
  });
});
