import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrationNames, migrationsDir } from '../../../src/adapters/postgres/migrations/migration-files.ts';
import { vectorText } from '../../../src/adapters/postgres/papers/search-vector.ts';
import { tsquery } from '../../../src/adapters/postgres/papers/tsquery.ts';
import { openSubjectLists } from '../../../src/app/digests/planning/subject-lists.ts';
import { trendsAt } from '../../../src/app/papers/refresh-trends.ts';
import { eraseSubscriber } from '../../../src/app/subscribers/erase-subscriber.ts';
import { nameBlock, nameWords } from '../../../src/domain/papers/author-name.ts';
import { authorEntries } from '../../../src/domain/papers/search-entries.ts';
import { readQuery } from '../../../src/domain/papers/search-query.ts';
import type { Interest } from '../../../src/domain/papers/subject.ts';
import { databaseUrl } from '../../support/global-setup.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { openSql, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'paper']);
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
const query = (words: string): Interest => ({ kind: 'query', query: words, weight: 'normal' });
const author = (name: string): Interest => ({ kind: 'author', author: name, weight: 'more' });
const subjects = async () =>
  (await run(`SELECT coalesce(query, author) AS words FROM subject WHERE kind <> 'topic' ORDER BY id`)).map(
    ({ words }) => words,
  );
const follow = (id: number, interests: Interest[]) =>
  service.deps.atomically((stores) => stores.subscribers.choose(id, { interests }, null));

describe('subjects', () => {
  test('are shared by all who follow the same, each with a weight of their own', async () => {
    const a = await addReader(service.deps, 'a@example.org', { interests: [query('sparse attention')] });
    const b = await addReader(service.deps, 'b@example.org', {
      interests: [{ ...query('sparse attention'), weight: 'less' }, author('Ada Lovelace')],
    });
    expect(await subjects()).toEqual(['sparse attention', 'Ada Lovelace']);
    const [first, second] = await Promise.all([a, b].map((id) => service.deps.stores.subscribers.byId(id)));
    expect(first!.interests).toEqual([{ id: expect.any(Number), ...query('sparse attention') }]);
    expect(second!.interests).toEqual([
      { ...first!.interests[0], weight: 'less' },
      { id: expect.any(Number), ...author('Ada Lovelace') },
    ]);
  });

  test('go with the last who follows them, those of topics stay', async () => {
    const id = await addReader(service.deps, 'a@example.org', {
      topics: ['cs.RO'],
      interests: [query('one'), query('two')],
    });
    await addReader(service.deps, 'b@example.org', { interests: [query('two')] });
    const topics = await run(`SELECT id FROM subject WHERE kind = 'topic'`);
    await follow(id, [query('three')]);
    expect(await subjects()).toEqual(['two', 'three']);
    expect(await run(`SELECT id FROM subject WHERE kind = 'topic'`)).toEqual(topics);
    await follow(id, []);
    expect(await subjects()).toEqual(['two']);
  });

  test('leave nothing of what an erased reader typed', async () => {
    const id = await addReader(service.deps, 'a@example.org', {
      interests: [query('a rare disease'), author('My Own Name')],
    });
    await eraseSubscriber(service.deps, id);
    expect(await subjects()).toEqual([]);
  });

  test('go when the last two who follow them leave at the same moment', async () => {
    const ids = [];
    for (const name of ['a', 'b'])
      ids.push(await addReader(service.deps, `${name}@example.org`, { interests: [query('shared')] }));
    const [first, second] = await Promise.all([openSql(service.databaseUrl), openSql(service.databaseUrl)]);
    const leave = 'DELETE FROM interest WHERE subscriber_id = $1';
    await first.run('BEGIN');
    await second.run('BEGIN');
    await first.run(leave, [ids[0]]);
    // Waits for the first one's lock on the subject.
    const waiting = second.run(leave, [ids[1]]);
    await first.run('COMMIT');
    await waiting;
    await second.run('COMMIT');
    await Promise.all([first.close(), second.close()]);
    expect(await subjects()).toEqual([]);
  });

  test('stand readers who swap what they follow at the same time', async () => {
    const [a, b] = [
      await addReader(service.deps, 'a@example.org', { interests: [query('one')] }),
      await addReader(service.deps, 'b@example.org', { interests: [query('two')] }),
    ];
    for (let turn = 0; turn < 5; turn++) {
      const [mine, yours] = turn % 2 === 0 ? ['two', 'one'] : ['one', 'two'];
      await Promise.all([follow(a, [query(mine)]), follow(b, [query(yours)])]);
    }
    expect((await subjects()).toSorted()).toEqual(['one', 'two']);
  });

  test('follow a paper that turns out to be another one', async () => {
    const { papers } = service.deps.stores;
    const context = { source: 'test', now, sample: false };
    await papers.store(
      [
        makeIncoming({ arxivId: '2611.00001', doi: null, title: 'One' }),
        makeIncoming({ arxivId: null, doi: '10.1000/x', title: 'Two' }),
      ],
      context,
    );
    const like = (paperId: number): Interest => ({ kind: 'paper', paperId, weight: 'normal' });
    const a = await addReader(service.deps, 'a@example.org', { interests: [like(1), like(2)] });
    const b = await addReader(service.deps, 'b@example.org', { interests: [{ ...like(2), weight: 'more' }] });
    await service.deps.stores.feedback.vote(a, 2, 'less', now);
    await papers.store([makeIncoming({ arxivId: '2611.00001', doi: '10.1000/x', title: 'One' })], context);
    expect(await papers.count()).toBe(1);
    const followed = async (id: number) => (await service.deps.stores.subscribers.byId(id))!.interests;
    expect(await followed(a)).toEqual([expect.objectContaining(like(1))]);
    expect(await followed(b)).toEqual([expect.objectContaining({ paperId: 1, weight: 'more' })]);
    expect(await service.deps.stores.feedback.votes(a)).toMatchObject([{ paperId: 1, vote: 'less' }]);
  });
});

