import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveOut } from '../../../src/app/digests/give-out.ts';
import { announce } from '../../../src/app/digests/letters/announce.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { loadConfig } from '../../../src/config/config.ts';
import type { DeliveryState, DigestCounts } from '../../../src/domain/sending/delivery.ts';
import type { Cadence } from '../../../src/domain/time/cadence.ts';
import { openService } from '../../../src/wire/service.ts';
import { startScriptedMailServer } from '../mail/scripted-mail-server.ts';
import { storePaper } from '../mail/sending.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { type Rows, sql } from '../postgres/sql.ts';
import { quietLog } from '../quiet-log.ts';
import { until } from '../until.ts';
import { quickenHeartbeats } from './heartbeats.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

/** A worker with a name that its connections to the database bear. */
export type Worker = ServeProcess & { name: string };

export type Delivery = {
  email: string;
  state: DeliveryState;
  attempt: number;
  detail: string | null;
  rows: number;
};

/** An instant at which the paper of `storePaper` is news. */
const asOf = new Date('2026-11-24T10:00:00Z');
/** So that workers start faster; written by those that end in good order. */
const secretKey = 'a secret key for tests, long enough!';

/**
 * A database, a mail server and real worker processes, for one story of something that goes wrong; to be disposed of.
 * `databaseUrl`: an empty database on a server of the test's own; `env`: more settings, of the workers too.
 */
