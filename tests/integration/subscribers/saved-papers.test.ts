import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mostSaved } from '../../../src/domain/papers/saved/saved-list.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';
const count = 4;

let service: TestService;
let app: App;
let papers: number[];
let id: number;
let path: string;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  app = await service.app();
  const incoming = Array.from({ length: count }, (_, at) =>
    makeIncoming({ arxivId: `2611.0000${at}`, title: `Robots number ${at}`, ...ownWords(at) }),
  );
  await service.deps.stores.papers.store(incoming, { source: 'hugging-face', now, sample: false });
  papers = (await sql(service.databaseUrl, 'SELECT id FROM paper ORDER BY id')).map((row) =>
    Number(row['id']),
  );
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'link_request', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
  path = pathOf(service.deps.links.saved(id));
});

const cookieOf = (...list: number[]) => `offprint-saved=${list.join('.')}`;
async function post(url: string, values: Record<string, string | string[]>, cookie = '') {
  const sent = form(values);
  return await app.inject({ url, ...sent, headers: { ...sent.headers, cookie } });
}
const get = async (url: string, cookie = '') => (await app.inject({ url, headers: { cookie } })).body;
const ask = (address: string, ...list: number[]) =>
  post('/saved/mail', { email: address }, cookieOf(...list));
/** What is on the list that is kept, the first one first. */
const kept = async () => (await service.deps.stores.savedPapers.savedOf(id)).map(({ paperId }) => paperId);
/** What a page offers to add. */
const offered = (body: string) =>
  [...body.matchAll(/name="paper" value="(\d+)" checked/g)].map(([, paper]) => Number(paper));