describe('candidates', () => {
  const store = (...papers: Parameters<typeof makeIncoming>[0][]) =>
    service.deps.stores.papers.store(
      papers.map((paper, index) => makeIncoming({ arxivId: `2611.0000${index + 1}`, ...paper })),
      { source: 'test', now, sample: false },
    );
  const listOf = async (interest: Interest) => {
    const id = await addReader(service.deps, 'a@example.org', { interests: [interest] });
    const [held] = (await service.deps.stores.subscribers.byId(id))!.interests;
    const { stores } = service.deps;
    const trends = await trendsAt(stores.trends, now);
    const scores = new Map(
      [...trends].map(
        ([
          paperId,
          {
            scores: { day },
          },
        ]) => [paperId, day],
      ),
    );
    return (
      await stores.candidates.candidatesOfOthers([held!.id], { cadence: 'daily', asOf: now, scores })
    ).get(held!.id)!;
  };

  test('of a query are the papers that match it, each with how well', async () => {
    await store(
      { title: 'Sparse attention', abstract: 'Sparse attention is all.' },
      { title: 'Vision', abstract: 'Of sparse things that need attention.', signal: { upvotes: 9 } },
      { title: 'Sparse attention in vision' },
      { title: 'Robots' },
    );
    const list = await listOf(query('sparse attention -robot'));
    expect(list.map(({ paperId }) => paperId)).toEqual([2, 1]);
    expect(list.find(({ paperId }) => paperId === 1)!.strength).toBeGreaterThan(
      list.find(({ paperId }) => paperId === 2)!.strength,
    );
  });

  test('of an author are that author’s, with the confidence', async () => {
    await store(
      { authors: ['Kaiming He', 'Ada Lovelace'] },
      { authors: ['K. He'] },
      { authors: ['Karl He'] },
      { authors: ['Kaiming Hë'] },
    );
    const list = await listOf(author('He, Kaiming'));
    expect(Object.fromEntries(list.map(({ paperId, strength }) => [paperId, strength]))).toEqual({
      1: 1,
      2: 0.6,
      4: 1,
    });
  });

  test('of a paper are those like it, without itself', async () => {
    await store(
      { title: 'Quantum error correction codes', abstract: 'Codes that correct quantum errors.' },
      { title: 'Better quantum error correction', abstract: 'Quantum codes.' },
      { title: 'Cooking', ...ownWords(3), categories: ['cs.CY'] },
    );
    const reader = await addReader(service.deps, 'a@example.org', {
      interests: [{ kind: 'paper', paperId: 1, weight: 'normal' }],
    });
    const [held] = (await service.deps.stores.subscribers.byId(reader))!.interests;
    const lists = await openSubjectLists(service.deps.stores, now).of('daily', [held!.id]);
    expect(lists.get(held!.id)!.papers.map(({ paper }) => paper.id)).toEqual([2]);
  });

  test('are none for a subject that is gone', async () => {
    const lists = await openSubjectLists(service.deps.stores, now).of('daily', [999]);
    expect(lists.get(999)).toBeUndefined();
  });
});

