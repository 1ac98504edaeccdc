import { type ChildProcess, execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { createToken } from '../../src/app/accounts/api-tokens.ts';
import { changeTerms } from '../../src/app/retention/change-terms.ts';
import { retentionNames } from '../../src/domain/retention/retention.ts';
import { nextMessage, startProgram } from '../child.ts';
import { nodeFlags } from '../node-flags.ts';
import type { BenchResult, BenchRun, Facts } from '../result.ts';
import { environment, openHere, type Settings, startServing } from '../service.ts';
import { type MovedClock, openMovedClock } from './moved-clock.ts';
import { startMovedPostgres } from './moved-postgres.ts';
import { newcomer, openWeb, papersOf, picker, type Web, writeReaders } from './soak-people.ts';
import type { SoakOrder, SoakReport } from './soak-sink.ts';
import {
  type DayFigures,
  databaseFigures,
  judge,
  memoryMb,
  tableHead,
  tableRow,
  wrongSums,
} from './soak-watch.ts';

const days = 30;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Before the minute at which something is due, so that it is not over when the processes hear of it. */
const beforeMs = 3_000;
const papersADay = 150;
/** Every so many days a worker is killed in the middle of the digest. */
const killEvery = 3;
/** Longer than anything else takes, on a busy machine too. */
const hangingMs = 600_000;
/** A digest may take half a second a reader and five minutes more before it counts as hanging. */
const patienceMs = (readers: number) => 300_000 + readers * 500;

type Sink = { port: number; ask<T>(order: SoakOrder): Promise<T> };

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
      ...(await databaseFigures(client)),
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

type Month = {
  clock: MovedClock;
  client: pg.Client;
  sink: Sink;
  web: Web;
  /** Of the provider that posts what came back. */
  secret: string;
  size: number;
  /** Who is subscribed, as far as people know, and who must not be mailed any more. */
  present: Set<string>;
  gone: Set<string>;
  pick: ReturnType<typeof picker>;
  say(words: string): void;
  replaceKilled(): Promise<void>;
};

type Told = Pick<DayFigures, 'digests' | 'refused' | 'unknown' | 'tidied' | 'wrong'>;

async function liveADay(month: Month, day: number, midnight: Date): Promise<Told> {
  const { clock, client, sink, web } = month;
  const at = (hours: number) => new Date(midnight.getTime() + hours * hourMs);
  const ask = async <T>(sql: string, values: unknown[] = []) =>
    (await client.query<{ value: T }>(sql, values)).rows[0]?.value;
  await sink.ask({ kind: 'day', day });

  await idle(month);
  await clock.moveTo(new Date(at(2).getTime() - beforeMs));
  await until(`the night of day ${day} is tidied`, hangingMs, async () =>
    ask('SELECT true AS value FROM tidy_run WHERE started_at >= $1 AND ended_at IS NOT NULL', [midnight]),
  );
  const tidied = await ask<number>(
    `SELECT coalesce(sum(value::int), 0)::int AS value FROM tidy_run, jsonb_each_text(rows) WHERE started_at >= $1`,
    [midnight],
  );

  await idle(month);
  await clock.moveTo(at(5));
  await web.admin('POST', '/papers/import', papersOf(clock.now(), papersADay));
  await comeAndGo(month, day);

  await idle(month);
  await clock.moveTo(new Date(at(8).getTime() - beforeMs));
  const due = await ask<number>(
    "SELECT count(*)::int AS value FROM subscriber WHERE status = 'active' AND next_due_at <= $1",
    [at(8)],
  );
  const digest = await sendDigest(month, day, at(8));
  const report = await sink.ask<SoakReport>({ kind: 'report' });
  const wrong = await wrongSums(client, midnight);
  if (digest.audience !== due) wrong.push(`${due} were due, and the audience was ${digest.audience}`);
  if (digest.sent !== report.digests)
    wrong.push(`${digest.sent} are sent, and the mail server took ${report.digests}`);
  if (report.twice > 0) wrong.push(`${report.twice} mails came twice`);
  if (report.papersTwice > 0) wrong.push(`${report.papersTwice} papers came twice to somebody`);
  if (report.papers === 0) wrong.push('no mail had a paper in it');
  const wrongly = report.to.filter((address) => month.gone.has(address));
  if (wrongly.length > 0) wrong.push(`${wrongly.length} were mailed who had gone`);
  // Those whose mailbox is gone have bounced by now.
  const { rows } = await client.query<{ email: string }>(
    "SELECT email::text FROM subscriber WHERE status IN ('bounced', 'complained', 'unsubscribed')",
  );
  for (const { email } of rows) leave(month, email);
  return {
    digests: report.digests,
    refused: report.refused,
    unknown: digest.unknown,
    tidied: tidied ?? 0,
    wrong,
  };
}

const leave = ({ present, gone }: Pick<Month, 'present' | 'gone'>, email: string) => {
  present.delete(email);
  gone.add(email);
};

/** People subscribe, and most of them confirm; others leave, are erased, or are reported by a provider. */
async function comeAndGo(month: Month, day: number): Promise<void> {
  const { sink, web, size, present, pick, client, secret } = month;
  const share = (part: number) => Math.max(1, Math.round(size * part));
  const asked = Array.from({ length: share(0.005) }, (_, number) => newcomer(day, number));
  for (const one of asked) await expectStatus(web.reader('/api/v1/subscriptions', one), 202);
  const to = asked.slice(0, Math.ceil(asked.length * 0.9)).map(({ email }) => email);
  let links: (string | null)[] = [];
  await until('the mails to confirm have come', hangingMs, async () => {
    links = await sink.ask<(string | null)[]>({ kind: 'links', of: 'confirm', to });
    // Some are asked for patience.
    return links.filter((link) => link !== null).length >= links.length * 0.9;
  });
  for (const [number, link] of links.entries()) {
    if (link === null) continue;
    await expectStatus(web.reader(link, new URLSearchParams()), 200);
    present.add(to[number] ?? '');
  }
  const leaving = pick(present, share(0.003));
  const out = await sink.ask<(string | null)[]>({ kind: 'links', of: 'unsubscribe', to: leaving });
  for (const [number, link] of out.entries()) {
    if (link === null) continue;
    await expectStatus(web.reader(link, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })), 200);
    leave(month, leaving[number] ?? '');
  }
  for (const email of pick(present, share(0.001))) {
    const { rows } = await client.query<{ id: number }>('SELECT id FROM subscriber WHERE email = $1', [
      email,
    ]);
    await web.admin('DELETE', `/subscribers/${rows[0]?.id ?? 0}`);
    leave(month, email);
  }
  for (const email of pick(present, share(0.0005))) {
    const said = { ID: `${day} ${email}`, Email: email, RecordType: 'Bounce', Type: 'HardBounce' };
    const body = { ...said, Details: 'smtp;550 5.1.1 no such user' };
    await expectStatus(web.reader('/webhooks/postmark', body, { 'x-webhook-secret': secret }), 200);
    leave(month, email);
  }
}

