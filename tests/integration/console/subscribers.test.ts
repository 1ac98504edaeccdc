import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { form } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
});
afterAll(() => desk.service.close());
beforeEach(async () => {
  const { databaseUrl } = desk.service;
  await emptyTables(databaseUrl, ['subscriber', 'suppression', 'digest']);
  await sql(databaseUrl, 'DELETE FROM pgboss.job');
  await desk.audited();
});

const { stringify } = JSON;
const deps = () => desk.service.deps;
const get = (path: string) => desk.browser.get(`/admin/subscribers${path}`);
const send = (path: string, values: Record<string, string> = {}) => desk.send(`/subscribers${path}`, values);
const addresses = (html: string) =>
  [...html.matchAll(/<a href="\/admin\/subscribers\/\d+">([^<]+)/g)].map(([, address]) => address);
const find = async (values: Record<string, string>) => addresses((await send('', values)).body);

describe('the list', () => {
  test('is the newest first, and finds by part of address or name, status, cadence and topic', async () => {
    await addReader(deps(), 'ada@example.org', { topics: ['cs.RO'], cadence: 'weekly' });
    await addReader(deps(), 'bob_100%@example.net', { topics: ['cs.LG'] });
    await addReader(deps(), 'cyd@example.org', { topics: ['cs.RO'] });
    await deps().stores.subscribers.choose(2, { name: 'Robert' }, null);
    await send('/3/unsubscribe');

    expect(addresses((await get('')).body)).toEqual([
      'cyd@example.org',
      'bob_100%@example.net',
      'ada@example.org',
    ]);
    expect(await find({ q: 'EXAMPLE.org' })).toEqual(['cyd@example.org', 'ada@example.org']);
    expect(await find({ q: 'robe' })).toEqual(['bob_100%@example.net']);
    expect(await find({ q: '0%' })).toEqual([]);
    expect(await find({ q: '00%' })).toEqual(['bob_100%@example.net']);
    expect(await find({ q: 'a_a' })).toEqual([]);
    // Shorter than the index's groups of letters: a beginning.
    expect(await find({ q: 'cy' })).toEqual(['cyd@example.org']);
    expect(await find({ q: 'yd' })).toEqual([]);
    expect(await find({ q: 'example', status: 'unsubscribed' })).toEqual(['cyd@example.org']);
    expect(await find({ cadence: 'weekly' })).toEqual(['ada@example.org']);
    expect(await find({ topic: 'cs.RO', status: 'active' })).toEqual(['ada@example.org']);
    expect(addresses((await get('?status=unsubscribed')).body)).toEqual(['cyd@example.org']);
    expect((await send('', { q: 'nobody at all' })).body).toContain('Nobody fits all of that.');
  });

  /** All parts of the list in an order, to its end. */
  async function throughAll(order: string): Promise<(string | undefined)[]> {
    const seen: (string | undefined)[] = [];
    let page = await send('', { q: 'reader', by: order });
    for (;;) {
      seen.push(...addresses(page.body));
      const after = /name="after" value="([^"]+)"/.exec(page.body)?.[1];
      if (after === undefined) return seen;
      expect(page.body).toMatch(/<form class="older" method="post" action="\/admin\/subscribers">/);
      expect(page.body).toContain('<input type="hidden" name="q" value="reader">');
      expect(page.body).toContain(`<input type="hidden" name="order" value="${order}">`);
      page = await send('', { q: 'reader', order, after });
    }
  }

  test('goes on where it ended in every order, by a post that keeps what was looked for', async () => {
    const { databaseUrl } = desk.service;
    await sql(
      databaseUrl,
      `INSERT INTO subscriber (email, address_hash, status, confirmed_at)
       SELECT 'reader' || n || '@example.org', sha256(convert_to(n::text, 'UTF8')),
         (CASE n % 3 WHEN 0 THEN 'active' WHEN 1 THEN 'pending' ELSE 'bounced' END)::subscriber_status, now()
       FROM generate_series(1, 120) n`,
    );
    // Ten digests, of which every third reader got one.
    await sql(
      databaseUrl,
      `INSERT INTO digest (origin, as_of, status)
       SELECT 'api', timestamptz '2026-11-01 08:00Z' + n * interval '1 day', 'finished' FROM generate_series(1, 10) n`,
    );
    await sql(
      databaseUrl,
      `INSERT INTO delivery (digest_id, subscriber_id, state, paper_ids, subject_ids)
       SELECT 1 + id % 10, id, 'sent', '{}', '{}' FROM subscriber WHERE id % 3 = 0`,
    );
    const byId = Array.from({ length: 120 }, (_, n) => n + 1);
    const named = (ids: number[]) => ids.map((id) => `reader${id}@example.org`);
    const state = (id: number) => [1, 0, 2][[1, 0, 2].indexOf(id % 3)]!;
    const rank = (id: number) => ({ 1: 0, 0: 1, 2: 2 })[state(id)] ?? 0;
    const digest = (id: number) => (id % 3 === 0 ? 1 + (id % 10) : 0);
    expect(await throughAll('joined')).toEqual(named(byId));
    expect(await throughAll('-joined')).toEqual(named(byId.toReversed()));
    const inLetters = named(byId).toSorted();
    expect(await throughAll('address')).toEqual(inLetters);
    expect(await throughAll('-address')).toEqual(inLetters.toReversed());
    const byState = byId.toSorted((a, b) => rank(a) - rank(b) || a - b);
    expect(await throughAll('status')).toEqual(named(byState));
    expect(await throughAll('-status')).toEqual(named(byState.toReversed()));
    const byDigest = byId.toSorted((a, b) => digest(a) - digest(b) || a - b);
    expect(await throughAll('last-digest')).toEqual(named(byDigest));
    expect(await throughAll('-last-digest')).toEqual(named(byDigest.toReversed()));
  });

  test('says by which column it is ordered, and the head of each asks for its order', async () => {
    await addReader(deps(), 'ada@example.org');
    const usual = (await get('')).body;
    expect(usual).toMatch(
      /<th scope="col" aria-sort="descending"><button[^>]*name="by" value="joined">Added/,
    );
    expect(usual.match(/aria-sort/g)).toHaveLength(1);
    const byAddress = (await send('', { by: 'address' })).body;
    expect(byAddress).toMatch(
      /aria-sort="ascending"><button[^>]*form="find" name="by" value="-address">Address/,
    );
    // Looking for others keeps the order.
    expect((await send('', { q: 'ada', order: 'address' })).body).toMatch(/aria-sort="ascending"/);
  });

  test('tells how many fit, and of which status, whatever the part that is shown', async () => {
    await sql(
      desk.service.databaseUrl,
      `INSERT INTO subscriber (email, address_hash, status, confirmed_at, language)
       SELECT 'reader' || n || '@example.org', sha256(convert_to(n::text, 'UTF8')),
         (CASE WHEN n % 4 = 0 THEN 'unsubscribed' ELSE 'active' END)::subscriber_status, now(),
         CASE WHEN n % 2 = 0 THEN 'de' ELSE 'en' END FROM generate_series(1, 1200) n`,
    );
    const words = (html: string) =>
      /<p role="status">(.*?)<\/p>/
        .exec(html)?.[1]
        ?.replace(/<[^>]+>/g, '')
        .trim();
    expect(words((await get('')).body)).toBe('1,200 subscribers 900 active, 300 unsubscribed');
    const german = (await send('', { language: 'de' })).body;
    expect(words(german)).toMatch(/^600 subscribers 300 active, 300 unsubscribed/);
    const both = (await send('', { language: 'de', status: 'active' })).body;
    expect(words(both)).toMatch(/^300 subscribers · All/);
    expect(both).toContain('<option value="unsubscribed">unsubscribed (300)</option>');
    expect(both).toContain('Export 300 subscribers');
    expect(words((await send('', { q: 'reader77@' })).body)).toMatch(/^1 subscriber 1 active/);
  });

  test('is not ordered by the last digests of very many', async () => {
    await sql(
      desk.service.databaseUrl,
      `INSERT INTO subscriber (email, address_hash)
       SELECT 'reader' || n || '@example.org', sha256(convert_to(n::text, 'UTF8')) FROM generate_series(1, 20001) n`,
    );
    const refused = await send('', { by: '-last-digest' });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toMatch(
      /role="alert">At most 20,000 can be sorted by their last digests: look for fewer/,
    );
    // They are shown all the same, in the usual order.
    expect(addresses(refused.body)[0]).toBe('reader20001@example.org');
    expect(refused.body).toMatch(/aria-sort="descending"><button[^>]*value="joined">Added/);
    expect(addresses((await send('', { by: '-last-digest', q: 'reader2000' })).body)).toHaveLength(3);
  });

  test('has no address in any link or form', async () => {
    await addReader(deps(), 'ada@example.org');
    for (const { body } of [await send('', { q: 'ada@example.org' }), await get('/1')]) {
      expect(body).toContain('ada@example.org');
      const places = [...body.matchAll(/(?:href|action|formaction)="([^"]+)"/g)].map(([, place]) => place);
      expect(places.length).toBeGreaterThan(10);
      expect(places.filter((place) => /ada|%40/.test(place ?? ''))).toEqual([]);
      expect(body).not.toMatch(/<form[^>]*method="get"/);
    }
  });

  test('tells of a topic that is not there beside its field', async () => {
    const answer = await send('', { topic: 'no-such', q: 'kept' });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/id="topic-error">There is no topic &quot;no-such&quot;/);
    expect(answer.body).toContain('name="q" value="kept"');
  });

  test('is for admins only', async () => {
    const { app } = desk;
    expect((await app.inject('/admin/subscribers')).statusCode).toBe(302);
    expect((await app.inject({ url: '/admin/subscribers', ...form({ q: 'a' }) })).statusCode).toBe(403);
    expect((await desk.browser.post('/admin/subscribers', { q: 'a' })).statusCode).toBe(403);
    expect((await get('/99')).statusCode).toBe(404);
  });
});

