import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unsubscribe } from '../../../src/app/subscribers/unsubscribe.ts';
import { confirmationHours } from '../../../src/domain/subscribers/consent.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, linkIn, sentMail } from '../../support/web/web.ts';

const hour = 3_600_000;
const start = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = start;
});
afterAll(() => service.close());
afterEach(async () => {
  service.clock.now = start;
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const later = (ms: number) => {
  service.clock.now = new Date(start.getTime() + ms);
};
const press = (link: string) => app.inject({ method: 'POST', url: link });
const subscriber = async () => (await service.deps.stores.subscribers.byEmail(email))!;
const subjects = async () => (await sentMail(service)).map(({ subject }) => subject);

test('following the link changes nothing, however often: it shows a button and what was chosen', async () => {
  const link = await askByForm(service, email, { topics: 'cs.RO', cadence: 'weekly', hour: '6' });
  const before = await checksums(service.databaseUrl);
  for (const method of ['GET', 'GET', 'HEAD'] as const) {
    const page = await app.inject({ method, url: link });
    expect(page.statusCode).toBe(200);
    if (method === 'HEAD') continue;
    expect(page.body).toContain(`<form method="post" action="${link}">`);
    expect(page.body).toContain('Robotics');
    expect(page.body).toContain('Every Monday at 06:00 (UTC)');
  }
  expect(await checksums(service.databaseUrl)).toEqual(before);
  expect(await waitingJobs(service)).toEqual([]);
  expect((await subscriber()).status).toBe('pending');
});

test('pressing the button confirms, notes when and from where, and sends a welcome', async () => {
  const link = await askByForm(service, email, { topics: 'cs.RO', timezone: 'Europe/Berlin', hour: '7' });
  later(hour);
  const page = await app.inject({ method: 'POST', url: link, headers: { 'x-forwarded-for': '203.0.113.4' } });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('You are subscribed');
  expect(page.body).not.toContain('nothing has changed');
  const confirmed = await subscriber();
  expect(confirmed).toMatchObject({
    status: 'active',
    confirmedAt: new Date(start.getTime() + hour),
    nextDueAt: new Date('2026-11-25T06:00:00Z'),
  });
  const evidence = await sql(
    service.databaseUrl,
    'SELECT confirmed_at, confirmed_ip FROM subscription_request',
  );
  expect(evidence).toEqual([{ confirmed_at: new Date(start.getTime() + hour), confirmed_ip: '203.0.113.4' }]);

  await runJobs(service);
  const [, welcome] = await sentMail(service);
  expect(welcome?.subject).toBe('Welcome to Offprint');
  expect((await app.inject(linkIn(welcome, 'preferences'))).statusCode).toBe(200);
  expect((await app.inject(linkIn(welcome, 'unsubscribe'))).statusCode).toBe(200);
});

test('pressing it a second time says so, and changes nothing', async () => {
  const link = await askByForm(service, email);
  await press(link);
  await runJobs(service);
  const before = await checksums(service.databaseUrl);
  later(hour);
  const again = await press(link);
  expect(again.statusCode).toBe(200);
  expect(again.body).toContain('You had confirmed before: nothing has changed.');
  expect(await checksums(service.databaseUrl)).toEqual(before);
  expect(await waitingJobs(service)).toEqual([]);
});

test('two presses at the same moment confirm once', async () => {
  const link = await askByForm(service, email);
  const answers = await Promise.all([press(link), press(link), press(link)]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  await runJobs(service);
  expect(await subjects()).toEqual(['Please confirm your Offprint digest', 'Welcome to Offprint']);
});

test('the token has at least 128 random bits and is nowhere in the database, only its hash', async () => {
  const [token, other] = [
    (await askByForm(service, 'a@example.org')).slice('/confirm/'.length),
    (await askByForm(service, 'b@example.org')).slice('/confirm/'.length),
  ];
  expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
  expect(token).not.toBe(other);
  const stored = await sql(
    service.databaseUrl,
    `SELECT encode(token_hash, 'hex') AS hash, r::text AS row FROM subscription_request r ORDER BY created_at`,
  );
  expect(stored.map((row) => row['hash'])).toContain(createHash('sha256').update(token).digest('hex'));
  for (const schema of ['public', 'pgboss']) {
    const tables = await sql(
      service.databaseUrl,
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> 'caught_mail'`,
      [schema],
    );
    for (const { name } of tables) {
      const found = await sql(
        service.databaseUrl,
        `SELECT 1 FROM ${schema}.${String(name)} t WHERE strpos(t::text, $1) > 0`,
        [token],
      );
      expect(found, `${schema}.${String(name)}`).toEqual([]);
    }
  }
});

describe('a link that is refused', () => {
  const refusal = async (link: string) => {
    const before = await checksums(service.databaseUrl);
    const [shown, pressed] = [await app.inject(link), await press(link)];
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect(pressed.headers['content-type']).toContain('text/html');
    return [shown.statusCode, pressed.statusCode];
  };

  test(`after ${confirmationHours} hours is a page with 410`, async () => {
    const link = await askByForm(service, email);
    later(confirmationHours * hour - 1);
    expect((await app.inject(link)).statusCode).toBe(200);
    later(confirmationHours * hour);
    expect(await refusal(link)).toEqual([410, 410]);
    expect((await press(link)).body).toContain('has expired');
    expect((await subscriber()).status).toBe('pending');
  });

  test.each(['/confirm/nonsense', `/confirm/${'A'.repeat(32)}`, '/confirm/..%2F..%2Fadmin'])(
    'when it is not known (%s) is a page with 404',
    async (link) => {
      expect(await refusal(link)).toEqual([404, 404]);
    },
  );

  test('when the address was suppressed in between says that it cannot be subscribed', async () => {
    const link = await askByForm(service, email);
    await service.deps.stores.suppressions.suppress(email, 'complaint');
    expect(await refusal(link)).toEqual([200, 409]);
    expect((await subscriber()).status).toBe('pending');
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('when the person was erased in between is not known', async () => {
    const link = await askByForm(service, email);
    await service.deps.stores.subscribers.erase((await subscriber()).id);
    expect(await refusal(link)).toEqual([404, 404]);
  });
});

describe('after unsubscribing', () => {
  test('the link that was used does not subscribe again', async () => {
    const link = await askByForm(service, email);
    await press(link);
    later(hour);
    await unsubscribe(service.deps, { subscriberId: (await subscriber()).id, means: 'one-click' });
    const before = await checksums(service.databaseUrl);
    expect((await press(link)).statusCode).toBe(410);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('a link of before that was never used does not subscribe either, shown or pressed', async () => {
    const unused = await askByForm(service, email);
    later(25 * hour);
    const used = await askByForm(service, email);
    await press(used);
    await unsubscribe(service.deps, { subscriberId: (await subscriber()).id, means: 'one-click' });
    later(26 * hour);
    expect((await app.inject(unused)).statusCode).toBe(410);
    expect((await press(unused)).statusCode).toBe(410);
    expect((await subscriber()).status).toBe('unsubscribed');
  });

  test('the form and a new link subscribe again', async () => {
    await press(await askByForm(service, email));
    await unsubscribe(service.deps, { subscriberId: (await subscriber()).id, means: 'one-click' });
    later(25 * hour);
    const link = await askByForm(service, email, { cadence: 'monthly' });
    expect((await press(link)).statusCode).toBe(200);
    expect(await subscriber()).toMatchObject({ status: 'active', cadence: 'monthly', unsubscribedAt: null });
  });
});

test('the link of an earlier request does not bring its choices back after a later one was confirmed', async () => {
  const earlier = await askByForm(service, email, { cadence: 'daily' });
  later(25 * hour);
  await press(await askByForm(service, email, { cadence: 'weekly' }));
  const before = await checksums(service.databaseUrl);
  later(26 * hour);
  const page = await press(earlier);
  expect(page.body).toContain('nothing has changed');
  expect(await checksums(service.databaseUrl)).toEqual(before);
});
