import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { personalData } from '../../../src/app/subscribers/export-personal-data.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
let id: number;
let more: string;
let less: string;
let preferences: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  const papers = [
    makeIncoming({ authors: ['Ada Lovelace', 'Alan Turing', String.raw`P\'al Erd\H{o}s`] }),
    makeIncoming({
      arxivId: '2611.00002',
      title: 'Another',
      abstract: ownWords(2).abstract,
      authors: ['A. Lovelace'],
      categories: ['cs.LG'],
    }),
    makeIncoming({
      arxivId: '2611.00003',
      title: 'A third',
      abstract: ownWords(3).abstract,
      authors: ['Ada M. Lovelace'],
      categories: ['cs.LG'],
    }),
  ];
  await service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
  id = await addReader(service.deps, 'reader@example.org');
  const links = service.deps.links.feedback(id, 1);
  more = pathOf(links.more);
  less = pathOf(links.less);
  preferences = pathOf(service.deps.links.preferences(id));
});

const votes = () => service.deps.stores.feedback.votes(id);
const mutes = () => service.deps.stores.feedback.mutes(id);
const post = (url: string, values: Record<string, string | string[]> = {}) =>
  app.inject({ url, ...form(values) });

describe('a link to vote', () => {
  test('shows a button, asks search engines to stay away, and changes nothing', async () => {
    const before = await checksums(service.databaseUrl);
    for (const [url, words] of [
      [more, 'More like this?'],
      [less, 'Less like this?'],
    ] as const) {
      const { statusCode, body } = await app.inject(url);
      expect(statusCode).toBe(200);
      expect(body).toContain(words);
      expect(body).toContain('A paper about robots that learn to walk');
      expect(body).toContain('<meta name="robots" content="noindex">');
    }
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('records the vote when the button is pressed; the last word counts', async () => {
    const { statusCode, body } = await post(more, { do: 'vote' });
    expect(statusCode).toBe(200);
    expect(body).toContain('You want more like this.');
    expect(await votes()).toEqual([{ paperId: 1, vote: 'more', at: now }]);
    await post(more);
    await post(less);
    expect(await votes()).toEqual([{ paperId: 1, vote: 'less', at: now }]);
    expect((await app.inject(more)).body).toContain('You said before: less like this.');
  });

  test('is in the mail, in HTML and text, for each paper, and not where the mail is shown to whoever has its link', async () => {
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const [mail] = await sentMail(service, 'reader@example.org');
    const view = pathOf(/http\S+\/view\/\S+/.exec(mail!.text)![0]);
    const { body } = await app.inject(view);
    for (const paper of [1, 2, 3]) {
      const links = service.deps.links.feedback(id, paper);
      for (const link of [links.more, links.less])
        for (const part of [mail!.text, mail!.html]) expect(part).toContain(link);
    }
    expect(body).not.toContain('/feedback/');
  });

  test('of another reader, paper or vote is worth nothing', async () => {
    const wrong = [
      more.replace('.more.', '.less.'),
      more.replace(`.${id}.1.`, `.${id}.2.`),
      more.replace(`.${id}.1.`, `.${id + 1}.1.`),
      more.slice(0, -3),
      `${more}.x`,
      '/feedback/x',
      preferences.replace('/preferences/', '/feedback/'),
      pathOf(service.deps.links.view('1')).replace('/view/', '/feedback/'),
    ];
    for (const url of wrong) {
      expect((await app.inject(url)).statusCode, url).toBe(404);
      expect((await post(url)).statusCode, url).toBe(404);
    }
    for (const page of ['preferences', 'unsubscribe', 'view'])
      expect((await app.inject(more.replace('/feedback/', `/${page}/`))).statusCode).toBe(404);
    expect(await votes()).toEqual([]);
  });

  test('has ended when the reader was erased or the paper hidden', async () => {
    await service.deps.stores.papers.edit(1, { hidden: true });
    expect((await post(more)).statusCode).toBe(410);
    await service.deps.stores.subscribers.erase(id);
    expect((await app.inject(pathOf(service.deps.links.feedback(id, 2).more))).statusCode).toBe(410);
    expect((await post(pathOf(service.deps.links.feedback(id, 2).more))).statusCode).toBe(410);
  });
});

describe('muting', () => {
  test('an author keeps that author’s papers out of the next digest, not those of a namesake', async () => {
    const { body } = await post(less, { do: 'mute', author: 'Ada Lovelace' });
    expect(body).toContain('Muted: Ada Lovelace.');
    expect(await mutes()).toMatchObject([{ author: 'Ada Lovelace', topicId: null }]);
    const { id: digestId } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, digestId);
    const [row] = await sql(service.databaseUrl, 'SELECT paper_ids FROM delivery');
    expect(row).toEqual({ paper_ids: [2] });
  });

  test('an author is told by a readable name, however the paper writes it', async () => {
    expect((await app.inject(less)).body).toContain('Pál Erdős');
    const { body } = await post(less, { do: 'mute', author: String.raw`P\'al Erd\H{o}s` });
    expect(body).toContain('Muted: Pál Erdős.');
    expect((await app.inject(preferences)).body).toMatch(/Muted<\/span> Pál Erdős/);
  });

  test('a topic keeps its papers out', async () => {
    const { body } = await post(less, { do: 'mute', topic: 'cs.RO' });
    expect(body).toContain('Muted: Robotics.');
    const { id: digestId } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, digestId);
    const [row] = await sql(service.databaseUrl, 'SELECT paper_ids FROM delivery');
    expect((row!['paper_ids'] as number[]).toSorted()).toEqual([2, 3]);
  });

  test.each([
    ['nothing', {}],
    ['somebody else', { author: ['Alan Turing', 'Karl Marx'] }],
    ['another topic', { author: ['Alan Turing'], topic: 'math.PR' }],
  ])('%s is refused, with what was ticked kept', async (_, values) => {
    const { statusCode, body } = await post(more, { do: 'mute', ...values });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/<p class="error" id="mute-error">[^<]{10,}/);
    expect(body.includes('value="Alan Turing" checked')).toBe('author' in values);
    expect(await mutes()).toEqual([]);
  });
});

