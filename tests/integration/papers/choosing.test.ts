import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { previewDigest } from '../../../src/app/digests/preview-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { editorsPicks } from '../../../src/domain/papers/subject.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

// From what a reader follows, said and was sent, over the stored papers, to the papers of a planned digest.

const now = new Date('2026-11-24T10:00:00Z');
const day = 86_400_000;
const reader = 'reader@example.org';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery']);
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
/** The paper of a number, unlike all others; the lower the number, the newer. */
const paper = (number: number, said: Partial<IncomingPaper> = {}) =>
  makeIncoming({
    arxivId: `2611.${String(number).padStart(5, '0')}`,
    title: `Paper ${number}`,
    ...ownWords(number),
    featuredAt: new Date(now.getTime() - number * 3_600_000),
    ...said,
  });
const store = (...papers: IncomingPaper[]) =>
  service.deps.stores.papers.store(papers, {
    source: 'hugging-face',
    now: service.deps.now(),
    sample: false,
  });
const idOf = async (number: number) => {
  const [row] = await run('SELECT id FROM paper WHERE title = $1', [`Paper ${number}`]);
  return Number(row!['id']);
};
const pin = async (number: number, at = now) =>
  await service.deps.stores.papers.edit(await idOf(number), { pinnedAt: at });
const topicId = async (slug: string) => (await service.deps.stores.topics.bySlug(slug))!.id;

/** The numbers of the papers of one more digest, in the order of the mail, and what each is there for. */
async function digest(): Promise<{ papers: number[]; subjects: number[] }> {
  const { id } = await triggerDigest(service.deps, { origin: 'api' });
  await planDigest(service.deps, id);
  const [row] = await run(
    `SELECT d.subject_ids, ARRAY(SELECT p.title FROM unnest(d.paper_ids) WITH ORDINALITY AS t(id, place)
       JOIN paper p ON p.id = t.id ORDER BY place) AS titles
     FROM delivery d WHERE digest_id = $1`,
    [id],
  );
  return {
    papers: (row!['titles'] as string[]).map((title) => Number(title.replace('Paper ', ''))),
    subjects: row!['subject_ids'] as number[],
  };
}

describe('what the editor pinned', () => {
  test('comes first, of whatever field and age, and never again, however long it stays pinned', async () => {
    await store(paper(1), paper(2), paper(3, { categories: ['hep-th'], featuredAt: new Date('2026-08-01') }));
    await addReader(service.deps, reader, { topics: ['cs.RO'] });
    await pin(3);
    const first = await digest();
    expect(first.papers).toEqual([3, 1, 2]);
    expect(first.subjects[0]).toBe(editorsPicks);
    expect(first.subjects[1]).not.toBe(editorsPicks);
    for (const days of [1, 120, 400]) {
      service.clock.now = new Date(now.getTime() + days * day);
      expect((await digest()).papers).toEqual([]);
    }
  });

  test('does not come to a reader who muted its author or its topic, however old it is', async () => {
    const old = { categories: ['hep-th'], primaryCategory: 'hep-th', featuredAt: new Date('2026-08-01') };
    await store(paper(1), paper(2, { ...old, authors: ['Grace Hopper'] }), paper(3, old));
    const id = await addReader(service.deps, reader, { topics: ['cs.RO'] });
    await pin(2);
    await service.deps.stores.feedback.mute(id, { author: 'Grace Hopper' }, now);
    expect((await digest()).papers).toEqual([1]);
    await pin(3);
    await service.deps.stores.feedback.mute(id, { topicId: await topicId('hep-th') }, now);
    expect((await digest()).papers).toEqual([]);
  });
});

test('an interest of which the reader wants more has more of the digest, the other one still its share', async () => {
  const vision = { categories: ['cs.CV'], primaryCategory: 'cs.CV' };
  await store(...Array.from({ length: 20 }, (_, at) => paper(at + 1, at % 2 === 0 ? {} : vision)));
  await addReader(service.deps, reader, {
    maxPapers: 5,
    interests: [
      { kind: 'topic', topicId: await topicId('cs.RO'), weight: 'more' },
      { kind: 'topic', topicId: await topicId('cs.CV'), weight: 'less' },
    ],
  });
  const { papers } = await digest();
  expect(papers.map((number) => (number % 2 === 1 ? 'cs.RO' : 'cs.CV'))).toEqual([
    'cs.RO',
    'cs.RO',
    'cs.RO',
    'cs.RO',
    'cs.CV',
  ]);
});

describe('a vote', () => {
  beforeEach(async () => {
    const like90 = { abstract: ownWords(90).abstract };
    await store(
      ...[1, 2, 3].map((number) => paper(number)),
      paper(4, like90),
      paper(90, { title: 'Paper 90' }),
    );
  });
  const follow = () => addReader(service.deps, reader, { topics: ['cs.RO'], maxPapers: 4 });

  test('for more brings up what is alike, in the next digest as in a preview of it', async () => {
    const id = await follow();
    const { feedback } = service.deps.stores;
    const preview = async () => {
      const { mail } = await previewDigest(service.deps, { email: reader });
      return [...(mail?.text ?? '').matchAll(/^Paper (\d+)$/gm)].map(([, number]) => Number(number));
    };
    expect(await preview()).toEqual([1, 2, 3, 4]);
    await feedback.vote(id, await idOf(90), 'more', now);
    // The same text, under a topic of which every paper is as good as another: from the last place to the first.
    expect(await preview()).toEqual([4, 1, 2, 3]);
    expect((await digest()).papers).toEqual([4, 1, 2, 3]);
  });

  test('for less leaves out what says the same', async () => {
    const id = await follow();
    await service.deps.stores.feedback.vote(id, await idOf(90), 'less', now);
    expect((await digest()).papers).toEqual([1, 2, 3]);
  });
});

test('of papers that say the same only one comes, and of one author no more than two', async () => {
  const { abstract } = ownWords(1);
  await store(
    paper(1),
    paper(2, { title: 'Paper 2', abstract, authors: ['Somebody Else'] }),
    paper(3, { authors: ['Grace Hopper'] }),
    paper(4, { authors: ['Grace Hopper'] }),
    paper(5, { authors: ['Grace Hopper'] }),
  );
  await addReader(service.deps, reader, { topics: ['cs.RO'] });
  expect((await digest()).papers).toEqual([1, 3, 4]);
});

test('a revised text counts as it is now', async () => {
  await store(paper(1), paper(2));
  await store(paper(2, { version: 2, abstract: ownWords(1).abstract }));
  await addReader(service.deps, reader, { topics: ['cs.RO'] });
  expect((await digest()).papers).toHaveLength(1);
});