async function expectStatus(asked: Promise<number>, expected: number): Promise<void> {
  const status = await asked;
  if (status !== expected) throw new Error(`a reader was answered ${status}, not ${expected}`);
}

/** The day's digest, by the schedule, from its minute to its last delivery. */
async function sendDigest(
  month: Month,
  day: number,
  slot: Date,
): Promise<{ audience: number; sent: number; unknown: number }> {
  const { clock, client, sink, web, size } = month;
  type Row = {
    id: number;
    status: string;
    audience: number;
    queued: number;
    sending: number;
    sent: number;
    unknown: number;
  };
  const look = async () => {
    const { rows } = await client.query<Row>(
      `SELECT g.id, g.status::text, coalesce(sum(t.count), 0)::int AS audience,
         ${['queued', 'sending', 'sent', 'unknown'].map((state) => `coalesce(sum(t.count) FILTER (WHERE t.state = '${state}'), 0)::int AS ${state}`).join(', ')}
       FROM digest g LEFT JOIN digest_tally t ON t.digest_id = g.id
       WHERE g.created_at >= $1 AND g.origin = 'schedule' GROUP BY g.id`,
      [slot],
    );
    const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
    return {
      ids: rows.map(({ id }) => id),
      over: rows.length > 0 && rows.every(({ status }) => status === 'finished'),
      audience: sum((row) => row.audience),
      queued: sum((row) => row.queued),
      sending: sum((row) => row.sending),
      sent: sum((row) => row.sent),
      unknown: sum((row) => row.unknown),
    };
  };
  let toKill = day % killEvery === 0;
  let quiet = 0;
  let unknown = 0;
  await until(`the digest of day ${day} is over`, patienceMs(size), async () => {
    const now = await look();
    if (toKill && now.sent > now.audience / 3) {
      toKill = false;
      await month.replaceKilled();
    }
    // All that is left waits for its next attempt.
    quiet = now.queued > 0 && now.sending === 0 && !(await isBusy(client)) ? quiet + 1 : 0;
    if (quiet > 8) {
      quiet = 0;
      await clock.moveTo(new Date(clock.now().getTime() + 31_000));
    }
    if (now.over && now.unknown > 0) {
      unknown += now.unknown;
      for (const id of now.ids) await resolveUnknown({ web, sink }, id);
      return false;
    }
    return now.over;
  });
  const { audience, sent } = await look();
  return { audience, sent, unknown };
}

/** As an admin does who has looked into the mail server's log. */
async function resolveUnknown({ web, sink }: Pick<Month, 'web' | 'sink'>, digest: number): Promise<void> {
  const list = await web.admin('GET', `/digests/${digest}/deliveries?status=unknown&limit=1000`);
  const items = list['items'] as { id: string; messageId: string }[];
  const taken = await sink.ask<boolean[]>({ kind: 'taken', ids: items.map(({ messageId }) => messageId) });
  for (const [number, { id }] of items.entries())
    await web.admin('POST', `/deliveries/${id}/resolve`, {
      outcome: taken[number] === true ? 'sent' : 'resend',
    });
}

/** Whether a worker has a job in hand: the clock of one who has would jump in the middle of it. */
async function isBusy(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT FROM pgboss.job WHERE state = 'active' LIMIT 1");
  return rows.length > 0;
}

async function idle({ client }: Month): Promise<void> {
  await until('the workers have nothing in hand', hangingMs, async () => !(await isBusy(client)));
}

async function until(what: string, withinMs: number, holds: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + withinMs; !(await holds()); await wait(250))
    if (performance.now() > end) throw new Error(`not within ${withinMs / 1000} seconds: ${what}`);
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
