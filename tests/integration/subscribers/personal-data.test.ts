import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordHardBounce } from '../../../src/app/bounces/record-hard-bounce.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { askForLink } from '../../../src/app/subscribers/ask-for-link.ts';
import { startChange } from '../../../src/app/subscribers/bulk/start-change.ts';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, openSql, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada.lovelace@example.org';

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
  // What a truncated reader followed alone: no trigger has deleted it.
  await sql(service.databaseUrl, `DELETE FROM subject WHERE kind <> 'topic'`);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
  path = pathOf(service.deps.links.preferences(id));
});

/** Links as they are mailed to a reader within the hour. */
const mailed = (reader = id) => ({
  export: pathOf(service.deps.links.ending('export', reader, later(60))),
  erase: pathOf(service.deps.links.ending('erase', reader, later(60))),
});
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const press = (url: string) => app.inject({ url, ...form() });

const subscriber = async () => (await service.deps.stores.subscribers.byId(id))!;

test('the export has everything that is kept about the reader', async () => {
  await emptyTables(service.databaseUrl, ['subscriber']);
  const link = await askByForm(service, email, { topics: 'cs.RO', timezone: 'Europe/Berlin', hour: '7' });
  await confirm(service.deps, { token: link.replace('/confirm/', ''), clientIp: '203.0.113.5' });
  await runJobs(service);
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);

  const answer = await press(mailed(1).export);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('application/json');
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.json"$/);
  const data = answer.json();
  expect(data.subscriber).toMatchObject({
    email,
    status: 'active',
    topics: ['cs.RO'],
    cadence: 'daily',
    timezone: 'Europe/Berlin',
    hour: 7,
    maxPapers: 10,
    confirmedAt: now.toISOString(),
  });
  expect(data.consent).toEqual([
    {
      form: 'home',
      textVersion: '2',
      requestedAt: now.toISOString(),
      requestedFrom: '127.0.0.1',
      confirmedAt: now.toISOString(),
      confirmedFrom: '203.0.113.5',
      mailedAt: now.toISOString(),
      asked: {
        topics: ['cs.RO'],
        interests: [{ kind: 'topic', value: 'cs.RO', weight: 'normal' }],
        cadence: 'daily',
        timezone: 'Europe/Berlin',
        hour: 7,
        weekday: 'monday',
        maxPapers: 10,
        announcements: 'on',
        quietDays: 'skip',
        language: 'en',
      },
    },
  ]);
  expect(data.events.map(({ kind }: { kind: string }) => kind)).toEqual([
    'subscribed',
    'mail sent',
    'confirmed',
  ]);
  expect(data.deliveries).toEqual([
    // The paper of the welcome mail, after which nothing is new.
    expect.objectContaining({ digestId: 1, state: 'sent', attempts: 1, paperIds: [1] }),
    expect.objectContaining({ digestId: 2, state: 'skipped' }),
  ]);
});

/** An id that stands for nothing else: what names it is about that reader. */
const marked = 7_654_321;

/** A reader with something in every table that can have something about one. */
async function everywhere(): Promise<{ path: string }> {
  await emptyTables(service.databaseUrl, ['subscriber', 'caught_mail']);
  await sql(service.databaseUrl, `ALTER SEQUENCE subscriber_id_seq RESTART WITH ${marked}`);
  const link = await askByForm(service, email, {
    topics: 'cs.RO',
    queries: 'sparse walking',
    authors: 'Grete Hermann',
  });
  await confirm(service.deps, { token: link.replace('/confirm/', ''), clientIp: '203.0.113.5' });
  await sql(service.databaseUrl, `UPDATE subscriber SET name = 'Ada Byron'`);
  const { stores } = service.deps;
  await triggerDigest(service.deps, { origin: 'api', emails: [email] });
  await runJobs(service);
  await stores.tags.addTags([marked], [{ name: 'Lab', key: 'lab' }]);
  const newEmail = 'ada.lovelace@new.example.org';
  await stores.addressChanges.ask({ subscriberId: marked, newEmail, createdAt: now });
  await stores.feedback.vote(marked, 1, 'more', now);
  await stores.feedback.mute(marked, { author: 'Emmy Noether' }, now);
  await stores.savedPapers.keepSaved(marked, [1], now, 100);
  await recordHardBounce(service.deps, marked, `550 5.1.1 <${email}> gone`);
  const [delivery] = await sql(service.databaseUrl, 'SELECT id FROM delivery');
  await stores.bounces.recordEvent({
    eventHash: Buffer.from('an event'),
    origin: 'smtp',
    kind: 'hard',
    reason: 'unknown-user',
    status: '5.1.1',
    subscriberId: marked,
    deliveryId: String(delivery?.['id']),
    matchedBy: 'return-path',
    raw: null,
    at: now,
  });
  await sql(service.databaseUrl, `UPDATE suppression SET note = 'Ada Byron asked for it'`);
  await askForLink(service.deps, { kind: 'export', email, clientIp: '203.0.113.5' });
  await runJobs(service);
  await sql(service.databaseUrl, `INSERT INTO sent_papers SELECT id, '2026-01-01', '{1}' FROM subscriber`);
  // Frozen for a change that a worker has not begun.
  await startChange(service.deps, {
    kind: 'untag',
    asked: { q: email },
    tag: 'Lab',
    counted: 1,
    actor: 'admin 1',
  });
  // Left in the queue: a job that names the reader.
  await stores.jobs.send('send-subscription-mail', { kind: 'goodbye', subscriberId: marked });
  return { path: pathOf(service.deps.links.preferences(marked)) };
}

