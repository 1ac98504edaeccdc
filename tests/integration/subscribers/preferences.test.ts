import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { topicIdsOf } from '../../../src/domain/papers/subject.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada.lovelace@example.org';
const chosen = { cadence: 'daily', timezone: 'UTC', hour: '8', maxPapers: '10', topics: 'cs.RO' };

let service: TestService;
let app: App;
let id: number;
let path: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail', 'digest']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
  path = pathOf(service.deps.links.preferences(id));
});

const save = (values: Record<string, string | readonly string[]>) =>
  app.inject({ url: path, ...form({ ...chosen, ...values }) });
const subscriber = async () => (await service.deps.stores.subscribers.byId(id))!;
const slugs = async () => {
  const topicIds = topicIdsOf((await subscriber()).interests);
  const topics = await service.deps.stores.topics.list();
  return topics.filter((topic) => topicIds.includes(topic.id)).map(({ slug }) => slug);
};

describe('the page', () => {
  test('shows what is chosen, and looking at it changes nothing', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await app.inject(path);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/value="cs\.RO" checked/);
    expect(body).toMatch(/<option value="daily" selected/);
    expect(body).toMatch(/<option value="8" selected/);
    expect(body).toMatch(/name="maxPapers"[^>]* value="10"/);
    expect(body).not.toContain('role="alert"');
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test.each([
    ['cadence', { cadence: 'weekly' }, { cadence: 'weekly', nextDueAt: new Date('2026-11-30T08:00:00Z') }],
    ['hour', { hour: '23' }, { hour: 23, nextDueAt: new Date('2026-11-24T23:00:00Z') }],
    [
      'timezone',
      { timezone: 'America/New_York' },
      { timezone: 'America/New_York', nextDueAt: new Date('2026-11-24T13:00:00Z') },
    ],
    ['maxPapers', { maxPapers: '40' }, { maxPapers: 40 }],
  ])('changes the %s, and says that it is saved', async (_field, values, expected) => {
    const { statusCode, body } = await save(values);
    expect(statusCode).toBe(200);
    expect(body).toContain('Saved.');
    expect(await subscriber()).toMatchObject({ status: 'active', ...expected });
    expect(await slugs()).toEqual(['cs.RO']);
  });

  test('changes the topics, down to none, which means all fields', async () => {
    await save({ topics: ['cs.LG', 'math.PR', 'cs.LG'] });
    expect((await slugs()).toSorted()).toEqual(['cs.LG', 'math.PR']);
    await save({ topics: [] });
    expect(await slugs()).toEqual([]);
  });

  test('shows a refused form with each message beside its field and what was typed, and saves nothing', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await save({
      cadence: 'hourly',
      timezone: 'Mars/Olympus',
      hour: '-1',
      maxPapers: '41',
      topics: ['cs.LG', 'nonsense'],
    });
    expect(statusCode).toBe(400);
    for (const field of ['cadence', 'timezone', 'hour', 'maxPapers', 'topics'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(body).toMatch(/name="maxPapers"[^>]* value="41"/);
    expect(body).toMatch(/value="cs\.LG" checked/);
    expect(body).not.toMatch(/value="cs\.RO" checked/);
    expect(body).toMatch(/<option value="Mars\/Olympus" selected/);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('does not make anybody active who is not', async () => {
    await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', now);
    const { body } = await save({ cadence: 'weekly' });
    expect(body).toContain('You are unsubscribed');
    expect(await subscriber()).toMatchObject({ status: 'unsubscribed', nextDueAt: null, cadence: 'weekly' });
  });
});

describe('the reader', () => {
  test('sees the address masked, status and next digest', async () => {
    const { body } = await app.inject(path);
    expect(body).toMatch(/<dd>a…e@example\.org<\/dd>/);
    expect(body).not.toContain('ada.lovelace');
    expect(body).toMatch(/Active since <time[^>]+>24 Nov 2026/);
    expect(body).toMatch(/Next digest<\/dt>\s*<dd><time datetime="2026-11-25T08:00:00.000Z">/);
  });

  test('is asked for no name, and changes or empties one that was given', async () => {
    expect((await app.inject(path)).body).not.toContain('name="name"');
    await sql(service.databaseUrl, `UPDATE subscriber SET name = 'Ada'`);
    expect((await app.inject(path)).body).toContain('name="name" value="Ada"');
    await save({});
    expect((await subscriber()).name).toBe('Ada');
    const refused = await save({ name: 'x'.repeat(201) });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('id="name-error"');
    expect(refused.body).toContain('x'.repeat(201));
    await save({ name: ' Ada\tLovelace ' });
    expect((await subscriber()).name).toBe('Ada Lovelace');
    await save({ name: '' });
    expect((await subscriber()).name).toBeNull();
  });

  test.each([
    ['pending', 'Waits for your confirmation'],
    ['bounced', 'Stopped, as mail to your address was refused'],
    ['complained', 'Stopped, as our mail was reported as unwanted'],
  ] as const)('who is %s reads so, and why no digest comes', async (status, words) => {
    await service.deps.stores.subscribers.deactivate(id, status, now);
    const { body } = await app.inject(path);
    expect(body).toContain(words);
    expect(body).toContain('<p class="flash">');
    expect(body).not.toContain('Next digest');
  });

  test('whose address was barred reads so, whatever the status is', async () => {
    await service.deps.stores.suppressions.suppress(email, 'manual');
    const { body } = await app.inject(path);
    expect(body).toContain('no digest comes. Please write to the operators');
    expect(body).not.toContain('Next digest');
  });
});

describe('what is followed', () => {
  const interests = async () => (await subscriber()).interests.map(({ id: _id, ...interest }) => interest);
  const rows = async () =>
    new Map(
      (await subscriber()).interests.map((one) => [
        one.kind === 'query' ? one.query : one.kind === 'author' ? one.author : one.kind,
        one.id,
      ]),
    );

  test('can be a search, an author and papers like one, added with the same button', async () => {
    const { statusCode, body } = await save({
      query: ' “sparse attention”  -vision ',
      author: 'Lovelace, Ada',
      paper: 'https://arxiv.org/abs/2611.00001v2',
    });
    expect(statusCode).toBe(200);
    expect(body).toContain('value="&quot;sparse attention&quot; -vision"');
    expect(body).toContain('Lovelace, Ada');
    expect(body).toContain('“A paper about robots that learn to walk”');
    expect(body).toMatch(/name="query"[^>]*><\/textarea>/);
    expect(await interests()).toEqual([
      expect.objectContaining({ kind: 'topic' }),
      { kind: 'author', author: 'Lovelace, Ada', weight: 'normal' },
      { kind: 'paper', paperId: 1, weight: 'normal' },
      { kind: 'query', query: '"sparse attention" -vision', weight: 'normal' },
    ]);
  });

  test('has a weight each, and is removed by a tick', async () => {
    await save({ query: 'attention', author: 'Ada Lovelace' });
    const ids = await rows();
    await save({
      [`weight-${ids.get('topic')}`]: 'less',
      [`weight-${ids.get('attention')}`]: 'more',
      remove: String(ids.get('Ada Lovelace')),
    });
    expect(await interests()).toEqual([
      expect.objectContaining({ kind: 'topic', weight: 'less' }),
      { kind: 'query', query: 'attention', weight: 'more' },
    ]);
    await save({ remove: String(ids.get('topic')), hour: '9' });
    expect(await interests()).toEqual([{ kind: 'query', query: 'attention', weight: 'more' }]);
  });

  test('is rewritten in its row, and gone when that is emptied', async () => {
    await save({ query: 'attention', author: 'Ada Lovelace' });
    const ids = await rows();
    const query = `value-${ids.get('attention')}`;
    await save({ [query]: 'attention OR memory', [`weight-${ids.get('attention')}`]: 'more' });
    expect(await interests()).toContainEqual({ kind: 'query', query: 'attention OR memory', weight: 'more' });
    await save({ [`value-${ids.get('Ada Lovelace')}`]: '  ' });
    expect((await interests()).map(({ kind }) => kind).toSorted()).toEqual(['query', 'topic']);
  });

  test('has what is wrong with a row beside that row, as it was typed', async () => {
    await save({ query: 'attention\nmemory', author: 'Ada Lovelace' });
    const ids = await rows();
    const before = await checksums(service.databaseUrl);
    const [good, bad] = [ids.get('attention'), ids.get('memory')];
    const { statusCode, body } = await save({
      [`value-${good}`]: 'robots',
      [`value-${bad}`]: '-memory',
      [`value-${ids.get('Ada Lovelace')}`]: '42',
    });
    expect(statusCode).toBe(400);
    expect(body).toContain('What was typed is still there.');
    expect(body).toMatch(new RegExp(`name="value-${good}" value="robots"`));
    expect(body).toMatch(new RegExp(`name="value-${bad}" value="-memory"[^>]* aria-invalid="true"`));
    expect(body).toMatch(
      new RegExp(`<p class="error" id="value-${bad}-error">&quot;-memory&quot; has no word`),
    );
    expect(body).toMatch(
      new RegExp(`id="value-${ids.get('Ada Lovelace')}-error">&quot;42&quot; is not a name`),
    );
    expect(body).not.toContain('id="queries-error"');
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('can be several at once, one a line; a wrong one is named', async () => {
    await save({ query: 'attention\r\n\r\n"graph networks"\n', author: 'Ada Lovelace\nAlan Turing' });
    expect((await interests()).map(({ kind }) => kind).toSorted()).toEqual([
      'author',
      'author',
      'query',
      'query',
      'topic',
    ]);
    const { body } = await save({ query: 'robots\n-vision' });
    expect(body).toMatch(/id="queries-error">&quot;-vision&quot; has no word/);
    expect(body).toMatch(/name="query"[^>]*>robots\n-vision<\/textarea>/);
  });

  test('stays when the form is sent without its rows', async () => {
    await save({ query: 'attention' });
    await save({ topics: 'cs.LG' });
    expect((await interests()).map(({ kind }) => kind).toSorted()).toEqual(['query', 'topic']);
  });

  test('is asked for again with a message beside each field and everything kept', async () => {
    await save({ query: 'attention' });
    const ids = await rows();
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await save({
      query: '-vision',
      author: '42',
      paper: 'nothing',
      quietDays: 'never',
      [`weight-${ids.get('attention')}`]: 'more',
      remove: String(ids.get('topic')),
    });
    expect(statusCode).toBe(400);
    for (const field of ['queries', 'authors', 'papers', 'quietDays'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(body).toMatch(/name="query"[^>]*>-vision<\/textarea>/);
    expect(body).toMatch(/name="author"[^>]*>42<\/textarea>/);
    expect(body).toMatch(/name="paper"[^>]*>nothing<\/textarea>/);
    expect(body).toMatch(
      new RegExp(
        `name="weight-${ids.get('attention')}">[^/]*</option>\\s*[^/]*</option>\\s*<option value="more" selected`,
      ),
    );
    expect(body).toMatch(new RegExp(`name="remove" value="${ids.get('topic')}" checked`));
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect((await save({ [`weight-${ids.get('attention')}`]: 'huge' })).statusCode).toBe(400);
  });

  test('is bounded in number', async () => {
    for (let turn = 0; turn < 20; turn++) await save({ query: `word${turn}` });
    const { statusCode, body } = await save({ query: 'one more' });
    expect(statusCode).toBe(400);
    expect(body).toContain('At most 20 searches can be followed');
  });

  test('may be quiet, or tell when there is nothing', async () => {
    await save({ quietDays: 'note' });
    expect(await subscriber()).toMatchObject({ quietDays: 'note' });
  });
});

describe('a link that is not the service’s', () => {
  test.each(['', '/export', '/erase'])('is 404 for the page %j when it was tampered with', async (page) => {
    const method = page === '' ? 'GET' : 'POST';
    for (const wrong of [path.replace(/\.\d+\./, '.99.'), path.slice(0, -4), '/preferences/x', `${path}x.y`])
      expect((await app.inject({ method, url: `${wrong}${page}` })).statusCode).toBe(404);
  });
  test('does not open with the token of another purpose', async () => {
    const { links } = service.deps;
    for (const other of [links.unsubscribe(id), links.view(String(id))]) {
      const url = pathOf(other).replace(/^\/\w+/, '/preferences');
      expect((await app.inject(url)).statusCode).toBe(404);
      expect((await app.inject({ url, ...form(chosen) })).statusCode).toBe(404);
      for (const page of ['export', 'erase'])
        expect((await app.inject({ url: `${url}/${page}`, ...form() })).statusCode).toBe(404);
    }
    expect(await subscriber()).toMatchObject({ status: 'active' });
  });
});
