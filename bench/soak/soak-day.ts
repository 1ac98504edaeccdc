import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { MovedClock } from './moved-clock.ts';
import { newcomer, papersADay, papersOf, type picker, type Web } from './soak-people.ts';
import type { SoakOrder, SoakReport } from './soak-sink.ts';
import { type DayFigures, wrongSums } from './soak-watch.ts';

const hourMs = 3_600_000;
/** Before the minute at which something is due, so that it is not over when the processes hear of it. */
const beforeMs = 3_000;
/** Every so many days a worker is killed in the middle of the digest. */
const killEvery = 3;
/** Longer than anything else takes, on a busy machine too. */
const hangingMs = 600_000;
/** A digest may take half a second a reader and five minutes more before it counts as hanging. */
const patienceMs = (readers: number) => 300_000 + readers * 500;

export type Sink = { port: number; ask<T>(order: SoakOrder): Promise<T> };

/** What goes on for a month. */
export type Month = {
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

/**
 * A day from its midnight on: what is old is tidied, papers come, people come and go, the digest is sent. Returns what
 * was seen, and in words what was wrong.
 */
export async function liveADay(month: Month, day: number, midnight: Date): Promise<Told> {
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
  for (const { to, sameMail, at } of report.twice) {
    const [first, again] = at.map((ms) => new Date(ms).toISOString());
    const asked = digest.sentAgain.get(to);
    const why = asked === undefined ? 'nobody asked for it' : `asked for at ${new Date(asked).toISOString()}`;
    wrong.push(`${sameMail ? 'a mail' : 'two mails'} came twice to ${to}: ${first} and ${again}, ${why}`);
  }
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
): Promise<{ audience: number; sent: number; unknown: number; sentAgain: ReadonlyMap<string, number> }> {
  const { clock, client, size } = month;
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
  const sentAgain = new Map<string, number>();
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
      // Whoever asks a mail server what it took waits until nothing is on its way any more.
      await idle(month);
      for (const id of now.ids) await resolveUnknown(month, id, sentAgain);
      return false;
    }
    return now.over;
  });
  const { audience, sent } = await look();
  return { audience, sent, unknown, sentAgain };
}

/** As an admin does who has looked into the mail server's log. */
async function resolveUnknown(
  { web, sink, client }: Pick<Month, 'web' | 'sink' | 'client'>,
  digest: number,
  sentAgain: Map<string, number>,
): Promise<void> {
  const list = await web.admin('GET', `/digests/${digest}/deliveries?status=unknown&limit=1000`);
  const items = list['items'] as { id: string; messageId: string; subscriberId: number }[];
  const taken = await sink.ask<boolean[]>({ kind: 'taken', ids: items.map(({ messageId }) => messageId) });
  for (const [number, { id, subscriberId }] of items.entries()) {
    const outcome = taken[number] === true ? 'sent' : 'resend';
    if (outcome === 'resend') {
      const { rows } = await client.query<{ email: string }>('SELECT email FROM subscriber WHERE id = $1', [
        subscriberId,
      ]);
      sentAgain.set(rows[0]?.email ?? '', Date.now());
    }
    await web.admin('POST', `/deliveries/${id}/resolve`, { outcome });
  }
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