/** The tables with a row that holds any of these texts, whatever the case. */
async function tablesWith(...texts: string[]): Promise<string[]> {
  const connection = await openSql(service.databaseUrl);
  try {
    const tables = await connection.run(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await connection.run(
        // Bytes are shown as hex digits: what they would read as is looked for too.
        `SELECT 1 FROM ${String(name)} t, unnest($1::text[]) AS sought
         WHERE strpos(lower(t::text), lower(sought)) > 0
            OR strpos(t::text, encode(convert_to(sought, 'UTF8'), 'hex')) > 0 LIMIT 1`,
        [texts],
      );
      if (rows.length > 0) found.push(String(name));
    }
    return found.toSorted();
  } finally {
    await connection.close();
  }
}

describe('what is stored about a reader', () => {
  /** Where each table with something about a reader is told in the download; null: why it is not. */
  const told = {
    'public.subscriber': 'subscriber',
    'public.subscriber_tag': 'subscriber',
    'public.subscription_request': 'consent',
    'public.link_request': 'links',
    'public.address_change': 'addressChanges',
    'public.subscriber_event': 'events',
    'public.interest': 'subscriber',
    'public.feedback': 'votes',
    'public.mute': 'mutes',
    'public.saved_paper': 'savedPapers',
    'public.delivery': 'deliveries',
    'public.sent_papers': 'papersSentEarlier',
    'public.bounce_event': 'bounces',
    'public.suppression': 'suppression',
    'public.caught_mail': 'caughtMail',
    // Whom a digest was sent to by name: those deliveries.
    'public.digest': 'deliveries',
    // Only an id, while there is something to do.
    'pgboss.job': null,
    'public.bulk_member': null,
  } as const;

  test('is in the download, whichever table it is in', async () => {
    await everywhere();
    const held = (await tablesWith(String(marked), 'ada.lovelace')).map((name) =>
      // The queue has a table for each of its queues.
      name.startsWith('pgboss.j') ? 'pgboss.job' : name,
    );
    expect([...new Set(held)]).toEqual(Object.keys(told).toSorted());
    const data = (await press(mailed(marked).export)).json();
    for (const part of Object.values(told))
      if (part !== null) expect(data[part], part).not.toSatisfy(isEmpty);
    expect(data).toMatchObject({
      subscriber: {
        name: 'Ada Byron',
        tags: ['Lab'],
        interests: [{ value: 'cs.RO' }, { value: 'Grete Hermann' }, { value: 'sparse walking' }],
      },
      consent: [{ requestedFrom: '127.0.0.1', confirmedFrom: '203.0.113.5' }],
      links: [{ kind: 'export', requestedFrom: '203.0.113.0/24' }],
      votes: [{ paperId: 1, vote: 'more' }],
      mutes: [{ author: 'Emmy Noether' }],
      savedPapers: [{ paperId: 1 }],
      bounces: [{ origin: 'smtp', kind: 'hard', reason: 'unknown-user' }],
      suppression: { reason: 'bounce', note: 'Ada Byron asked for it' },
    });
  });

  test('stands on the page in words', async () => {
    const { path: page } = await everywhere();
    const { body } = await app.inject(page);
    const list =
      /<dl class="facts stored">([\s\S]*?)<\/dl>/.exec(body)?.[1]?.replace(/<[^>]+>|\s+/g, ' ') ?? '';
    for (const words of [
      'a…e@example.org, here since',
      'Ada Byron',
      'By the form on the start page',
      'The network addresses that this came from, in the download',
      '3 things that you follow',
      '1 tag that the operators of this service gave you',
      '1 vote on papers, 1 muted author or topic',
      '1 saved paper',
      '1 digest sent of 2 digests planned',
      '1 mail that came back',
      'Your address is barred',
      'until you erase it',
      'Whether you open a mail',
    ])
      expect(list).toContain(words);
  });

  test('is gone from every table after erasing, but for the hash that suppresses', async () => {
    await everywhere();
    const secrets = [
      String(marked),
      'ada.lovelace',
      'Ada Byron',
      'Grete Hermann',
      'Emmy Noether',
      'sparse walking',
    ];
    // What would be found if erasing did nothing: the search can fail.
    for (const one of secrets) expect(await tablesWith(one), one).not.toEqual([]);
    expect((await press(mailed(marked).erase)).statusCode).toBe(200);
    // How far planning had come, in the order of ids: whoever that one was.
    await sql(service.databaseUrl, 'UPDATE digest SET plan_cursor = 0');
    expect(await tablesWith(...secrets, '203.0.113.5')).toEqual([]);
    expect(await sql(service.databaseUrl, 'SELECT email, domain, reason, note FROM suppression')).toEqual([
      { email: null, domain: null, reason: 'bounce', note: null },
    ]);
    expect(await service.deps.stores.suppressions.isSuppressed(email)).toBe(true);
  });
});