describe('the link by mail', () => {
  test('opens the list, and offers what the browser has kept; a press adds it, in its order', async () => {
    const [first = 0, second = 0] = papers;
    expect((await ask(' ADA@example.org ', second, first)).statusCode).toBe(200);
    await runJobs(service);
    const [mail, ...more] = await sentMail(service);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: email, subject: 'Your saved papers at Offprint' });
    const link = `${path}?papers=${second}.${first}`;
    for (const part of [mail!.text, mail!.html.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')])
      expect(part).toContain(link);
    expect(mail!.text).not.toMatch(/\/(unsubscribe|preferences)\//);

    // On another device, which keeps nothing, and by whatever looks at links in mails.
    const before = await checksums(service.databaseUrl);
    expect(offered(await get(link))).toEqual([second, first]);
    expect(await checksums(service.databaseUrl)).toEqual(before);

    const added = await post(path, { paper: [String(second), String(first)] });
    expect([added.statusCode, added.headers.location]).toEqual([303, path]);
    expect(await kept()).toEqual([second, first]);
    const page = await get(link, cookieOf(first));
    expect(offered(page)).toEqual([]);
    expect(page.indexOf(`id="p${second}"`)).toBeLessThan(page.indexOf(`id="p${first}"`));
  });

  test('is asked for with one and the same answer and job, and comes to confirmed readers alone', async () => {
    await addReader(service.deps, 'barred@example.org');
    await service.deps.stores.suppressions.suppress('barred@example.org', 'complaint');
    const addresses = [email, email, 'nobody@example.org', 'barred@example.org'];
    const answers = [];
    for (const one of addresses) answers.push((await ask(one, ...papers)).body);
    expect(new Set(answers).size).toBe(1);
    const jobs = await sql(service.databaseUrl, 'SELECT name, data::text AS data FROM pgboss.job');
    expect(jobs).toHaveLength(addresses.length);
    for (const { data } of jobs) expect(data).toMatch(/^\{"requestId": "[\da-f-]{36}"\}$/);
    await runJobs(service);
    // One a day for an address.
    expect((await sentMail(service)).map(({ to }) => to)).toEqual([email]);
    expect(await service.deps.stores.subscribers.byEmail('nobody@example.org')).toBeNull();
    service.clock.now = new Date(now.getTime() + 25 * 3_600_000);
    await ask(email);
    await runJobs(service);
    expect(await sentMail(service)).toHaveLength(2);
  });

  test('shares the caps of the other links: a network that asks too often is told so', async () => {
    for (let turn = 0; turn < 30; turn++)
      await post(turn % 2 === 0 ? '/manage' : '/saved/mail', { email: `nobody.${turn}@example.org` });
    expect((await ask(email)).statusCode).toBe(429);
  });

  test('says beside the field what is no address, and keeps the list on the page', async () => {
    const [first = 0] = papers;
    const { statusCode, body } = await ask('no address', first);
    expect(statusCode).toBe(400);
    expect(body).toContain('id="email-error"');
    expect(body).toContain('value="no address"');
    expect(body).toContain(`id="p${first}"`);
    await post('/saved/mail', { email, website: 'https://spam.example' });
    expect(await sql(service.databaseUrl, 'SELECT 1 FROM link_request')).toEqual([]);
  });
});

describe('the list that is kept', () => {
  test('takes each paper once, the last in front, and forgets none but the oldest beyond its bound', async () => {
    const [first = 0, second = 0, third = 0] = papers;
    await post(path, { paper: [String(first), String(second)] });
    service.clock.now = new Date(now.getTime() + 60_000);
    await post(path, { paper: [String(third), String(second)] });
    expect(await kept()).toEqual([third, second, first]);
    const { keepSaved } = service.deps.stores.savedPapers;
    await keepSaved(id, [first], new Date(now.getTime() + 120_000), 2);
    expect(await kept()).toEqual([first, third]);
    expect(mostSaved).toBeGreaterThan(count);
  });

  test('loses a paper by a press, in the browser too, so that it is not offered again', async () => {
    const [first = 0, second = 0] = papers;
    await post(path, { paper: [String(first), String(second)] });
    const answer = await post(path, { remove: String(first) }, cookieOf(second, first));
    expect(await kept()).toEqual([second]);
    expect(answer.cookies).toMatchObject([{ name: 'offprint-saved', value: String(second) }]);
  });

  test('takes nothing that is not here, and shows nothing that is hidden', async () => {
    const [first = 0, second = 0] = papers;
    for (const values of [{ paper: '99999' }, { paper: 'x' }, {}] as Record<string, string>[])
      expect((await post(path, values)).statusCode).toBe(404);
    await post(path, { paper: [String(first), String(second)] });
    await sql(service.databaseUrl, 'UPDATE paper SET hidden = true WHERE id = $1', [first]);
    expect(await get(path)).not.toContain(`id="p${first}"`);
    await sql(service.databaseUrl, 'UPDATE paper SET hidden = false WHERE id = $1', [first]);
  });

  test('is one reader’s: it goes with them, and nobody else’s link opens it', async () => {
    const [first = 0] = papers;
    await post(path, { paper: String(first) });
    const other = await addReader(service.deps, 'other@example.org');
    const others = await get(pathOf(service.deps.links.saved(other)));
    expect(others).toContain('Nothing on your list yet.');
    expect((await app.inject(pathOf(service.deps.links.preferences(id)))).body).toContain(path);
    await service.deps.stores.subscribers.erase(id);
    expect(await sql(service.databaseUrl, 'SELECT 1 FROM saved_paper')).toEqual([]);
    expect((await app.inject(path)).statusCode).toBe(410);
    expect((await post(path, { paper: String(first) })).statusCode).toBe(410);
  });

  test('is a feed at an address of its own, which changes with it', async () => {
    const [first = 0, second = 0] = papers;
    await post(path, { paper: String(first) });
    const url = pathOf(service.deps.links.savedFeed(id));
    const feed = await app.inject(url);
    expect(feed.headers['content-type']).toContain('application/atom+xml');
    expect(feed.body.match(/<entry>/g)).toHaveLength(1);
    const again = () => app.inject({ url, headers: { 'if-none-match': String(feed.headers.etag) } });
    expect((await again()).statusCode).toBe(304);
    await post(path, { paper: String(second) });
    expect((await again()).body.match(/<entry>/g)).toHaveLength(2);
  });
});
