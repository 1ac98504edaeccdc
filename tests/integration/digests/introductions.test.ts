import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dropNextWords, setNextWords } from '../../../src/app/digests/letters/set-next-words.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { triggerDigest, tryDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { DigestSection } from '../../../src/app/mail.ts';
import { english } from '../../../src/domain/languages/en.ts';
import { hostileMarkdown } from '../../support/hostile-markdown.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const hour = 3_600_000;
const said = { subject: '', introduction: 'The *reading group* meets on **Thursday**.' };

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, [
    'subscriber',
    'paper',
    'digest',
    'delivery',
    'caught_mail',
    'next_words',
    'audit_event',
  ]);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  // Cards and words are kept by the digest's number, which must be another one in each test.
  await sql(service.databaseUrl, "SELECT setval('digest_id_seq', $1)", [++tests * 10]);
  await storePapers(2, now);
});

let tests = 0;

let stored = 0;
async function storePapers(count: number, at: Date) {
  const papers = Array.from({ length: count }, () => {
    stored++;
    return makeIncoming({
      arxivId: `2611.${10_000 + stored}`,
      title: `Robots that learn to walk, part ${stored}`,
      ...ownWords(stored),
      publishedAt: new Date(at.getTime() - 24 * hour),
      featuredAt: new Date(at.getTime() - hour),
    });
  });
  await service.deps.stores.papers.store(papers, { source: 'test', now: at, sample: false });
}

const english1 = (words: Partial<typeof said>) => [{ language: 'en' as const, ...said, ...words }];
const trigger = (words = english1({})) => triggerDigest(service.deps, { origin: 'api', words });

