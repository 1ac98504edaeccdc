import { beforeEach, describe, expect, test } from 'vitest';
import { trendsAt } from '../../../src/app/papers/refresh-trends.ts';
import { changeTerms } from '../../../src/app/retention/change-terms.ts';
import { askForTidying, countTidyable } from '../../../src/app/retention/tidy.ts';
import { addByAdmin } from '../../../src/app/subscribers/edit-subscriber.ts';
import { addSubscriber } from '../../../src/app/subscribers/import-rows.ts';
import { type RetentionName, retention, retentionNames } from '../../../src/domain/retention/retention.ts';
import { waitingJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { addReader } from '../../support/readers.ts';
import { daysAgo, tidyingNow as now, tidyAll, tidyingTests } from '../../support/retention.ts';
import { seeded } from '../../support/seeded.ts';
import type { TestService } from '../../support/test-service.ts';
import { askByForm } from '../../support/web/web.ts';

const { service: opened, run } = tidyingTests(['past_unsubscribe', 'caught_mail', 'audit_event']);
let service: TestService;
beforeEach(() => {
  service = opened();
});
const emails = async () =>
  (await run('SELECT email::text FROM subscriber ORDER BY email')).map(({ email }) => email);

/** How a row of each is made that is as old as is said; what is not here has tests of its own. */
const made: Partial<Record<RetentionName, (at: Date, number: number) => Promise<unknown>>> = {
  unconfirmed: (at, number) =>
    run(
      `INSERT INTO subscriber (email, address_hash, created_at) VALUES ($1::text, sha256(convert_to($1::text, 'UTF8')), $2)`,
      [`pending${number}@example.org`, at],
    ),
  events: async (at) =>
    await run(
      `INSERT INTO subscriber_event (subscriber_id, kind, actor, at) SELECT id, 'preferences changed', 'reader', $1 FROM subscriber`,
      [at],
    ),
  bounces: (at, number) =>
    run(
      `INSERT INTO bounce_event (event_hash, origin, kind, reason, status, at) VALUES (sha256(convert_to($1, 'UTF8')), 'smtp', 'soft', 'full', '', $2)`,
      [String(number), at],
    ),
  webhookPosts: (at) =>
    run(
      `INSERT INTO webhook_post (provider, minute, outcome, posts, events, recorded) VALUES ('ses', $1, 'taken', 1, 1, 1)`,
      [at],
    ),
  imports: (at) =>
    run(`INSERT INTO subscriber_import (file_name, actor, updated_at) VALUES ('a.csv', 'admin 1', $1)`, [at]),
  bulkChanges: (at) =>
    run(
      `INSERT INTO bulk_change (kind, state, total, actor, created_at, ended_at) VALUES ('tag', 'done', 1, 'admin 1', $1, $1)`,
      [at],
    ),
  caughtMail: (at) =>
    run(
      `INSERT INTO caught_mail (at, envelope_to, envelope_from, subject, raw, about_account) VALUES ($1, 'a@example.org', 'b@example.org', 's', '', false)`,
      [at],
    ),
  pictures: (at, number) =>
    run(`INSERT INTO picture (hash, png, width, height, added_at) VALUES ($1, '', 1, 1, $2)`, [
      String(number).padStart(64, '0'),
      at,
    ]),
  log: (at) =>
    run(
      `INSERT INTO audit_event (at, actor, action, object) VALUES ($1, 'command', 'token created', 'token 1')`,
      [at],
    ),
};
const tables: Partial<Record<RetentionName, string>> = {
  unconfirmed: 'subscriber',
  events: 'subscriber_event',
  bounces: 'bounce_event',
  webhookPosts: 'webhook_post',
  imports: 'subscriber_import',
  bulkChanges: 'bulk_change',
  caughtMail: 'caught_mail',
  pictures: 'picture',
  log: 'audit_event',
};

describe('what is older than its term goes, and what is younger stays', () => {
  test.each(Object.keys(made) as RetentionName[])('%s', async (name) => {
    await emptyTables(service.databaseUrl, [tables[name]!]);
    if (name === 'events') {
      await run(
        `INSERT INTO subscriber (email, address_hash, status) VALUES ('ada@example.org', sha256('ada'), 'unsubscribed')`,
      );
    }
    const { days } = retention[name];
    await made[name]!(daysAgo(days + 0.01), 1);
    await made[name]!(daysAgo(days - 0.01), 2);
    expect((await countTidyable(service.deps))[name]).toBe(1);
    await tidyAll(service);
    const left = await run(
      `SELECT count(*)::int AS n FROM ${tables[name]!} ${name === 'log' ? "WHERE actor = 'command'" : ''}`,
    );
    expect(left).toEqual([{ n: 1 }]);
    expect((await countTidyable(service.deps))[name]).toBe(0);
    expect((await service.deps.stores.retention.totals()).get(name)).toBe(1);
  });

  test('a picture that a letter shows stays', async () => {
    await emptyTables(service.databaseUrl, ['picture']);
    await made.pictures!(daysAgo(400), 77);
    await run(
      `INSERT INTO digest (origin, as_of, subject, body, topic_ids, subscriber_ids) VALUES ('console', $1, 'Hello', '![](/pictures/${'77'.padStart(64, '0')}.png)', '{}', '{}')`,
      [now],
    );
    await tidyAll(service);
    expect(await run('SELECT hash FROM picture')).toEqual([{ hash: '77'.padStart(64, '0') }]);
  });

  test('of requests nobody confirmed the last one stays, and each that was confirmed', async () => {
    await askByForm(service, 'ada@example.org', { topics: 'cs.RO' });
    await run(`UPDATE subscriber SET status = 'active', confirmed_at = now()`);
    const add = (at: Date, confirmed: Date | null) =>
      run(
        `INSERT INTO subscription_request (id, subscriber_id, form, text_version, mail_domain, choices, created_at, confirmed_at)
         SELECT gen_random_uuid(), id, 'home', '2', 'example.org', '{}', $1, $2 FROM subscriber`,
        [at, confirmed],
      );
    await run('DELETE FROM subscription_request');
    await add(daysAgo(200), daysAgo(199));
    await add(daysAgo(150), null);
    await add(daysAgo(100), null);
    await add(daysAgo(80), null);
    await tidyAll(service);
    const left = await run('SELECT created_at FROM subscription_request ORDER BY created_at');
    expect(left.map(({ created_at: at }) => at)).toEqual([daysAgo(200), daysAgo(80)]);
  });

  test('nothing goes that is kept for ever, and a shorter term holds at once', async () => {
    await made.bounces!(daysAgo(5_000), 1);
    const typed = Object.fromEntries(retentionNames.map((name) => [name, ''])) as Record<
      RetentionName,
      string
    >;
    await changeTerms(service.deps, { ...typed, bounces: '0' }, 'admin 1');
    await tidyAll(service);
    expect(await run('SELECT count(*)::int AS n FROM bounce_event')).toEqual([{ n: 1 }]);
    await expect(
      changeTerms(service.deps, { ...typed, bounces: '5', unconfirmed: '0', deliveries: 'soon' }, 'admin 1'),
    ).rejects.toMatchObject({
      fields: [{ field: 'deliveries' }, { field: 'unconfirmed' }, { field: 'bounces' }],
    });
    await changeTerms(service.deps, { ...typed, bounces: '240' }, 'admin 1');
    await tidyAll(service);
    expect(await run('SELECT count(*)::int AS n FROM bounce_event')).toEqual([{ n: 0 }]);
    expect(
      await run(`SELECT detail FROM audit_event WHERE action = 'retention changed' ORDER BY id`),
    ).toEqual([{ detail: { bounces: [365, 0] } }, { detail: { bounces: [0, 240] } }]);
  });
});

describe('a reader who unsubscribed', () => {
  const email = 'grete.hermann@example.org';
  async function gone(days: number): Promise<void> {
    const id = await addReader(service.deps, email, { confirmedAt: daysAgo(900) });
    await run(
      `UPDATE subscriber SET status = 'unsubscribed', next_due_at = NULL, unsubscribed_at = $2 WHERE id = $1`,
      [id, daysAgo(days)],
    );
    await run(`UPDATE subscription_request SET created_at = $1`, [daysAgo(900)]);
  }

  test('a year ago is gone from every table, and no list brings them back', async () => {
    await gone(366);
    await addReader(service.deps, 'ada@example.org');
    await tidyAll(service);
    expect(await emails()).toEqual(['ada@example.org']);
    const names = await run(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
    );
    for (const { name } of names)
      expect(
        await run(`SELECT 1 FROM ${String(name)} t WHERE strpos(lower(t::text), 'grete.hermann') > 0`),
        String(name),
      ).toEqual([]);
    // By a file, in another spelling too, and by hand.
    const line = {
      mailDomain: 'example.org',
      name: null,
      choices: (await anyChoices())!,
      consentSource: 'a list',
      consentAt: now,
      actor: 'import' as const,
    };
    for (const status of ['active', 'pending'] as const)
      expect(await addSubscriber(service.deps, { ...line, email: email.toUpperCase(), status })).toBe(
        'existing',
      );
    await expect(addByAdmin(service.deps, { email, topics: [], actor: 'admin 1' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await emails()).toEqual(['ada@example.org']);
    // The reader does, by the form.
    await askByForm(service, email, { topics: 'cs.RO' });
    expect(await emails()).toEqual(['ada@example.org', email]);
  });

  test('less than a year ago is kept, and one who has asked to come back too', async () => {
    await gone(364);
    await tidyAll(service);
    expect(await emails()).toEqual([email]);
    await run('UPDATE subscriber SET unsubscribed_at = $1', [daysAgo(500)]);
    await run('UPDATE subscription_request SET created_at = $1', [daysAgo(2)]);
    await tidyAll(service);
    expect(await emails()).toEqual([email]);
  });

  async function anyChoices() {
    return await service.deps.stores.subscribers.byEmail('ada@example.org');
  }
});

describe('signals', () => {
  test('are thinned to the last of a day, then of a week, and no trend changes by it', async () => {
    const random = seeded(7);
    const papers = Array.from({ length: 40 }, (_, number) => {
      const age = number < 25 ? 5 + random() * 55 : 80 + random() * 170;
      return makeIncoming({
        arxivId: `2510.${String(number).padStart(5, '0')}`,
        title: `Paper ${number}`,
        ...ownWords(number),
        publishedAt: daysAgo(age),
        featuredAt: daysAgo(age),
      });
    });
    await service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
    await run('UPDATE paper SET fresh_at = featured_at');
    // Each is looked at every few hours from its first day on; old ones are still spoken of.
    await run(
      `INSERT INTO signal (paper_id, source, at, upvotes)
       SELECT p.id, 'hugging-face', moment, (extract(epoch FROM moment - p.fresh_at) / 20000 * (1 + p.id % 5))::int
       FROM paper p CROSS JOIN LATERAL generate_series(p.fresh_at + interval '2 hours', $1::timestamptz, interval '7 hours') AS moment
       ORDER BY moment, p.id`,
      [now],
    );
    const { trends } = service.deps.stores;
    const before = await trendsAt(trends, now);
    await service.deps.stores.retention.writeSaid({ signalsByWeek: 150 });
    const due = await countTidyable(service.deps);
    await tidyAll(service);
    const run1 = await service.deps.stores.retention.lastRun();
    expect(run1?.rows.signalsByDay).toBe(due.signalsByDay);
    expect(run1?.rows.signalsByWeek).toBeGreaterThan(0);
    expect(await trendsAt(trends, now)).toEqual(before);

    const most = async (unit: string, from: number, to: number) => {
      const [row] = await run(
        `SELECT coalesce(max(n), 0)::int AS n FROM (SELECT count(*) AS n FROM signal WHERE at >= $1 AND at < $2
         GROUP BY paper_id, source, date_trunc('${unit}', at, 'UTC')) AS spans`,
        [daysAgo(from), daysAgo(to)],
      );
      return row?.['n'];
    };
    expect(await most('week', 300, 157)).toBe(1);
    expect(await most('day', 149, 91)).toBe(1);
    expect(await most('week', 149, 91)).toBeGreaterThan(5);
    expect(await most('day', 89, 0)).toBeGreaterThan(2);
    // The last one of each stays what it was: the totals are as before.
    expect(
      await run(
        `SELECT count(*)::int AS n FROM paper p WHERE NOT EXISTS (SELECT FROM signal s WHERE s.paper_id = p.id
      AND s.at > $1::timestamptz - interval '7 hours')`,
        [now],
      ),
    ).toEqual([{ n: 0 }]);
  });
});

test('the night’s tidying is given to a worker once, and again when it was cut off', async () => {
  const asked = async () => (await waitingJobs(service)).filter(({ name }) => name === 'tidy').length;
  service.clock.now = new Date('2026-11-24T01:59:00Z');
  await run('UPDATE installation SET tidy_from = $1', [new Date('2026-11-23T20:00:00Z')]);
  await askForTidying(service.deps);
  expect(await asked()).toBe(0);
  service.clock.now = new Date('2026-11-24T02:00:00Z');
  await askForTidying(service.deps);
  await askForTidying(service.deps);
  expect(await asked()).toBe(1);
  await run('DELETE FROM pgboss.job');
  await tidyAll(service);
  await askForTidying(service.deps);
  expect(await asked()).toBe(0);
  await run('UPDATE tidy_run SET ended_at = NULL');
  await askForTidying(service.deps);
  expect(await asked()).toBe(1);
});
