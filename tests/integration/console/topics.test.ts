import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { longestTopicQuery } from '../../../src/app/papers/edit-topic.ts';
import { curatedTopics } from '../../../src/domain/catalogue/curated-topics.ts';
import { catalogue } from '../../../src/domain/catalogue/index.ts';
import { readQuery } from '../../../src/domain/papers/search-query.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T10:00:00Z');
const slug = 'robot-learning';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  const { databaseUrl } = desk.service;
  await emptyTables(databaseUrl, ['subscriber', 'paper']);
  await sql(databaseUrl, `DELETE FROM topic WHERE slug LIKE 'own-%'`);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  for (const command of ['reset', 'restore']) await desk.send(`/topics/${slug}/${command}`);
  await topics().load(catalogue);
  await store(
    makeIncoming({ arxivId: '2611.00001', title: 'Zebras in the wild', abstract: 'They run.' }),
    makeIncoming({
      arxivId: '2611.00002',
      title: 'Zebra fish',
      abstract: 'They swim.',
      authors: ['A. Horse'],
    }),
    makeIncoming({ arxivId: '2611.00003', title: 'On cooking', abstract: 'Recipes.', authors: ['Z. Zebra'] }),
  );
  await desk.audited();
});

const topics = () => desk.service.deps.stores.topics;
const store = (...papers: ReturnType<typeof makeIncoming>[]) =>
  desk.service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
const get = async (path = '') => (await desk.browser.get(`/admin/topics${path}`)).body;
const send = (path: string, values: Record<string, string> = {}) => desk.send(`/topics${path}`, values);
const text = {
  name: 'Striped animals',
  group: 'Zoology',
  description: 'Zebras and their like.',
  query: 'zebra or "striped animal"',
};
const papersOf = async (of: string) =>
  (
    await sql(
      desk.service.databaseUrl,
      `SELECT p.arxiv_id FROM paper_topic pt JOIN paper p ON p.id = pt.paper_id JOIN topic t ON t.id = pt.topic_id
       WHERE t.slug = $1 ORDER BY 1`,
      [of],
    )
  ).map((row) => row['arxiv_id']);
const found = (html: string) =>
  [...html.matchAll(/<a href="\/papers\/\d+">([^<]+)<\/a> <span/g)].map(([, title]) => title);

describe('a new topic', () => {
  test('is previewed, added, matched with the papers, followed, and survives an upgrade', async () => {
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const preview = await send('/new/preview', { ...text, slug: 'own-zebras' });
    expect(preview.statusCode).toBe(200);
    expect(preview.body).toContain('<p>2 papers; the newest:</p>');
    expect(found(preview.body)).toEqual(['Zebra fish', 'Zebras in the wild']);
    expect(preview.body).toContain('name="slug" value="own-zebras"');
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);

    const added = await send('/new', { ...text, slug: 'own-zebras' });
    expect([added.statusCode, added.headers.location]).toEqual([303, '/admin/topics/own-zebras?saved=yes']);
    expect(await papersOf('own-zebras')).toEqual(['2611.00001', '2611.00002']);
    const [topic] = await topics().bySlugs(['own-zebras']);
    expect(await desk.audited()).toEqual([`admin 1: topic added, topic ${topic!.id}`]);
    await addReader(desk.service.deps, 'ada@example.org', { topics: ['own-zebras'] });
    expect(await get('/own-zebras')).toContain('1 follower');
    expect(await get()).toMatch(
      /own-zebras">Striped animals<\/a>[\s\S]{0,80}2 papers <span class="badge">added here/,
    );
    expect((await desk.app.inject('/topics')).body).toContain('Striped animals');

    await topics().load(catalogue);
    expect(await papersOf('own-zebras')).toEqual(['2611.00001', '2611.00002']);
    await store(makeIncoming({ arxivId: '2611.00004', title: 'A zebra crossing', abstract: 'On roads.' }));
    expect(await papersOf('own-zebras')).toEqual(['2611.00001', '2611.00002', '2611.00004']);
  });

  test('comes after the others under its heading', async () => {
    const { group } = curatedTopics[0]!;
    await send('/new', { ...text, slug: 'own-first', group });
    const under = (await topics().list()).filter((topic) => topic.group === group);
    expect(under.at(-1)!.slug).toBe('own-first');
    expect(under.length).toBeGreaterThan(2);
  });

  test.each([
    ['slug', { slug: 'No Good' }],
    ['slug', { slug: 'new' }],
    ['slug', { slug }],
    ['slug', { slug: 'CS.ro' }],
    ['name', { name: ' ' }],
    ['group', { group: 'x'.repeat(81) }],
    ['description', { description: '' }],
    ['query', { query: '-zebra' }],
    ['query', { query: 'the of and' }],
    ['query', { query: 'zebra or the' }],
    ['query', { query: `zebra ${'x'.repeat(longestTopicQuery)}` }],
  ])('is refused for its %s: %j', async (field, change) => {
    const values = { ...text, slug: 'own-bad', ...change };
    const { statusCode, body } = await send('/new', values);
    expect(statusCode).toBe(400);
    expect(body.match(/<p class="error" id="[a-z]+-error">/g)).toEqual([
      `<p class="error" id="${field}-error">`,
    ]);
    if (field !== 'description') expect(body).toContain('value="Zebras and their like."');
    expect(await topics().bySlug('own-bad')).toBeNull();
    expect(await desk.audited()).toEqual([]);
  });
});