describe('the preferences page', () => {
  beforeEach(async () => {
    await post(more);
    await post(pathOf(service.deps.links.feedback(id, 2).less));
    await post(more, { do: 'mute', author: 'Alan Turing', topic: 'cs.RO' });
  });

  test('shows what the service has learned, and so does the export', async () => {
    const { body } = await app.inject(preferences);
    expect(body).toMatch(/More like<\/span> <a href="\/papers\/1">A paper about robots/);
    expect(body).toMatch(/Less like<\/span> <a href="\/papers\/2">Another/);
    expect(body).toMatch(/Muted<\/span> Alan Turing/);
    expect(body).toMatch(/Muted<\/span> Robotics/);
    expect(await personalData(service.deps, id)).toMatchObject({
      votes: [
        { paperId: 2, vote: 'less', at: now },
        { paperId: 1, vote: 'more', at: now },
      ],
      mutes: [
        { topic: 'cs.RO', at: now },
        { author: 'Alan Turing', at: now },
      ],
    });
  });

  const rhythm = { cadence: 'daily', timezone: 'UTC', hour: '8', maxPapers: '10' };

  test('takes back one vote or one mute, saved with everything else by one button', async () => {
    const { statusCode, body } = await post(preferences, { ...rhythm, hour: '9', 'forget-vote': '1' });
    expect(statusCode).toBe(200);
    expect(body).toContain('Saved.');
    expect(await votes()).toMatchObject([{ paperId: 2 }]);
    expect(await service.deps.stores.subscribers.byId(id)).toMatchObject({ hour: 9 });
    const [topic] = await mutes();
    await post(preferences, { ...rhythm, 'forget-mute': String(topic!.id) });
    expect(await mutes()).toMatchObject([{ author: 'Alan Turing' }]);
    await post(preferences, { ...rhythm, 'forget-vote': 'x', 'forget-mute': '-1' });
    expect(await votes()).toHaveLength(1);
  });

  test('takes back nothing when something else is refused, and keeps what was ticked', async () => {
    const { statusCode, body } = await post(preferences, { ...rhythm, hour: '99', 'forget-vote': '1' });
    expect(statusCode).toBe(400);
    expect(body).toContain('name="forget-vote" value="1" checked');
    expect(await votes()).toHaveLength(2);
  });

  test('wipes all of it, and only this reader’s', async () => {
    const other = await addReader(service.deps, 'other@example.org');
    await post(pathOf(service.deps.links.feedback(other, 1).more));
    await post(preferences, { ...rhythm, 'forget-all': 'yes' });
    expect([await votes(), await mutes()]).toEqual([[], []]);
    expect(await service.deps.stores.feedback.votes(other)).toHaveLength(1);
    expect((await app.inject(preferences)).body).toContain('Nothing yet.');
  });

  test('can take back nobody else’s mute', async () => {
    const other = await addReader(service.deps, 'other@example.org');
    const [mine] = await mutes();
    const theirs = pathOf(service.deps.links.preferences(other));
    await post(theirs, { ...rhythm, 'forget-mute': String(mine!.id), 'forget-vote': '1' });
    expect([(await votes()).length, (await mutes()).length]).toEqual([2, 2]);
  });
});
