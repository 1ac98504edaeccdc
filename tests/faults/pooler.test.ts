import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { createToken } from '../../src/app/accounts/api-tokens.ts';
import { triggerDigest } from '../../src/app/digests/trigger-digest.ts';
import { loadConfig } from '../../src/config/config.ts';
import { backUp, restore } from '../../src/wire/backup.ts';
import { openService } from '../../src/wire/service.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { startMailServer } from '../support/mail/mail-server.ts';
import { storePaper } from '../support/mail/sending.ts';
import { freshDatabase } from '../support/postgres/fresh-database.ts';
import { hasPgBouncer, startPgBouncer } from '../support/postgres/pgbouncer.ts';
import { sql } from '../support/postgres/sql.ts';
import { command, expectDone, expectFailure } from '../support/processes/command-line.ts';
import { startServe } from '../support/processes/serve-process.ts';
import { quietLog } from '../support/quiet-log.ts';
import { addManyReaders } from '../support/readers.ts';
import { until } from '../support/until.ts';

const audience = 300;
const secretKey = 'a secret key for tests, long enough!';

/** A database behind a pooler that lends sessions for a transaction, and what is put on top; undone at the end. */
async function openPooled() {
  const stack = new AsyncDisposableStack();
  const database = await freshDatabase();
  stack.defer(() => database.drop());
  const home = await mkdtemp(join(tmpdir(), 'offprint-pooler-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const pooler = stack.use(await startPgBouncer(database.url));
  const env = {
    DATABASE_URL: pooler.urlOf(database.url),
    DATABASE_DIRECT_URL: database.url,
    OFFPRINT_HOME: home,
    SECRET_KEY: secretKey,
    SAMPLE_PAPERS: 'off',
    LOG_LEVEL: 'fatal',
  };
  return {
    stack,
    pooler,
    env,
    home,
    direct: database.url,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.skipIf(!hasPgBouncer)('through PgBouncer, which lends a session for one transaction', () => {
  test('readers come, pages follow what changes, two workers send, and its end loses nothing', async () => {
    await using pooled = await openPooled();
    const { stack, pooler, direct } = pooled;
    const server = await startMailServer();
    stack.defer(() => server.close());
    const env = { ...pooled.env, SMTP_URL: server.url };
    const service = await openService(loadConfig(env), { log: quietLog, worker: false });
    stack.defer(() => service.stop());
    const { deps } = service;
    await storePaper(deps);
    const [web] = await Promise.all(
      ['web', 'worker', 'worker'].map(async (role) => {
        const { OFFPRINT_HOME: _own, ...others } = env;
        const served = await startServe({
          databaseUrl: direct,
          args: ['--role', role],
          impatient: true,
          env: others,
        });
        stack.defer(() => served.stop());
        return served;
      }),
    );
    const { url } = web!;

    await fetch(`${url}/api/v1/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.net' }),
    });
    const asked = await until(() => server.received.find(({ to }) => to === 'ada@example.net'));
    const [, path] = /https?:\/\/[^/\s]+(\/confirm\/[\w-]+)/.exec(asked.raw.replaceAll('=\r\n', '')) ?? [];
    expect((await fetch(`${url}${path}`, { method: 'POST' })).status).toBe(200);
    expect(await sql(direct, 'SELECT status::text FROM subscriber')).toEqual([{ status: 'active' }]);

    // Kept pages are used for a minute by a process that has not heard of a change.
    const shows = async () => (await (await fetch(url)).text()).includes('/papers/1"');
    expect(await shows()).toBe(true);
    await sql(direct, 'UPDATE paper SET hidden = true');
    await until(async () => !(await shows()), { within: 20_000 });
    await sql(direct, 'UPDATE paper SET hidden = false');

    const now = Date.now();
    await addManyReaders(direct, audience - 1, {
      confirmedAt: new Date(now - 86_400_000),
      dueAt: new Date(now + 86_400_000),
    });
    const { token } = await createToken(deps, 'test');
    server.onMessage = () => wait(50);
    const { id } = await triggerDigest(deps, { origin: 'api', asOf: new Date('2026-11-24T10:00:00Z') });
    const events = await fetch(`${url}/api/v1/admin/digests/${id}/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const live = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    while (!/"sent":[1-9]/.test(told)) told += (await live.read()).value ?? '';
    await live.cancel();

    await pooler.kill();
    await wait(1_000);
    await pooler.start();
    await until(async () => (await deps.stores.digests.byId(id))?.status === 'finished');
    const letters = server.received.filter(({ messageId }) => messageId.startsWith(`<digest-${id}.`));
    expect(new Set(letters.map(({ to }) => to)).size).toBe(letters.length);
    const counts = await deps.stores.digests.counts(id);
    expect(counts).toMatchObject({ audience, queued: 0, sending: 0 });
    // Ada had the paper in her welcome.
    expect(counts.skipped).toBe(1);
    expect(counts.sent + counts.unknown).toBe(audience - 1);
    expect(letters.length).toBeGreaterThanOrEqual(counts.sent);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);

    // What belongs to one session was left in none of those that are lent.
    const [lent] = await sql(
      env.DATABASE_URL,
      `SELECT current_setting('enable_seqscan') AS scan, current_setting('idle_in_transaction_session_timeout') AS silence`,
    );
    expect(lent).toEqual({ scan: 'on', silence: '0' });
  });

  test('a backup is written and restored, and the doctor finds the database', async () => {
    await using pooled = await openPooled();
    const { env, home, stack, pooler } = pooled;
    const other = await freshDatabase();
    stack.defer(() => other.drop());
    const file = join(home, 'backup');
    const silent = { log: quietLog, recipients: [] };
    await backUp(loadConfig(env), { ...silent, to: file });
    const elsewhere = {
      ...env,
      DATABASE_URL: pooler.urlOf(other.url),
      DATABASE_DIRECT_URL: other.url,
    };
    const { rows } = await restore(loadConfig(elsewhere), { log: quietLog, from: file, identities: [] });
    expect(rows).toBeGreaterThan(100);
    const { stdout } = await command(['doctor', '--json'], env);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string }[] };
    expect(checks).toContainEqual(expect.objectContaining({ name: 'database', status: 'pass' }));
  });

  test('it is told that DATABASE_DIRECT_URL is wanted, or leads elsewhere', async () => {
    await using pooled = await openPooled();
    const { DATABASE_DIRECT_URL, ...lent } = pooled.env;
    expectFailure(await command(['migrate'], lent), 'set DATABASE_DIRECT_URL');
    const postgres = databaseUrl(inject('postgresUrl'), 'postgres');
    const apart = { ...lent, DATABASE_URL: pooled.pooler.urlOf(postgres), DATABASE_DIRECT_URL };
    expectFailure(await command(['migrate'], apart), 'lead to two databases');
    const told = await command(['doctor'], lent);
    expect(told.stdout).toContain('set DATABASE_DIRECT_URL');
    // A session that is lent for as long as its client stays is as good as one's own.
    await using whole = await startPgBouncer(pooled.direct, 'session');
    expectDone(await command(['migrate'], { ...lent, DATABASE_URL: whole.urlOf(pooled.direct) }));
  });
});