export async function openFaultRun({
  databaseUrl,
  env: more = {},
}: {
  databaseUrl?: string;
  env?: Record<string, string>;
} = {}) {
  const database = databaseUrl === undefined ? await freshDatabase() : null;
  const url = databaseUrl ?? database?.url ?? '';
  const server = await startScriptedMailServer();
  const home = await mkdtemp(join(tmpdir(), 'offprint-faults-'));
  // Short, so that a test need not wait, and long enough for a worker on a machine that does much else.
  const settings = { SECRET_KEY: secretKey, SAMPLE_PAPERS: 'off', LEASE_SECONDS: '4', ...more };
  const config = loadConfig({ ...settings, DATABASE_URL: url, OFFPRINT_HOME: home, SMTP_URL: server.url });
  const service = await openService(config, { log: quietLog, worker: false });
  const { deps } = service;
  await quickenHeartbeats(url);
  await storePaper(deps);
  const workers: Worker[] = [];
  const starting: Promise<unknown>[] = [];
  // A test that takes too long is not waited for.
  const endAtExit = () => {
    for (const { child } of workers) child.kill('SIGKILL');
  };
  process.once('exit', endAtExit);
  let started = 0;
  const run = (statement: string, values?: unknown[]) => sql(url, statement, values);

  const faults = {
    deps,
    server,
    url,
    run,
    /** Active readers `NAME1@DOMAIN` to `NAMEn@DOMAIN`, whom a digest of their cadence reaches. */
    async addReaders(
      count: number,
      said: { name?: string; cadence?: Cadence; domain?: string } = {},
    ): Promise<void> {
      const { name = 'reader', cadence = 'daily', domain = 'example.org' } = said;
      await run(
        `INSERT INTO subscriber (email, address_hash, status, cadence, confirmed_at, next_due_at)
         SELECT $2 || n || '@' || $3, sha256(convert_to($2 || n, 'UTF8')), 'active', $4::cadence,
           now() - interval '1 day', now() + interval '1 day'
         FROM generate_series(1, $1) AS n`,
        [count, name, domain, cadence],
      );
    },
    async trigger(cadence?: Cadence): Promise<number> {
      return (await triggerDigest(deps, { origin: 'api', cadence, asOf })).id;
    },
    /** A letter to everybody, in place of a digest; with `sendAt`, planned for then. */
    async announce(time: { sendAt?: Date } = {}): Promise<number> {
      return (await announce(deps, { origin: 'api', subject: 'Moved', body: 'To *Thursday*.', ...time })).id;
    },
    async startWorker(env: Record<string, string> = {}): Promise<Worker> {
      const name = `worker-${++started}`;
      const own = new URL(url);
      own.searchParams.set('application_name', name);
      const begun = startServe({
        databaseUrl: own.href,
        args: ['--role', 'worker'],
        impatient: true,
        env: { ...settings, SMTP_URL: server.url, LOG_LEVEL: 'error', ...env },
      });
      starting.push(begun);
      const served = await begun;
      const worker = { ...served, name };
      workers.push(worker);
      return worker;
    },
    /** Kills workers at one moment, and waits until the database has ended all that they had asked of it. */
    async kill(...killed: Worker[]): Promise<void> {
      for (const { child } of killed) child.kill('SIGKILL');
      await Promise.all(killed.map(({ ended }) => ended));
      await until(async () => {
        // A statement that waits for a lock would go on for somebody who is not there any more; a machine that is lost
        // with its network would have this done to it. What still works is left to end, as it would be.
        await run(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = ANY ($1) AND wait_event_type = 'Lock'`,
          [killed.map(({ name }) => name)],
        );
        return (await sessionsOf(killed)).length === 0;
      });
    },
    /** Statements like `pattern` (SQL) of these workers that wait for a lock. */
    async waitingForLocks(those: readonly Worker[], pattern: string): Promise<number> {
      return (await sessionsOf(those, pattern)).filter(({ locked }) => locked).length;
    },
    counts: (digestId: number): Promise<DigestCounts> => deps.stores.digests.counts(digestId),
    async digest(digestId: number) {
      const found = await deps.stores.digests.byId(digestId);
      if (found === null) throw new Error(`no digest ${digestId}`);
      return found;
    },
    async finished(digestId: number): Promise<void> {
      await until(async () => (await faults.digest(digestId)).status === 'finished');
    },
    /** Everybody who has a delivery of this digest, by address. */
    async deliveries(digestId: number): Promise<Map<string, Delivery>> {
      const rows = await run(
        `SELECT s.email::text, min(d.state::text) AS state, min(d.attempt) AS attempt, min(d.detail) AS detail,
           count(*)::int AS rows
         FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.digest_id = $1 GROUP BY 1`,
        [digestId],
      );
      return new Map(rows.map((row) => [String(row['email']), row as Delivery]));
    },
    async inState(digestId: number, state: DeliveryState): Promise<string[]> {
      const all = await faults.deliveries(digestId);
      return [...all.values()]
        .filter((one) => one.state === state)
        .map(({ email }) => email)
        .sort();
    },
    /** How many locks the sessions of these workers hold or wait for, open transactions included. */
    async locksOf(those: readonly Worker[]): Promise<number> {
      const locks = await run(
        `SELECT l.locktype FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE a.datname = current_database() AND a.application_name = ANY ($1)`,
        [those.map(({ name }) => name)],
      );
      return locks.length;
    },
    /** Makes what waits for its next attempt due now; the real waits are minutes and hours. */
    async retryNow(digestId: number): Promise<void> {
      const due = await run(
        `UPDATE delivery SET next_attempt_at = now() - interval '1 second'
         WHERE digest_id = $1 AND state = 'queued' AND next_attempt_at > now() RETURNING id::text`,
        [digestId],
      );
      if (due.length > 0)
        await giveOut(
          deps.stores,
          digestId,
          due.map(({ id }) => String(id)),
        );
    },
    async [Symbol.asyncDispose](): Promise<void> {
      endAtExit();
      process.removeListener('exit', endAtExit);
      // Those, too, that were starting when a test failed: nobody else would ever end them.
      await Promise.allSettled(starting);
      await Promise.all(workers.map((worker) => worker.stop()));
      await server.shut();
      await service.stop();
      await database?.drop();
      await rm(home, { recursive: true, force: true });
    },
  };

  async function sessionsOf(those: readonly Worker[], pattern = '%'): Promise<{ locked: boolean }[]> {
    const rows: Rows = await run(
      `SELECT wait_event_type IS NOT DISTINCT FROM 'Lock' AS locked FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = ANY ($1) AND query LIKE $2`,
      [those.map(({ name }) => name), pattern],
    );
    return rows.map(({ locked }) => ({ locked: locked === true }));
  }
  return faults;
}

export type FaultRun = Awaited<ReturnType<typeof openFaultRun>>;

/** A promise for a test to keep when it wants things to go on. */
export function gate(): { open: () => void; opened: Promise<null> } {
  const { promise, resolve } = Promise.withResolvers<null>();
  return { open: () => resolve(null), opened: promise };
}

/** For what a mail server keeps back for good. */
export const never = new Promise<null>(() => undefined);
