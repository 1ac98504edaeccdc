import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { announce, tryAnnouncement } from '../../../src/app/digests/letters/announce.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { addTagsByAdmin } from '../../../src/app/subscribers/tags/edit-tags.ts';
import { english } from '../../../src/domain/languages/en.ts';
import { hostileMarkdown } from '../../support/hostile-markdown.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const letter = {
  subject: 'The seminar moved',
  body: 'It is on **Thursday**, in [room 4](https://example.org/map).\n\n- Bring a pen',
};

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery', 'caught_mail', 'tag']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const send = (said: Partial<Parameters<typeof announce>[1]> = {}) =>
  announce(service.deps, { ...letter, origin: 'api', ...said });
const counts = (id: number) => service.deps.stores.digests.counts(id);
const recipients = async () => (await sentMail(service)).map(({ to }) => to).sort();

test('a letter reaches everybody who is active and wants announcements, with the headers of a digest', async () => {
  await addReader(service.deps, 'ada@example.org');
  await addReader(service.deps, 'off@example.org', { announcements: 'off' });
  const gone = await addReader(service.deps, 'gone@example.org');
  await sql(
    service.databaseUrl,
    "UPDATE subscriber SET status = 'unsubscribed', next_due_at = NULL WHERE id = $1",
    [gone],
  );
  const { id } = await send();
  await runJobs(service);
  expect(await counts(id)).toMatchObject({ audience: 1, sent: 1 });
  const [mail] = await sentMail(service);
  expect(mail).toMatchObject({ to: 'ada@example.org', subject: letter.subject });
  for (const field of [
    'List-Unsubscribe: <http',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'List-ID: ',
  ])
    expect(`\r\n${mail!.raw}`).toContain(`\r\n${field}`);
  expect(mail!.html).toMatch(/<strong>Thursday<\/strong>, in <a href="https:\/\/example\.org\/map"/);
  expect(mail!.text).toContain('It is on Thursday, in room 4 (https://example.org/map).\n\n- Bring a pen');
  expect(mail!.text).toContain('No more announcements:');
  const app = await service.app();
  const { body } = await app.inject(linkIn(mail, 'view'));
  expect(body).toContain('<h1>The seminar moved</h1>');
  expect(body).toContain('<strong>Thursday</strong>');
});

test('it is narrowed by cadence, topics, tags and language, and by all of them together', async () => {
  const ada = await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'], language: 'de' });
  await addReader(service.deps, 'bob@example.org', { topics: ['cs.RO'], cadence: 'weekly' });
  const cleo = await addReader(service.deps, 'cleo@example.org', { topics: ['math.NT'] });
  for (const id of [ada, cleo]) await addTagsByAdmin(service.deps, id, 'Staff', 'admin 1');
  const size = async (said: object) =>
    (await tryAnnouncement(service.deps, { ...letter, origin: 'api', ...said })).audience;
  expect(await size({})).toBe(3);
  expect(await size({ cadence: 'weekly' })).toBe(1);
  expect(await size({ topics: ['cs.RO'] })).toBe(2);
  expect(await size({ tags: ['staff'] })).toBe(2);
  expect(await size({ language: 'de' })).toBe(1);
  expect(await size({ tags: ['Staff'], topics: ['math.NT'], cadence: 'daily', language: 'en' })).toBe(1);
  await send({ tags: ['staff'] });
  await runJobs(service);
  expect(await recipients()).toEqual(['ada@example.org', 'cleo@example.org']);
});

test('what is wrong is told by field, and nothing is sent', async () => {
  const refused = send({ subject: ' ', body: '', topics: ['nope'], tags: ['nobody'], language: 'xx' });
  await expect(refused).rejects.toMatchObject({
    code: 'invalid',
    fields: ['subject', 'body', 'topics', 'tags', 'language'].map((field) => ({ field })),
  });
  await expect(send({ body: 'x'.repeat(200_000) })).rejects.toMatchObject({ fields: [{ field: 'body' }] });
  expect(await sql(service.databaseUrl, 'SELECT id FROM digest')).toEqual([]);
});

test('the same key sends once', async () => {
  await addReader(service.deps, 'ada@example.org');
  const [one, two] = await Promise.all([send({ idempotencyKey: 'k' }), send({ idempotencyKey: 'k' })]);
  expect(one.id).toBe(two.id);
  await runJobs(service);
  expect(await recipients()).toEqual(['ada@example.org']);
  await expect(send({ idempotencyKey: 'k', subject: 'Another' })).rejects.toMatchObject({ code: 'conflict' });
});

test('who leaves, or wants no more of them, while it is paused gets none', async () => {
  await addReader(service.deps, 'ada@example.org');
  const left = await addReader(service.deps, 'left@example.org');
  const off = await addReader(service.deps, 'off@example.org');
  const { id } = await send();
  await planDigest(service.deps, id);
  await controlDigest(service.deps, id, 'pause', 'admin 1');
  await sql(
    service.databaseUrl,
    "UPDATE subscriber SET status = 'unsubscribed', next_due_at = NULL WHERE id = $1",
    [left],
  );
  await sql(service.databaseUrl, "UPDATE subscriber SET announcements = 'off' WHERE id = $1", [off]);
  await controlDigest(service.deps, id, 'resume', 'admin 1');
  await runJobs(service);
  expect(await recipients()).toEqual(['ada@example.org']);
});

test('the next digest is as it would have been without it', async () => {
  const id = await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
  const due = async () =>
    await sql(service.databaseUrl, 'SELECT next_due_at, last_planned_at FROM subscriber WHERE id = $1', [id]);
  const before = await due();
  const paper = makeIncoming({ featuredAt: new Date('2026-11-23T06:00:00Z') });
  await service.deps.stores.papers.store([paper], { source: 'test', now, sample: false });
  await send();
  await runJobs(service);
  expect(await due()).toEqual(before);
  const digest = await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  expect(await counts(digest.id)).toMatchObject({ audience: 1, sent: 1 });
});

describe('hostile Markdown', () => {
  test('changes nothing outside the letter’s own box, in the mail and on the page', async () => {
    const reader = await addReader(service.deps, 'ada@example.org');
    const { composer, markdown } = service.deps;
    const compose = (source: string) =>
      composer.compose({
        kind: 'announcement',
        subject: 'A letter',
        body: markdown(source, 'mail'),
        to: 'ada@example.org',
        messageId: '<one@example.org>',
        date: now,
        digestId: 1,
        cadence: 'daily',
        language: english,
        timezone: 'UTC',
        interests: [],
        links: {
          unsubscribe: service.deps.links.unsubscribe(reader),
          preferences: service.deps.links.preferences(reader),
          view: null,
        },
      });
    const box = /<div class="prose"[^>]*>[\s\S]*?<\/div>/;
    const around = (html: string) =>
      html.replace(box, '').replace(/<div class="preheader"[\s\S]*?<\/div>/, '');
    const plain = await compose('plain');
    for (const source of hostileMarkdown) {
      const { html } = await compose(source);
      expect(around(html)).toBe(around(plain.html));
      expect(box.exec(html)?.[0]).not.toMatch(
        /<(?:script|style|iframe|svg|form|base|meta)|\son\w+="|evil\.example[^<]*"\s*alt/i,
      );
    }
  });
});
