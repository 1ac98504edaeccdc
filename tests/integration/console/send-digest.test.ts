import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { checkDigest } from '../../../src/app/digests/check-digest.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { refusal } from '../../support/mail/handovers.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addManyReaders, addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn, csrfIn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };
const fields = { cadence: '', topics: '', emails: '', asOf: '' };

let service: TestService;
/** Signed in. */
let browser: ReturnType<typeof browserOn>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  await createAdmin(service.deps, account);
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  browser = browserOn(await service.app());
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, [
    'subscriber',
    'suppression',
    'caught_mail',
    'digest',
    'audit_event',
  ]);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  await addReader(service.deps, 'robots@example.org', { topics: ['cs.RO'] });
  await addReader(service.deps, 'primes@example.org', { topics: ['math.NT'] });
});

const check = (values: Record<string, string>) =>
  browser.submit('/admin/digests/new', '/admin/digests/check', { ...fields, ...values });
/** The hidden fields of the form that posts to `action`. */
function hidden(html: string, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]+action="${action}">([\\s\\S]*?)</form>`).exec(html)?.[1] ?? '';
  const found = form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
const audited = () => sql(service.databaseUrl, 'SELECT actor, action, object FROM audit_event ORDER BY id');

describe('the check before sending', () => {
  test('counts whom it would reach and shows what they would get, and changes nothing', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await check({ cadence: 'daily' });
    expect(statusCode).toBe(200);
    expect(body).toContain('>2 readers</h2>');
    expect(body).toMatch(/<dt>would get a mail<\/dt><dd>1<\/dd>/);
    expect(body).toMatch(/<dt>have nothing new<\/dt><dd>1<\/dd>/);
    expect(body).toContain('Counted, every reader of the audience.');
    expect(body).toContain('robots@example.org · 1 paper');
    expect(body).toContain('A paper about robots that learn to walk');
    expect(body).toContain('Content-Type: multipart/alternative');
    const frames = [...body.matchAll(/<iframe[^>]+src="([^"]+)"[^>]+sandbox="([^"]*)"/g)];
    expect(frames).toHaveLength(3);
    for (const [, src, sandbox] of frames) {
      expect(src).toMatch(
        /^\/admin\/preview\/1\?asOf&#x3D;2026-11-24T10%3A00%3A00\.000Z&amp;scheme&#x3D;(light|dark)$/,
      );
      expect(sandbox).not.toMatch(/allow-(scripts|same-origin)/);
    }
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('shows mails whose links are nobody’s', async () => {
    const { body } = await check({});
    const own = service.deps.links.unsubscribe(1);
    expect(body).toContain(service.deps.links.unsubscribe(0));
    expect(body).not.toContain(own);
    const frame = await browser.get('/admin/preview/1');
    expect(frame.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(frame.body).toContain('A paper about robots that learn to walk');
    expect(frame.body).not.toContain(own);
    expect((await browser.get('/admin/preview/99')).statusCode).toBe(404);
    expect((await browser.get('/admin/preview/1?asOf=2026-11-01T00:00:00Z')).statusCode).toBe(404);
    expect((await browser.get('/admin/preview/1?asOf=soon')).statusCode).toBe(400);
  });

  test('as of an instant without news says so, and has nothing to show', async () => {
    const { body } = await check({ asOf: '2026-11-01T00:00' });
    expect(body).toContain('Nobody in this audience would get anything');
    expect(body).toContain('>Send all the same</button>');
  });

  test('estimates a large audience from a sample of it', async () => {
    await emptyTables(service.databaseUrl, ['subscriber']);
    const confirmedAt = new Date(now.getTime() - 3_600_000);
    await addManyReaders(service.databaseUrl, 5_000, { dueAt: now, confirmedAt });
    // A quarter of them follow what has nothing new.
    await sql(
      service.databaseUrl,
      `INSERT INTO interest (subscriber_id, subject_id) SELECT s.id, u.id FROM subscriber s
       JOIN subject u ON true JOIN topic t ON t.id = u.topic_id AND t.slug = 'math.NT' WHERE s.id % 4 = 0`,
    );
    const found = await checkDigest(service.deps, { origin: 'console' }, { patienceMs: 60_000 });
    expect(found).toMatchObject({ audience: 5_000, looked: 1_000, suppressed: 0 });
    expect(found.queued + found.skipped).toBe(5_000);
    expect(found.skipped).toBeGreaterThan(1_100);
    expect(found.skipped).toBeLessThan(1_400);
    const ids = found.samples.map(({ subscriber }) => subscriber.id);
    expect(ids).toHaveLength(3);
    expect(Math.max(...ids) - Math.min(...ids)).toBeGreaterThan(4_000);
    // Where even that takes too long, fewer have to do.
    const hasty = await checkDigest(service.deps, { origin: 'console' }, { patienceMs: 0 });
    expect(hasty).toMatchObject({ audience: 5_000, looked: 100 });
    expect(hasty.queued + hasty.skipped).toBe(5_000);
    const { body } = await check({});
    expect(body).toMatch(/Estimated from [\d,]+ readers spread over the audience\./);
    expect(body).toMatch(/<dd>about 3,\d{3}<\/dd>/);
  });

  test('is refused with each message beside its field and what was typed', async () => {
    const before = await checksums(service.databaseUrl);
    const answer = await check({
      cadence: 'weekly',
      topics: 'cs.RO no-such',
      emails: 'robots@example.org\nno"body@example.org',
      asOf: '2026-11-24T09:00',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/id="topics-error">There is no topic &quot;no-such&quot;/);
    expect(answer.body).toMatch(
      /id="emails-error">&quot;no&quot;body@example\.org&quot; is not a subscriber/,
    );
    expect(answer.body).toContain('value="cs.RO" checked');
    expect(answer.body).toContain('robots@example.org\nno&quot;body@example.org</textarea>');
    expect(answer.body).toContain('value="2026-11-24T09:00"');
    expect(answer.body).toMatch(/<option value="weekly" selected/);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test.each([
    ['cadence', { cadence: 'hourly' }],
    ['asOf', { asOf: 'soon' }],
    ['asOf', { asOf: '0001-01-01T00:00' }],
  ])('says beside %s what is wrong with %j, and so does sending', async (field, values) => {
    for (const url of ['/admin/digests/check', '/admin/digests', '/admin/digests/test']) {
      const answer = await browser.submit('/admin/digests/new', url, {
        ...fields,
        subscriberId: '1',
        ...values,
      });
      expect(answer.statusCode).toBe(400);
      expect(answer.body).toContain(`id="${field}-error"`);
    }
  });

  test('leads back to the form with what was typed', async () => {
    const { body } = await check({ topics: 'cs.RO', emails: 'robots@example.org' });
    const back = await browser.post('/admin/digests/new', hidden(body, '/admin/digests/new'));
    expect(back.statusCode).toBe(200);
    expect(back.body).toContain('value="cs.RO"');
    expect(back.body).toContain('robots@example.org</textarea>');
  });
});

describe('sending', () => {
  test('makes one digest of a button that is pressed twice, and says in the audit who did', async () => {
    const { body } = await check({ cadence: 'daily', topics: 'cs.RO' });
    const values = hidden(body, '/admin/digests');
    for (let i = 0; i < 2; i++) {
      const answer = await browser.post('/admin/digests', values);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/digests/1']);
    }
    await runJobs(service);
    expect((await sentMail(service)).map(({ to }) => to)).toEqual(['robots@example.org']);
    expect(await audited()).toEqual([{ actor: 'admin 1', action: 'digest triggered', object: 'digest 1' }]);
    const shown = (await browser.get('/admin/digests/1')).body;
    expect(shown).toContain('sent by admin@example.org, in the console');
    expect(shown).toMatch(/data-count="sent">1</);
    for (const url of ['/admin', '/admin/digests'])
      expect((await browser.get(url)).body).toContain('href="/admin/digests/1"');
  });

  test('with the key of another request is refused, and sends nothing', async () => {
    const values = hidden((await check({ cadence: 'daily' })).body, '/admin/digests');
    await browser.post('/admin/digests', values);
    const answer = await browser.post('/admin/digests', { ...values, cadence: 'weekly' });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('was used for another request');
    expect(await service.deps.stores.digests.list({ before: null, limit: 9, archive: false })).toHaveLength(
      1,
    );
  });
});

describe('a test to myself', () => {
  const sendTest = async (values: Record<string, string> = {}) => {
    const { body } = await check({});
    return await browser.post('/admin/digests/test', { ...hidden(body, '/admin/digests/test'), ...values });
  };

  test('goes to the admin, marked, with nobody’s links, and no ledger or reader knows of it', async () => {
    const readers = 'SELECT to_jsonb(s) FROM subscriber s ORDER BY id';
    const before = await sql(service.databaseUrl, readers);
    const answer = await sendTest();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('A test is on its way to admin@example.org.');
    const [mail, ...more] = await sentMail(service);
    expect(more).toEqual([]);
    expect(mail?.to).toBe('admin@example.org');
    expect(mail?.subject).toMatch(/^\[Test\] ./);
    expect(mail?.text).toContain('A paper about robots that learn to walk');
    expect(mail?.raw).not.toContain('robots@example.org');
    const link = service.deps.links.unsubscribe(0);
    expect(mail?.raw).toContain(`List-Unsubscribe: <${link}>`);
    const pressed = await browser.post(new URL(link).pathname, { 'List-Unsubscribe': 'One-Click' });
    expect(pressed.statusCode).toBe(200);
    expect(await sql(service.databaseUrl, readers)).toEqual(before);
    for (const table of ['digest', 'delivery', 'digest_tally', 'feedback'])
      expect(await sql(service.databaseUrl, `SELECT * FROM ${table}`), table).toEqual([]);
    expect(await audited()).toEqual([{ actor: 'admin 1', action: 'test digest sent', object: 'admin 1' }]);
  });

  test('keeps the key of the digest that is being composed', async () => {
    const { body } = await check({ cadence: 'daily' });
    const values = hidden(body, '/admin/digests/test');
    const after = await browser.post('/admin/digests/test', values);
    expect(hidden(after.body, '/admin/digests')).toEqual(hidden(body, '/admin/digests'));
    expect(csrfIn(after.body)).not.toBe('');
  });

  test('is not sent to an admin whose address is suppressed', async () => {
    await service.deps.stores.suppressions.suppress('Admin@example.org', 'manual');
    const answer = await sendTest();
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('Your own address is suppressed');
    expect(await sentMail(service)).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  test('says what the mail server said when it was refused', async () => {
    const { send } = service.deps.transport;
    service.deps.transport.send = async () => refusal('data', '550 5.7.1 not today');
    try {
      const answer = await sendTest();
      expect(answer.statusCode).toBe(400);
      expect(answer.body).toContain('The mail server refused the test: DATA: 550 5.7.1 not today');
      expect(await audited()).toEqual([]);
    } finally {
      service.deps.transport.send = send;
    }
  });

  test.each([
    ['0', 'Choose whose copy'],
    ['x', 'Choose whose copy'],
    ['99', 'is not a subscriber'],
    ['2', 'nothing new for this reader'],
  ])('as reader %s is refused in words', async (subscriberId, words) => {
    const answer = await sendTest({ subscriberId });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(words);
    expect(await sentMail(service)).toEqual([]);
  });
});