describe('one subscriber', () => {
  const values = {
    name: 'Ada',
    cadence: 'weekly',
    timezone: 'Europe/Berlin',
    hour: '7',
    maxPapers: '5',
    quietDays: 'note',
    announcements: 'on',
    topics: 'cs.RO\nrobot-learning',
    queries: '"sparse attention" -vision\nprime numbers',
    authors: 'Ada Lovelace',
    papers: '',
  };

  test('shows consent, deliveries, bounces, history and what admins changed', async () => {
    const id = await addReader(deps(), 'ada@example.org');
    const { id: digestId } = await triggerDigest(deps(), { origin: 'api' });
    await planDigest(deps(), digestId);
    await deps().stores.bounces.recordEvent({
      eventHash: Buffer.from('x'),
      origin: 'ses',
      kind: 'soft',
      reason: 'mailbox-full',
      status: '4.2.2',
      subscriberId: id,
      deliveryId: null,
      matchedBy: 'address',
      raw: null,
      at: now,
    });
    await send('/1', values);
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const { body } = await get('/1');
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);
    expect(body).toContain('import: test');
    expect(body).toMatch(
      /<a href="\/admin\/digests\/1">#1<\/a><\/th><td><span class="swatch state-skipped">/,
    );
    expect(body).toMatch(/<td>soft<\/td><td>mailbox-full<\/td><td>4\.2\.2<\/td><td>ses<\/td>/);
    expect(body).toContain('<td>imported</td>');
    expect(body).toMatch(/<td>admin@example\.org<\/td><td>subscriber changed<\/td>/);
  });

  test('is changed, keeps the weights of what stays, and leaves a line without its words', async () => {
    const id = await addReader(deps(), 'ada@example.org', {
      interests: [{ kind: 'query', query: 'prime numbers', weight: 'more' }],
    });
    const answer = await send('/1', values);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/subscribers/1?saved=yes']);
    const after = await deps().stores.subscribers.byId(id);
    expect(after).toMatchObject({ name: 'Ada', cadence: 'weekly', hour: 7, maxPapers: 5, quietDays: 'note' });
    expect(after!.nextDueAt?.toISOString()).toBe('2026-11-30T06:00:00.000Z');
    expect(after!.interests.map(({ kind, weight }) => `${kind} ${weight}`).toSorted()).toEqual([
      'author normal',
      'query more',
      'query normal',
      'topic normal',
      'topic normal',
    ]);
    const [line] = await deps().stores.audit.list({ before: null, limit: 1 });
    expect(line).toMatchObject({ actor: 'admin 1', action: 'subscriber changed', object: 'subscriber 1' });
    expect(line!.detail['changed']).toEqual([
      'name',
      'cadence',
      'timezone',
      'hour',
      'maxPapers',
      'quietDays',
      'interests',
    ]);
    expect(stringify(line)).not.toMatch(/Lovelace|prime|sparse|ada@/);
  });

  test('shows what is wrong beside each field, keeps what was typed, and changes nothing', async () => {
    await addReader(deps(), 'ada@example.org', { topics: ['cs.RO'] });
    const before = await checksums(desk.service.databaseUrl, ['admin_session']);
    const wrong = {
      ...values,
      name: 'Kept',
      maxPapers: '99',
      topics: 'no-such-topic',
      queries: '-nothing',
      timezone: 'Mars/Base',
    };
    const { statusCode, body } = await send('/1', wrong);
    expect(statusCode).toBe(400);
    for (const field of ['maxPapers', 'topics', 'queries', 'timezone'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">`));
    expect(body).toContain('value="Kept"');
    expect(body).toContain('value="Mars/Base" selected');
    expect(await checksums(desk.service.databaseUrl, ['admin_session'])).toEqual(before);
  });

  test('is unsubscribed and made active again, but never confirmed in their place or against a suppression', async () => {
    await addReader(deps(), 'ada@example.org');
    await send('/1/unsubscribe');
    expect((await deps().stores.subscribers.byId(1))!.status).toBe('unsubscribed');
    expect((await get('/1')).body).toContain('Make active again');
    await send('/1/reactivate');
    expect((await deps().stores.subscribers.byId(1))!.status).toBe('active');

    await send('/1/unsubscribe');
    await deps().stores.suppressions.suppress('ada@example.org', 'complaint');
    const barred = await send('/1/reactivate');
    expect(barred.statusCode).toBe(409);
    expect(barred.body).toMatch(/role="alert">This address is suppressed/);
    expect(barred.body).toContain('Must not be mailed: the address: complaint');

    await deps().stores.subscribers.ensure({
      email: 'new@example.org',
      name: null,
      choices: {
        cadence: 'daily',
        timezone: 'UTC',
        hour: 8,
        weekday: 'monday',
        maxPapers: 10,
        quietDays: 'skip',
        announcements: 'on',
        language: 'en',
        interests: [],
      },
    });
    const pending = await send('/2/reactivate');
    expect(pending.statusCode).toBe(409);
    expect(pending.body).toContain('only the reader can confirm');
  });

  test('is changed wholly or not at all', async () => {
    await addReader(deps(), 'ada@example.org');
    await send('/1/unsubscribe');
    await desk.audited();
    const { editByAdmin } = await import('../../../src/app/subscribers/edit-subscriber.ts');
    const both = { status: 'active' as const, cadence: 'hourly', actor: 'admin 1' };
    await expect(editByAdmin(deps(), 1, both)).rejects.toMatchObject({ code: 'invalid' });
    expect((await deps().stores.subscribers.byId(1))!.status).toBe('unsubscribed');
    expect(await desk.audited()).toEqual([]);
  });

  test('is erased when the address is typed, and only then', async () => {
    await addReader(deps(), 'Ada@example.org');
    const refused = await send('/1/erase', { confirm: 'ada@example' });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toMatch(/name="confirm" value="ada@example"[^>]*aria-invalid="true"/);
    expect(refused.body).toContain('id="confirm-error">Type the address exactly');
    const answer = await send('/1/erase', { confirm: ' ADA@example.org ' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/subscribers?erased=yes']);
    expect(await deps().stores.subscribers.byId(1)).toBeNull();
    expect(await deps().stores.suppressions.isSuppressed('ada@example.org')).toBe(true);
    expect(await desk.audited()).toEqual(['admin 1: subscriber erased, subscriber 1']);
    const audit = await sql(
      desk.service.databaseUrl,
      `SELECT string_agg(a::text, ' ') AS lines FROM audit_event a`,
    );
    expect(stringify(audit)).not.toMatch(/ada@/i);
    expect((await get('?erased=yes')).body).toContain('Only a hash of the address is kept');
  });

  test('is exported as JSON, and all of a status as CSV with a line in the audit', async () => {
    await addReader(deps(), '=ada@example.org');
    await addReader(deps(), 'bob@example.org');
    await send('/2/unsubscribe');
    const one = await get('/1/export');
    expect(one.headers['content-disposition']).toContain('subscriber-1.json');
    expect(one.json()).toMatchObject({ subscriber: { email: '=ada@example.org' } });
    await desk.audited();
    const all = await send('/export', { status: 'active' });
    expect(all.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(all.body.trim().split('\n')).toHaveLength(2);
    expect(all.body).toContain("'=ada@example.org");
    expect(await desk.audited()).toEqual(['admin 1: subscribers exported, subscribers']);
    expect((await send('/export')).body.trim().split('\n')).toHaveLength(3);
  });
});