/** Null, or a list of nothing. */
function isEmpty(value: unknown): boolean {
  return value == null || (Array.isArray(value) && value.length === 0);
}

describe('erasing', () => {
  test('and downloading take a link that is mailed, and are not open to the one in every mail', async () => {
    for (const kind of ['export', 'erase'] as const) {
      const before = await checksums(service.databaseUrl);
      expect((await app.inject(`${path}/${kind}`)).statusCode).toBe(404);
      expect(await checksums(service.databaseUrl)).toEqual(before);
      const { body } = await press(`${path}/${kind}`);
      expect(body).toContain('Check your inbox');
      expect(body).not.toContain('@');
      await runJobs(service);
      const [mail, ...more] = await sentMail(service, email);
      expect(more).toEqual([]);
      await emptyTables(service.databaseUrl, ['caught_mail']);
      const link = linkIn(mail, kind);
      const page = await app.inject(link);
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain(`<form method="post" action="${link}">`);
      expect((await subscriber()).status).toBe('active');
      expect((await press(link)).statusCode).toBe(200);
    }
    expect(await subscriber()).toBeNull();
  });

  test('and downloading are open for an hour', async () => {
    const links = mailed();
    try {
      service.clock.now = later(60);
      for (const link of [links.export, links.erase])
        for (const answer of [await app.inject(link), await press(link)]) {
          expect(answer.statusCode).toBe(410);
          expect(answer.body).toContain('This link has expired');
        }
      expect((await subscriber()).status).toBe('active');
    } finally {
      service.clock.now = now;
    }
  });

  test('takes one mail an hour, with the same words on the page', async () => {
    const first = await press(`${path}/erase`);
    const second = await press(`${path}/erase`);
    await runJobs(service);
    expect(second.body).toBe(first.body);
    expect(await sentMail(service, email)).toHaveLength(1);
    try {
      service.clock.now = later(61);
      await press(`${path}/erase`);
      await runJobs(service);
    } finally {
      service.clock.now = now;
    }
    expect(await sentMail(service, email)).toHaveLength(2);
  });

  test('leaves a hash, and deliveries as numbers', async () => {
    await triggerDigest(service.deps, { origin: 'api', emails: [email] });
    await runJobs(service);
    const answer = await press(mailed().erase);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Everything about you is erased');
    expect(await sql(service.databaseUrl, 'SELECT email, reason, note FROM suppression')).toEqual([
      { email: null, reason: 'erased', note: null },
    ]);
    expect(await service.deps.stores.suppressions.isSuppressed('Ada.Lovelace@EXAMPLE.org')).toBe(true);
    expect(await sql(service.databaseUrl, 'SELECT subscriber_id, state, paper_ids FROM delivery')).toEqual([
      { subscriber_id: null, state: 'sent', paper_ids: [] },
    ]);
    expect((await service.deps.stores.digests.counts(1)).audience).toBe(1);
  });

  test('ends the reader’s links: the pages say that everything was erased', async () => {
    const links = mailed();
    await press(links.erase);
    expect((await app.inject(path)).statusCode).toBe(410);
    for (const link of [links.export, links.erase, `${path}/erase`])
      expect((await press(link)).statusCode).toBe(410);
  });

  test('keeps the address from coming back by somebody’s form', async () => {
    await press(mailed().erase);
    await app.inject({ url: '/subscribe', ...form({ email }) });
    await runJobs(service);
    expect(await service.deps.stores.caughtMail.list(10)).toEqual([]);
  });
});
