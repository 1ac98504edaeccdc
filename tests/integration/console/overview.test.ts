import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { countSubscribers } from '../../../src/app/overview/count-subscribers.ts';
import { readOverview } from '../../../src/app/overview/read-overview.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };
const day = 86_400_000;

let service: TestService;
let browser: ReturnType<typeof browserOn>;
const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
beforeAll(async () => {
  service = await testService();
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  service.clock.now = now;
  await createAdmin(service.deps, account);
  browser = browserOn(await service.app());
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'digest', 'bounce_event', 'subscriber_count']);
  await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO', 'cs.LG'] });
  await addReader(service.deps, 'bob@example.org', { topics: ['cs.RO'], cadence: 'weekly' });
  await addReader(service.deps, 'eve@example.org', { topics: ['cs.RO'] });
  await service.deps.stores.subscribers.deactivate(3, 'unsubscribed', now);
});

describe('the count of a day', () => {
  const days = () =>
    run(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(count)::int AS all, count(*)::int AS rows
       FROM subscriber_count GROUP BY 1 ORDER BY 1`,
    );
  test('is kept once, whoever asks and however often, and stays as it was', async () => {
    await Promise.all([countSubscribers(service.deps), countSubscribers(service.deps)]);
    await addReader(service.deps, 'late@example.org');
    await countSubscribers(service.deps);
    expect(await days()).toEqual([{ day: '2026-11-24', all: 3, rows: 15 }]);
    service.clock.now = new Date('2026-11-25T00:00:30Z');
    await countSubscribers(service.deps);
    expect(await days()).toEqual([
      { day: '2026-11-24', all: 3, rows: 15 },
      { day: '2026-11-25', all: 4, rows: 15 },
    ]);
  });
  test('is kept of a day without any subscribers too', async () => {
    await emptyTables(service.databaseUrl, ['subscriber'], { numbers: 'go on' });
    await countSubscribers(service.deps);
    expect(await days()).toEqual([{ day: '2026-11-24', all: 0, rows: 15 }]);
  });
});

describe('the overview', () => {
  test('has the counts of the last ninety days by status and cadence, and those of now', async () => {
    for (const ago of [120, 2, 1]) {
      service.clock.now = new Date(now.getTime() - ago * day);
      await countSubscribers(service.deps);
    }
    service.clock.now = now;
    const { history, now: counts } = await readOverview(service.deps);
    expect([...new Set(history.map((one) => one.day))]).toEqual(['2026-11-22', '2026-11-23']);
    expect(history).toContainEqual({ day: '2026-11-23', status: 'active', cadence: 'weekly', count: 1 });
    expect(counts).toHaveLength(3);
    expect(counts).toContainEqual({ status: 'unsubscribed', cadence: 'daily', count: 1 });
  });

  test('has the topics that most active readers follow', async () => {
    const { topics } = await readOverview(service.deps);
    expect(topics.map(({ slug, followers }) => [slug, followers])).toEqual([
      ['cs.RO', 2],
      ['cs.LG', 1],
    ]);
  });

  test('has what came of the messages of the last thirty days, refusals at the door among the bounces', async () => {
    await run(`INSERT INTO digest (origin, as_of, created_at) VALUES ('api', $1, $1), ('api', $1, $2)`, [
      now,
      new Date(now.getTime() - 31 * day),
    ]);
    await run(
      `INSERT INTO delivery (digest_id, state) SELECT g, s::delivery_state
       FROM generate_series(1, 2) AS g, unnest('{sent,sent,failed,unknown,queued,skipped}'::text[]) AS s`,
    );
    const event = (id: string, kind: string, reason: string, ago: number) =>
      run(
        `INSERT INTO bounce_event (event_hash, origin, kind, reason, status, matched_by, at)
         VALUES (convert_to($1, 'UTF8'), 'smtp', $2::bounce_kind, $3, '', 'address', $4)`,
        [id, kind, reason, new Date(now.getTime() - ago * day)],
      );
    await event('1', 'hard', 'user-unknown', 1);
    await event('2', 'hard', 'user-unknown', 40);
    await event('3', 'soft', 'mailbox-full', 1);
    await event('4', 'complaint', 'complaint', 2);
    await event('5', 'complaint', 'auth-failure', 2);
    for (const actor of ['mail server', 'smtp'])
      await service.deps.stores.subscribers.addEvent(1, { kind: 'bounced', actor, detail: {}, at: now });
    const { reputation } = await readOverview(service.deps);
    expect(reputation).toEqual({ messages: 4, hardBounces: 2, complaints: 1 });
  });
});

test('the first page of the console shows all of it, each chart as a table too', async () => {
  await countSubscribers(service.deps);
  await run(`INSERT INTO digest (origin, as_of, created_at) VALUES ('api', $1, $1)`, [now]);
  await run(`INSERT INTO delivery (digest_id, state) SELECT 1, 'sent' FROM generate_series(1, 1000)`);
  await run(
    `INSERT INTO bounce_event (event_hash, origin, kind, reason, status, matched_by, at)
     SELECT convert_to(n::text, 'UTF8'), 'smtp', 'complaint', 'complaint', '', 'address', $1 FROM generate_series(1, 2) AS n`,
    [now],
  );
  await run(
    `INSERT INTO source (name, last_attempt_at, last_error, blocked_until) VALUES ('arxiv', $1, 'it answered 503', $2)
     ON CONFLICT (name) DO UPDATE SET last_error = excluded.last_error, blocked_until = excluded.blocked_until`,
    [now, new Date(now.getTime() + 3_600_000)],
  );
  const { body } = await browser.get('/admin');
  expect(body).toMatch(/<dt>active<\/dt><dd>2<\/dd>/);
  expect(body).toMatch(/role="img" aria-label="24 Nov 2026 to now\. [^"]*active: from 2 to 2;/);
  expect(body).toMatch(/<th scope="row">24 Nov 2026<\/th><td class="n">0<\/td><td class="n">2<\/td>/);
  expect(body).toMatch(/<th scope="row">weekly<\/th><td class="n">1<\/td><td class="n">1<\/td>/);
  expect(body).toMatch(/cs\.RO[^<]*">[^<]+<\/a><\/th><td class="n">2<\/td>/);
  expect(body).toContain('Of 1,000 messages in the last 30 days.');
  expect(body).toMatch(
    /Complaints<\/th><td class="n">2<\/td><td class="n">0\.2 %<\/td><td><span class="badge health-paused">in doubt/,
  );
  expect(body).toContain('href="https://support.google.com/a/answer/81126"');
  expect(body).toMatch(
    /Hard bounces<\/th><td class="n">0<\/td><td class="n">0 %<\/td><td><span class="badge health-well">/,
  );
  expect(body).toContain('it answered 503');
  expect(body).toContain('Paused until 24 Nov 2026, 11:00 UTC');
  expect(body).toContain('Batches of deliveries to send');
  expect(body).toContain('aria-label="1,000 sent"');
  expect(body).toContain('<a href="/admin" aria-current="page">Overview</a>');
});