describe('what an editor says in a digest', () => {
  test('stands above the papers in HTML and in the text, and in the browser', async () => {
    await addReader(service.deps, 'ada@example.org');
    await trigger();
    await runJobs(service);
    const [mail] = await sentMail(service);
    expect(mail!.html).toMatch(
      /<div class="prose"[^>]*><p style="[^"]*">The <em>reading group<\/em> meets on <strong>Thursday<\/strong>\.<\/p><\/div>/,
    );
    expect(mail!.html.indexOf('class="prose"')).toBeLessThan(mail!.html.indexOf('class="title"'));
    expect(mail!.text.indexOf('The reading group meets on Thursday.')).toBeLessThan(
      mail!.text.indexOf('--------'),
    );
    // The line beside the subject begins as the mail does.
    expect(mail!.html).toMatch(/class="preheader"[^>]*>The reading group meets on Thursday\.</);
    const app = await service.app();
    const { body } = await app.inject(linkIn(mail, 'view'));
    expect(body).toContain('<em>reading group</em> meets on <strong>Thursday</strong>');
  });

  test('a subject has its places filled for each reader', async () => {
    await addReader(service.deps, 'ada@example.org');
    await addReader(service.deps, 'one@example.org', { maxPapers: 1, language: 'de' });
    await trigger(english1({ introduction: '', subject: '{count} papers for {date}: {first}' }));
    await runJobs(service);
    const bySubject = new Map((await sentMail(service)).map(({ to, subject }) => [to, subject]));
    expect(bySubject.get('ada@example.org')).toMatch(
      /^2 papers for Tuesday, 24 November 2026: Robots that learn/,
    );
    expect(bySubject.get('one@example.org')).toMatch(
      /^1 papers for Dienstag, 24\. November 2026: Robots that learn/,
    );
  });

  test('each reader is told in their language, or in the other where it says nothing', async () => {
    await addReader(service.deps, 'ada@example.org');
    await addReader(service.deps, 'ute@example.org', { language: 'de' });
    await trigger([
      { language: 'en', subject: 'News', introduction: 'Hello' },
      { language: 'de', subject: '', introduction: 'Guten Tag' },
    ] as never);
    await runJobs(service);
    const mails = new Map((await sentMail(service)).map((mail) => [mail.to, mail]));
    expect(mails.get('ada@example.org')).toMatchObject({ subject: 'News' });
    expect(mails.get('ada@example.org')!.text).toContain('Hello');
    expect(mails.get('ute@example.org')).toMatchObject({ subject: 'News' });
    expect(mails.get('ute@example.org')!.text).toContain('Guten Tag');
  });

  test('what is wrong is told by the field, and nothing is planned', async () => {
    const wrong = async (words: Partial<typeof said>, language = 'en' as 'en' | 'de') => {
      const typed = [
        ...(language === 'en' ? [] : [{ language: 'en' as const, ...said }]),
        { language, ...said, ...words },
      ];
      const refused = await triggerDigest(service.deps, { origin: 'api', words: typed }).catch(
        (error) => error,
      );
      return refused.fields;
    };
    expect(await wrong({ subject: 'For {name}' })).toEqual([
      { field: 'subject', message: 'can hold {count}, {first} and {date}, but not {name}' },
    ]);
    expect(await wrong({ subject: 'x'.repeat(151) })).toMatchObject([{ field: 'subject' }]);
    expect(await wrong({ introduction: 'x'.repeat(5_001) })).toMatchObject([{ field: 'introduction' }]);
    expect(await wrong({ introduction: 'x'.repeat(500_000) }, 'de')).toMatchObject([
      { field: 'introduction-de' },
    ]);
    expect(await sql(service.databaseUrl, 'SELECT id FROM digest')).toEqual([]);
  });

  test('a dry run tells the same, and the words of a request are part of it', async () => {
    await addReader(service.deps, 'ada@example.org');
    expect(await tryDigest(service.deps, { origin: 'api', words: english1({}) })).toMatchObject({
      queued: 1,
    });
    const send = (introduction: string) =>
      triggerDigest(service.deps, { origin: 'api', words: english1({ introduction }), idempotencyKey: 'k' });
    const one = await send('One');
    expect((await send('One')).id).toBe(one.id);
    await expect(send('Two')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('hostile Markdown changes nothing outside its own box', async () => {
    const reader = await addReader(service.deps, 'ada@example.org');
    const { composer, markdown, links } = service.deps;
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const [row] = (await sql(service.databaseUrl, 'SELECT id, paper_ids FROM delivery')) as never as [
      { id: string; paper_ids: number[] },
    ];
    const delivery = (await service.deps.stores.deliveries.byId(row.id))!;
    const sections: DigestSection[] = await service.deps.cards.sections(
      { ...delivery, subscriberId: reader },
      english,
    );
    const compose = (source: string) =>
      composer.compose({
        kind: 'digest',
        words: { subject: null, introduction: markdown(source, 'mail') },
        sections,
        to: 'ada@example.org',
        messageId: '<one@example.org>',
        date: now,
        digestId: 1,
        cadence: 'daily',
        language: english,
        timezone: 'UTC',
        interests: [],
        links: { unsubscribe: links.unsubscribe(reader), preferences: links.preferences(reader), view: null },
      });
    const around = (html: string) =>
      html
        .replace(/<div class="prose"[^>]*>[\s\S]*?<\/div>/, '')
        .replace(/<div class="preheader"[\s\S]*?<\/div>/, '');
    const plain = around((await compose('plain')).html);
    for (const source of hostileMarkdown) expect(around((await compose(source)).html)).toBe(plain);
  });
});

describe('an introduction for the next digests of a cadence', () => {
  /** Readers of Berlin at their hours; a tick of the scheduler, and all its mail. */
  async function tick(at: string) {
    service.clock.now = new Date(at);
    await scheduleDigests(service.deps);
    await runJobs(service);
  }
  const set = (introduction: string, cadence: 'daily' | 'weekly' = 'daily') =>
    setNextWords(service.deps, { cadence, typed: english1({ introduction }), actor: 'admin 1' });
  const introduced = async () =>
    (await sentMail(service)).map(({ to, text }) => [to, /Hello|Goodbye/.exec(text)?.[0] ?? 'none']);

  test('stands in the first digest of each reader, whenever that is, and in no other', async () => {
    await addReader(service.deps, 'early@example.org', { hour: 11 });
    await addReader(service.deps, 'late@example.org', { hour: 9 });
    await addReader(service.deps, 'weekly@example.org', {
      cadence: 'weekly',
      weekday: 'tuesday',
      hour: 11,
    });
    await set('Hello');
    await tick('2026-11-24T11:00:00Z');
    expect((await introduced()).sort()).toEqual([
      ['early@example.org', 'Hello'],
      ['weekly@example.org', 'none'],
    ]);
    // Changed meanwhile: who had it gets no other.
    await set('Goodbye');
    await tick('2026-11-25T09:00:00Z');
    await storePapers(3, new Date('2026-11-25T10:30:00Z'));
    await tick('2026-11-25T11:00:00Z');
    const all = await introduced();
    expect(all.filter(([to]) => to === 'late@example.org')).toEqual([['late@example.org', 'Goodbye']]);
    expect(
      all
        .filter(([to]) => to === 'early@example.org')
        .map(([, words]) => words)
        .sort(),
    ).toEqual(['Hello', 'none']);
  });

  test('who had nothing new has it with the next papers', async () => {
    await addReader(service.deps, 'ada@example.org', { hour: 11 });
    await sql(service.databaseUrl, 'DELETE FROM paper');
    service.clock.now = new Date('2026-11-24T10:30:00Z');
    await set('Hello');
    await tick('2026-11-24T11:00:00Z');
    expect(await introduced()).toEqual([]);
    await storePapers(1, new Date('2026-11-25T10:30:00Z'));
    await tick('2026-11-25T11:00:00Z');
    expect(await introduced()).toEqual([['ada@example.org', 'Hello']]);
  });

  test('is frozen with each digest: what is changed or removed later leaves it as it is', async () => {
    await addReader(service.deps, 'ada@example.org', { hour: 11 });
    await set('Hello');
    service.clock.now = new Date('2026-11-24T11:00:00Z');
    const [id] = await scheduleDigests(service.deps);
    await set('Goodbye');
    await planDigest(service.deps, id!);
    await dropNextWords(service.deps, 'daily', 'admin 1');
    await runJobs(service);
    expect(await introduced()).toEqual([['ada@example.org', 'Hello']]);
  });

  test('can be removed, ends by itself, and leaves a line in the log of changes', async () => {
    await set('Hello');
    await set('Goodbye');
    await dropNextWords(service.deps, 'daily', 'admin 1');
    await expect(dropNextWords(service.deps, 'daily', 'admin 1')).rejects.toMatchObject({
      code: 'not_found',
    });
    await set('Hello');
    expect(await service.deps.stores.nextWords.list(new Date(now.getTime() + 24 * hour))).toHaveLength(1);
    expect(await service.deps.stores.nextWords.list(new Date(now.getTime() + 25 * hour))).toEqual([]);
    const lines = await sql(
      service.databaseUrl,
      "SELECT action, object FROM audit_event WHERE object = 'introduction daily' ORDER BY id",
    );
    expect(lines.map(({ action }) => action)).toEqual([
      'introduction set',
      'introduction changed',
      'introduction removed',
      'introduction set',
    ]);
    await expect(set('  ')).rejects.toMatchObject({ fields: [{ field: 'introduction' }] });
  });
});
