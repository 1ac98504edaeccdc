import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { askByForm, form, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  api = await apiOf(service);
  service.clock.now = now;
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  const papers = [
    makeIncoming({ title: 'Sparse attention for robots', authors: ['Ada Lovelace', 'Alan Turing'] }),
    makeIncoming({
      arxivId: '2611.00002',
      title: 'On cooking',
      abstract: 'Recipes.',
      authors: ['A. Turing'],
    }),
    makeIncoming({
      arxivId: '2611.00003',
      title: 'Attention, sparse',
      abstract: 'For robots.',
      authors: ['X. Y'],
    }),
  ];
  await service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
});

const subscriber = async () => (await service.deps.stores.subscribers.byEmail(email))!;
const followed = async () => (await subscriber()).interests.map(({ id: _id, ...interest }) => interest);
const squeezed = (text: string) => text.replace(/\s+/g, ' ');

describe('the subscribe form', () => {
  test('offers the search that was made, the paper that is shown and its authors, the topic', async () => {
    const search = await app.inject('/?q=%22sparse+attention%22');
    expect(search.body).toMatch(
      /name="queries" value="&quot;sparse attention&quot;" checked> <span>The search “sparse attention”/,
    );
    expect((await app.inject('/?q=-attention')).body).not.toContain('name="queries"');
    const paper = await app.inject('/papers/1');
    expect(paper.body).toContain('name="papers" value="1" checked');
    expect(paper.body).toContain('name="authors" value="Alan Turing">');
    expect((await app.inject('/topics/cs.RO')).body).toMatch(/name="topics" value="cs\.RO" checked/);
  });

  test('takes all kinds, and its evidence, the mails and the pages name them', async () => {
    const link = await askByForm(service, email, {
      topics: 'cs.RO',
      queries: '"sparse attention"',
      query: 'mamba OR transformer',
      authors: ['Alan Turing'],
      author: 'Lovelace, Ada',
      papers: '1',
    });
    const all =
      'Robotics, “sparse attention”, “mamba OR transformer”, Alan Turing, Lovelace, Ada and papers like “Sparse attention for robots”';
    const [asked] = await sentMail(service, email);
    expect(squeezed(asked!.text)).toContain(`To follow: ${all}`);
    const page = await app.inject(link);
    for (const name of [
      'Robotics',
      '“sparse attention”',
      'Alan Turing',
      'papers like “Sparse attention for robots”',
    ])
      expect(page.body).toContain(`<li>${name}</li>`);
    await confirm(service.deps, { token: link.replace('/confirm/', ''), clientIp: null });
    await runJobs(service);
    expect(await followed()).toHaveLength(6);
    const [, welcome] = await sentMail(service, email);
    for (const name of [
      'Robotics',
      '“sparse attention”',
      'Lovelace, Ada',
      'papers like “Sparse attention for robots”',
    ])
      expect(squeezed(welcome!.text)).toContain(name);
    const [row] = await sql(service.databaseUrl, 'SELECT choices FROM subscription_request');
    expect(row!['choices']).toMatchObject({
      interests: expect.arrayContaining([
        { kind: 'query', query: 'mamba OR transformer', weight: 'normal' },
        { kind: 'paper', paperId: 1, weight: 'normal' },
      ]),
    });
  });

  test('is shown again with messages beside the fields and everything kept, and nothing is stored', async () => {
    const before = await checksums(service.databaseUrl);
    const answer = await app.inject({
      url: '/subscribe',
      ...form({
        email,
        queries: '-x',
        query: 'the',
        author: '12',
        authors: 'Alan Turing',
        papers: ['1', '99'],
      }),
    });
    expect(answer.statusCode).toBe(400);
    for (const field of ['queries', 'authors', 'papers'])
      expect(answer.body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(answer.body).toContain('name="query" value="the"');
    expect(answer.body).toContain('name="author" value="12"');
    expect(answer.body).toMatch(
      /name="papers" value="1" checked> <span>Papers like “Sparse attention for robots”/,
    );
    expect(answer.body).toContain('name="authors" value="Alan Turing" checked');
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('does not fail when a paper went before it was confirmed', async () => {
    const link = await askByForm(service, email, { papers: '2', query: 'robots' });
    await sql(service.databaseUrl, 'DELETE FROM paper WHERE id = 2');
    await confirm(service.deps, { token: link.replace('/confirm/', ''), clientIp: null });
    expect(await followed()).toEqual([{ kind: 'query', query: 'robots', weight: 'normal' }]);
  });
});

describe('the API', () => {
  test('subscribes to all kinds, with weights', async () => {
    const answer = await api('POST', '/subscriptions', {
      email,
      queries: ['robots', { value: 'attention', weight: 'less' }],
      authors: ['Ada Lovelace'],
      papers: ['2611.00001'],
    });
    expect(answer.status).toBe(202);
    expect(await followed()).toEqual(
      expect.arrayContaining([
        { kind: 'query', query: 'attention', weight: 'less' },
        { kind: 'paper', paperId: 1, weight: 'normal' },
      ]),
    );
  });

  test.each([
    ['queries', { queries: ['-x'] }],
    ['authors', { authors: ['!'] }],
    ['papers', { papers: ['99'] }],
    ['queries', { queries: ['x'.repeat(201)] }],
  ])('names %s as wrong', async (field, wrong) => {
    expect(problemFields(await api('POST', '/subscriptions', { email, ...wrong }), 400, 'invalid')).toEqual([
      field,
    ]);
  });

  test('shows admins what is followed, and changes each kind by itself, weights kept', async () => {
    const id = await addReader(service.deps, email, {
      topics: ['cs.RO'],
      interests: [
        { kind: 'query', query: 'robots', weight: 'more' },
        { kind: 'author', author: 'Ada Lovelace', weight: 'less' },
        { kind: 'paper', paperId: 1, weight: 'normal' },
      ],
    });
    const { body } = await api('GET', `/admin/subscribers/${id}`);
    expect(body).toMatchObject({
      topics: ['cs.RO'],
      queries: ['robots'],
      authors: ['Ada Lovelace'],
      papers: [1],
      quietDays: 'skip',
    });
    expect(body.interests).toContainEqual({ kind: 'query', value: 'robots', weight: 'more' });
    const patched = await api('PATCH', `/admin/subscribers/${id}`, {
      queries: ['robots', { value: 'attention', weight: 'less' }],
      papers: [],
      quietDays: 'note',
    });
    expect(patched.body).toMatchObject({
      topics: ['cs.RO'],
      authors: ['Ada Lovelace'],
      papers: [],
      quietDays: 'note',
    });
    expect(patched.body.interests).toEqual(
      expect.arrayContaining([
        { kind: 'query', value: 'robots', weight: 'more' },
        { kind: 'query', value: 'attention', weight: 'less' },
        { kind: 'author', value: 'Ada Lovelace', weight: 'less' },
      ]),
    );
    expect(
      problemFields(await api('PATCH', `/admin/subscribers/${id}`, { quietDays: 'never' }), 400, 'invalid'),
    ).toEqual(['quietDays']);
  });

  test('exports and imports it as CSV', async () => {
    await addReader(service.deps, email, {
      topics: ['cs.RO'],
      quietDays: 'note',
      interests: [
        { kind: 'query', query: '"sparse attention" OR robots', weight: 'normal' },
        { kind: 'author', author: 'Lovelace, Ada', weight: 'normal' },
        { kind: 'paper', paperId: 1, weight: 'normal' },
      ],
    });
    const before = await followed();
    const { text } = await api('GET', '/admin/subscribers.csv');
    await emptyTables(service.databaseUrl, ['subscriber']);
    const { body } = await api('POST', '/admin/subscribers/import', text, { 'content-type': 'text/csv' });
    expect(body).toMatchObject({ added: 1, errors: [] });
    expect((await followed()).toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual(
      before.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
    );
    expect(await subscriber()).toMatchObject({ quietDays: 'note' });
  });
});

describe('a digest', () => {
  // The names of subjects are kept for a minute, by numbers that begin anew with each test.
  let minutes = 0;
  beforeEach(() => {
    minutes += 2;
    service.clock.now = new Date(now.getTime() + minutes * 60_000);
  });
  const reasons = (text: string) => [...text.matchAll(/^(Matches|By|Like|In) .*$/gm)].map(([line]) => line);

  test('has the papers of every kind of interest, each with its reason', async () => {
    for (const [name, interest] of [
      ['query', { kind: 'query', query: '"sparse attention"', weight: 'normal' }],
      ['author', { kind: 'author', author: 'Alan Turing', weight: 'normal' }],
      ['paper', { kind: 'paper', paperId: 1, weight: 'normal' }],
    ] as const)
      await addReader(service.deps, `${name}@example.org`, { interests: [interest] });
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const textTo = async (name: string) => (await sentMail(service, `${name}@example.org`))[0]!.text;
    const [byQuery, byAuthor, byPaper] = [
      await textTo('query'),
      await textTo('author'),
      await textTo('paper'),
    ];
    expect(reasons(byQuery)).toEqual(['Matches “sparse attention”, which you follow']);
    // Of a section it is said once.
    expect(reasons(byAuthor)).toEqual(['By Alan Turing, whom you follow']);
    expect(reasons(byPaper)).toEqual(['Like “Sparse attention for robots”, which you chose']);
    expect(squeezed(byQuery)).toContain('a daily digest of “sparse attention” at');
  });

  test('that was for a subject that is gone falls back to a plain reason', async () => {
    const id = await addReader(service.deps, email, {
      interests: [{ kind: 'query', query: 'robots', weight: 'normal' }],
    });
    const { id: digestId } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, digestId);
    await service.deps.atomically((stores) => stores.subscribers.choose(id, { interests: [] }, null));
    // Numbers start anew for each test, which the service cannot know: what it keeps must have ended.
    service.clock.now = new Date((service.clock.now ?? now).getTime() + 61_000);
    await runJobs(service);
    const [mail] = await sentMail(service, email);
    expect(mail!.text).toContain('From what you followed then');
    expect(mail!.text).not.toContain('robots”');
  });

  test('asks for a list once, however many follow it', async () => {
    const { candidates } = service.deps.stores;
    for (let n = 0; n < 120; n++)
      await addReader(service.deps, `r${n}@example.org`, {
        interests: [
          { kind: 'query', query: `robots ${n % 2 === 0 ? '' : 'sparse'}`.trim(), weight: 'normal' },
        ],
      });
    const asked: number[] = [];
    const { candidatesOfOthers } = candidates;
    candidates.candidatesOfOthers = (ids, when) => {
      asked.push(...ids);
      return candidatesOfOthers(ids, when);
    };
    try {
      const { id } = await triggerDigest(service.deps, { origin: 'api' });
      await planDigest(service.deps, id);
      expect(asked).toHaveLength(2);
      expect((await service.deps.stores.digests.counts(id)).queued).toBe(120);
    } finally {
      candidates.candidatesOfOthers = candidatesOfOthers;
    }
  });
});