describe('an edited topic', () => {
  const edited = { ...text, group: 'Machine learning: models' };

  test('keeps what an admin wrote whatever the catalogue says, until it is reset', async () => {
    const before = await topics().bySlug(slug);
    await send(`/${slug}`, edited);
    expect(await papersOf(slug)).toEqual(['2611.00001', '2611.00002']);
    // A later version of the code: this topic and another one have other words.
    const later = catalogue.map((topic) =>
      topic.slug === slug || topic.slug === 'diffusion-models'
        ? { ...topic, name: `${topic.name}, later`, query: 'cooking' }
        : topic,
    );
    await topics().load(later);
    expect(await topics().bySlug(slug)).toMatchObject({ name: text.name, query: text.query });
    expect(await topics().bySlug('diffusion-models')).toMatchObject({ query: 'cooking' });
    expect(await papersOf(slug)).toEqual(['2611.00001', '2611.00002']);
    expect(await papersOf('diffusion-models')).toEqual(['2611.00003']);

    const page = await get(`/${slug}`);
    expect(page).toContain('edited here');
    expect(page).toContain('What the catalogue says');
    await send(`/${slug}/reset`);
    expect(await topics().bySlug(slug)).toEqual(before);
    expect(await papersOf(slug)).toEqual([]);
    expect(await get(`/${slug}`)).not.toContain('What the catalogue says');
    const { id } = before!;
    expect(await desk.audited()).toEqual([
      `admin 1: topic changed, topic ${id}`,
      `admin 1: topic reset, topic ${id}`,
    ]);
  });

  test('is matched once more for papers that were being stored meanwhile', async () => {
    await send(`/${slug}`, edited);
    const { id } = (await topics().bySlug(slug))!;
    // As a transaction that began with the old query leaves it.
    await sql(desk.service.databaseUrl, 'DELETE FROM paper_topic WHERE topic_id = $1', [id]);
    expect(await runJobs(desk.service)).toBe(0);
    desk.service.clock.now = new Date(now.getTime() + 240_000);
    expect(await runJobs(desk.service)).toBe(1);
    desk.service.clock.now = now;
    expect(await papersOf(slug)).toEqual(['2611.00001', '2611.00002']);
  });

  test('shows what is wrong beside its field and keeps what was typed', async () => {
    const { statusCode, body } = await send(`/${slug}`, { ...edited, query: '-zebra', name: 'Kept' });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/id="query-error">&quot;-zebra&quot; has no word to look for/);
    expect(body).toContain('value="Kept"');
    expect(body).toContain('>-zebra</textarea>');
    expect((await topics().bySlug(slug))!.name).not.toBe('Kept');
    expect((await send(`/${slug}/preview`, { ...edited, query: 'the' })).statusCode).toBe(400);
  });

  test('saved as the catalogue has it, is the same: no query is bent on its way', () => {
    for (const { query, slug: of } of curatedTopics)
      expect(readQuery(query ?? '', longestTopicQuery), of).toEqual({ ok: true, query });
  });
});

describe('a retired topic', () => {
  test('is offered no more, and whoever follows it keeps it', async () => {
    await addReader(desk.service.deps, 'ada@example.org', { topics: [slug] });
    await store(
      makeIncoming({
        arxivId: '2611.00004',
        title: 'Imitation learning for a robot',
        abstract: 'It learns.',
      }),
    );
    const offered = `name="topics" value="${slug}"`;
    const preferences = new URL(desk.service.deps.links.preferences(1)).pathname;
    expect((await desk.app.inject('/')).body).toContain(offered);
    expect((await desk.app.inject('/papers/4')).body).toContain(offered);
    await send(`/${slug}/retire`);

    expect((await desk.app.inject('/')).body).not.toContain(offered);
    expect((await desk.app.inject('/topics')).body).not.toContain(`/topics/${slug}`);
    expect((await desk.app.inject('/papers/4')).body).not.toContain(offered);
    expect((await desk.app.inject('/sitemap/topics.xml')).body).not.toContain(`/topics/${slug}<`);
    const { items } = (await desk.app.inject('/api/v1/topics')).json<{ items: { slug: string }[] }>();
    expect(items.map((one) => one.slug)).not.toContain(slug);
    expect((await desk.app.inject(`/topics/${slug}`)).statusCode).toBe(200);
    expect((await desk.app.inject(preferences)).body).toContain(`${offered} checked`);
    expect(await get(`/${slug}`)).toContain('Offer it again');
    await topics().load(catalogue);
    expect((await topics().bySlug(slug))!.retired).toBe(true);

    await send(`/${slug}/restore`);
    expect((await desk.app.inject('/')).body).toContain(offered);
    const { id } = (await topics().bySlug(slug))!;
    expect(await desk.audited()).toEqual([
      `admin 1: topic retired, topic ${id}`,
      `admin 1: topic restored, topic ${id}`,
    ]);
  });

  test('is never one of arXiv’s', async () => {
    for (const path of ['/cs.RO', '/cs.RO/retire', '/cs.RO/preview'])
      expect((await send(path, text)).statusCode).toBe(404);
  });
});