test('the database keeps names as the domain takes them apart', async () => {
  const scraps = [
    'Émilie',
    'Du Châtelet',
    "Andr\\'e",
    '\\v{S}koda',
    'Ørsted',
    'Straße',
    'O’Brien',
    'J.-P.',
    'Æ',
    '李明',
    'İ',
  ];
  const name = fc.oneof(
    fc.array(fc.constantFrom(...scraps), { maxLength: 4 }).map((some) => some.join(' ')),
    fc.string({ unit: fc.constantFrom(...Array.from('aZ é-.\'{}\\"ñøß')), maxLength: 20 }),
  );
  const names = fc.sample(name, { numRuns: 300, seed: 4 });
  const [row] = await run(
    `SELECT array_agg(to_jsonb(tsvector_to_array(vector::tsvector)) ORDER BY place) AS words
     FROM unnest($1::text[]) WITH ORDINALITY AS t(vector, place)`,
    [names.map((one) => vectorText(authorEntries([one])))],
  );
  const expected = names.map((one) =>
    [...new Set([...nameWords(one), ...(nameBlock(one) === null ? [] : [nameBlock(one)])])].toSorted(),
  );
  expect((row!['words'] as string[][]).map((words) => words.toSorted())).toEqual(expected);
});

test('the text search has something to look for in every query that is accepted', async () => {
  const word = fc.constantFrom(
    'attention',
    '-attention',
    'the',
    '"sparse attention"',
    '-"of it"',
    'OR',
    'or',
    '"',
    '-',
    'a-b',
    'Can’t',
    '"the"',
  );
  const typed = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
  const accepted = fc.sample(typed, { numRuns: 400, seed: 5 }).flatMap((one) => {
    const read = readQuery(one);
    return read.ok ? read.query : [];
  });
  expect(accepted.length).toBeGreaterThan(100);
  // A query without a word that must be there matches the empty document.
  const broad = await run(
    `SELECT q FROM unnest($1::tsquery[]) AS q WHERE numnode(q) = 0 OR ''::tsvector @@ q`,
    [accepted.map(tsquery)],
  );
  expect(broad).toEqual([]);
});

test('the migration keeps what readers follow and what deliveries were for', async () => {
  const server = inject('postgresUrl');
  const url = databaseUrl(server, 'subjects_migrated');
  await sql(server, 'DROP DATABASE IF EXISTS subjects_migrated WITH (FORCE)');
  await sql(server, 'CREATE DATABASE subjects_migrated');
  const apply = async (name: string) =>
    sql(url, await readFile(join(migrationsDir, name, 'migration.sql'), 'utf8'));
  const mine = '20261125120000_subjects_and_feedback';
  const names = await migrationNames();
  for (const name of names.slice(0, names.indexOf(mine))) await apply(name);
  await sql(
    url,
    `INSERT INTO topic (id, slug, name, description, kind, heading) VALUES (7, 'cs.RO', 'x', 'x', 'category', 'x'), (9, 'cs.LG', 'y', 'y', 'category', 'y');
     SELECT setval('topic_id_seq', 40);
     INSERT INTO subscriber (id, email, address_hash) VALUES (1, 'a@example.org', '\\x01');
     INSERT INTO interest (subscriber_id, topic_id) VALUES (1, 9);
     INSERT INTO paper (title_key, title, abstract, authors, published_at, fresh_at, pinned) VALUES ('t', 't', 'a', '{"Ada Lovelace"}', now(), now(), true);
     INSERT INTO digest (origin, as_of) VALUES ('test', now());
     INSERT INTO delivery (digest_id, state, paper_ids, topic_ids) VALUES (1, 'sent', '{1,2}', '{7,0}');`,
  );
  await apply(mine);
  expect(
    await sql(
      url,
      `SELECT t.slug::text, i.weight::text FROM interest i JOIN subject s ON s.id = i.subject_id JOIN topic t ON t.id = s.topic_id`,
    ),
  ).toEqual([{ slug: 'cs.LG', weight: 'normal' }]);
  expect(
    await sql(
      url,
      `SELECT d.subject_ids, t.slug::text FROM delivery d JOIN subject s ON s.id = d.subject_ids[1] JOIN topic t ON t.id = s.topic_id`,
    ),
  ).toEqual([{ subject_ids: [7, 0], slug: 'cs.RO' }]);
  expect(
    await sql(url, `INSERT INTO subject (kind, query) VALUES ('query', 'q') RETURNING id > 40 AS later`),
  ).toEqual([{ later: true }]);
  expect(
    await sql(url, `SELECT pinned_at IS NOT NULL AS pinned, author_search @@ 'lovelace' AS found FROM paper`),
  ).toEqual([{ pinned: true, found: true }]);
  await sql(server, 'DROP DATABASE subjects_migrated WITH (FORCE)');
});
