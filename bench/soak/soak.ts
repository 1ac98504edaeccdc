import { type ChildProcess, execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { createToken } from '../../src/app/accounts/api-tokens.ts';
import { changeTerms } from '../../src/app/retention/change-terms.ts';
import { retentionNames } from '../../src/domain/retention/retention.ts';
import { nextMessage, startProgram } from '../child.ts';
import { nodeFlags } from '../node-flags.ts';
import type { BenchResult, BenchRun, Facts } from '../result.ts';
import { environment, openHere, type Settings, startServing } from '../service.ts';
import { openMovedClock } from './moved-clock.ts';
import { startMovedPostgres } from './moved-postgres.ts';
import { liveADay, type Month, type Sink } from './soak-day.ts';
import { openWeb, papersADay, papersOf, picker, writeReaders } from './soak-people.ts';
import type { SoakOrder } from './soak-sink.ts';
import {
  type DayFigures,
  databaseFiguresWhenVacuumed,
  judge,
  memoryMb,
  tableHead,
  tableRow,
} from './soak-watch.ts';

const days = 30;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * A month in about half an hour: a digest a day to `size` readers through real processes, a real PostgreSQL and a mail
 * server with its whims, while people come, go and are erased, mailboxes vanish, and one of two workers is killed now
 * and then. The hours in which nothing happens are left out by putting the clock of all processes forward; whatever
 * happens takes as long as it takes. Each day ends with a look at memory, connections, sizes and sums.
 */
export async function benchSoak({ size = 20_000, stack, say }: BenchRun): Promise<BenchResult> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-soak-'));
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  // As root PostgreSQL runs under another account, which has to reach its data and the clock here.
  await chmod(home, 0o755);
  const clock = await openMovedClock(home);
  const midnight = Math.ceil(Date.now() / dayMs) * dayMs;
  // After the hour of the digest, which comes for the first time on the first day.
  await clock.moveTo(new Date(midnight + 9 * hourMs));
  const databaseUrl = await startMovedPostgres(stack, join(home, 'database'), clock.env);
  const sink = await startSink(stack);
  const secret = 'the secret of a provider of mail';
  const settings: Settings = {
    databaseUrl,
    home,
    smtpPort: sink.port,
    dkimKeyFile: null,
    main: 'soak/moved-main.ts',
    more: { ...clock.env, LEASE_SECONDS: '10', WEBHOOK_POSTMARK_SECRET: secret },
  };
  say('soak: importing readers and papers');
  const { file, addresses } = await writeReaders(home, size, days);
  await offprint(settings, 'import-subscribers', file);
  const token = await prepare(settings);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench-soak' });
  client.on('error', () => undefined);
  await client.connect();
  stack.defer(() => client.end());
  await addPast(client, Math.ceil(size / 10), clock.now());

  const started: ChildProcess[] = [];
  // After all of them have ended.
  stack.defer(async () => {
    for (const { pid } of started) await clock.forget(pid ?? 0);
  });
  const start = async (role: 'web' | 'worker') => {
    const serving = await startServing(stack, settings, role);
    started.push(serving.child);
    return serving;
  };
  const served = await start('web');
  const web = openWeb(served.url, token);
  // A worker that finds no papers asks the sources for some.
  await web.admin('POST', '/papers/import', papersOf(clock.now(), papersADay));
  const worker = (await start('worker')).child;
  const killed = { child: (await start('worker')).child };
  const month: Month = {
    clock,
    client,
    sink,
    web,
    secret,
    size,
    present: new Set(addresses),
    gone: new Set(),
    pick: picker(size),
    say,
    async replaceKilled() {
      killed.child.kill('SIGKILL');
      killed.child = (await start('worker')).child;
    },
  };
  const figures: DayFigures[] = [];
  say(tableHead());
  for (let day = 1; day <= days; day++) {
    const told = await liveADay(month, day, new Date(midnight + day * dayMs));
    const memory = (child: ChildProcess) => memoryMb(child.pid ?? 0);
    figures.push({
      day,
      ...told,
      ...(await databaseFiguresWhenVacuumed(client)),
      web: memory(served.child),
      worker: memory(worker),
      killed: memory(killed.child),
    });
    const last = figures.at(-1);
    if (last === undefined) continue;
    say(tableRow(last));
    for (const words of last.wrong) say(`  day ${day}: ${words}`);
  }
  const measures = judge(figures);
  return {
    bench: 'soak',
    about: `${days} days, ${size} readers and ${papersADay} new papers a day`,
    measures,
    facts: factsOf(figures),
    mustHold: true,
  };
}

async function startSink(stack: AsyncDisposableStack): Promise<Sink> {
  const child = startProgram(stack, 'soak/soak-sink.ts', { publicUrl: 'https://offprint.example.org' });
  const { port } = await nextMessage<{ port: number }>(child);
  return {
    port,
    async ask<T>(order: SoakOrder) {
      const answer = nextMessage<T>(child);
      child.send(order);
      return await answer;
    },
  };
}

/** A command of the service, under the moved clock. */
async function offprint(settings: Settings, ...args: string[]): Promise<void> {
  const main = join(import.meta.dirname, '../../src/main.ts');
  await promisify(execFile)(process.execPath, [...nodeFlags, main, ...args], {
    env: { PATH: process.env['PATH'], ...environment(settings) },
  });
}

/** An API token, and terms as short as an owner may make them. */
async function prepare(settings: Settings): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const { deps } = await openHere(stack, settings);
  const typed = Object.fromEntries(retentionNames.map((name) => [name, ''])) as Record<
    (typeof retentionNames)[number],
    string
  >;
  await changeTerms(
    deps,
    { ...typed, unconfirmed: '3', imports: '1', webhookPosts: '2', requests: '31' },
    'bench',
  );
  return (await createToken(deps, 'bench')).token;
}

/** Digests of half a year ago, one of which becomes old enough to go in each night. */
async function addPast(client: pg.Client, readers: number, now: Date): Promise<void> {
  await client.query(
    `INSERT INTO digest (origin, cadence, slot, status, as_of, created_at, planned_at, finished_at, topic_ids, subscriber_ids)
     SELECT 'schedule', 'daily', at, 'finished', at, at, at, at + interval '1 hour', '{}', '{}'
     FROM generate_series(0, $1::int) AS n, LATERAL (SELECT $2::timestamptz - (179 - n) * interval '1 day' AS at) d`,
    [days, now],
  );
  await client.query(
    `INSERT INTO delivery (digest_id, subscriber_id, state, attempt, message_id, sent_at, detail, paper_ids, subject_ids, created_at)
     SELECT g.id, s.id, 'sent', 1, g.id || '.' || s.id || '@example.org', g.as_of, '250 2.0.0 taken',
       ARRAY(SELECT 1000000 + g.id * 1000 + k FROM generate_series(1, 10) AS k), array_fill(0, ARRAY[10]), g.as_of
     FROM digest g CROSS JOIN (SELECT id FROM subscriber ORDER BY id LIMIT $1) s ORDER BY g.id, s.id`,
    [readers],
  );
}

function factsOf(figures: readonly DayFigures[]): Facts {
  const rows = figures.map((figure) => [`day ${String(figure.day).padStart(2)}`, tableRow(figure)] as const);
  const wrong = figures.flatMap(({ day, wrong: words }) =>
    words.map((one, number) => [`day ${day}, wrong ${number + 1}`, one] as const),
  );
  return { '': tableHead(), ...Object.fromEntries([...rows, ...wrong]) };
}
