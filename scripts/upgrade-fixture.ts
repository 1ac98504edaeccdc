import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { quoted, withSnapshot } from '../src/adapters/postgres/backup/dump.ts';
import { keptJobs } from '../src/app/backup/kept-jobs.ts';
import { destroyHome } from '../tests/support/postgres/embedded-home.ts';
import { freePort } from '../tests/support/postgres/postgres-server.ts';
import { startUpgradeSink } from './upgrade-sink.ts';

// Runs an earlier version of Offprint, from a checkout of its own, until its database has rows in all states, and
// writes what is in it as a fixture of the test of upgrades (tests/fixtures/upgrades/README.md).

const { positionals } = parseArgs({ allowPositionals: true });
const [checkout, name] = positionals;
if (checkout === undefined || name === undefined) {
  console.error('node scripts/upgrade-fixture.ts CHECKOUT NAME');
  process.exit(2);
}

const folder = join(import.meta.dirname, '../tests/fixtures/upgrades');
const publicUrl = 'http://localhost:3000';
const day = 86_400_000;
const port = await freePort();
const api = `http://127.0.0.1:${port}`;
const scratch = await mkdtemp(join(tmpdir(), 'offprint-upgrade-'));
// As root the embedded PostgreSQL runs under another account, which has to reach its data here.
await chmod(scratch, 0o755);
const home = join(scratch, '.offprint');
const sink = await startUpgradeSink(publicUrl);
const unreachable = 'http://127.0.0.1:9';
const env = {
  PATH: process.env['PATH'] ?? '',
  OFFPRINT_HOME: home,
  PORT: String(port),
  PUBLIC_URL: publicUrl,
  SECRET_KEY: 'a secret key for tests, long enough!',
  SMTP_URL: sink.url,
  MAIL_FROM: 'Offprint <digest@example.org>',
  BOUNCE_DOMAIN: 'bounce.example.org',
  POSTAL_ADDRESS: '1 Test Street, Testville',
  ADMIN_EMAIL: 'owner@example.org',
  ADMIN_PASSWORD: 'seventeen brave herons',
  SAMPLE_PAPERS: 'off',
  HUGGING_FACE_URL: unreachable,
  ARXIV_API_URL: unreachable,
  ARXIV_RSS_URL: unreachable,
  // The next 29 February.
  INGEST_CRON: '0 0 29 2 *',
  LEASE_SECONDS: '3600',
  LOG_LEVEL: 'warn',
};
const node = join(checkout, 'node_modules/.bin/node');
const main = ['--disable-warning=ExperimentalWarning', 'src/main.ts'];

async function offprint(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(node, [...main, ...args], { cwd: checkout, env });
  return stdout;
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !(await holds()); await wait(100))
    if (Date.now() > end) throw new Error(`two minutes have gone by, and not yet: ${what}`);
}

let token = '';
async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${api}${path}`, {
    method,
    headers: {
      ...(path.startsWith('/api/v1/admin') ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
const admin = (method: string, path: string, body?: object) => ask(method, `/api/v1/admin${path}`, body);

/** A form as a browser posts it. */
async function post(link: string, fields: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(link.replace(publicUrl, api), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  if (!answer.ok) throw new Error(`POST ${link}: ${answer.status} ${await answer.text()}`);
}

const linkOf = (to: string, kind: string): string | undefined =>
  sink.mails.find((mail) => mail.to === to && kind in mail.links)?.links[kind];
async function mailedLink(to: string, kind: string): Promise<string> {
  await until(`a mail to ${to} with a link to ${kind}`, () => linkOf(to, kind) !== undefined);
  return linkOf(to, kind) ?? '';
}

let papers = 0;
/** Papers that were not there before, in robotics, language and information retrieval in turn. */
async function importPapers(count: number): Promise<void> {
  const categories = ['cs.RO', 'cs.CL', 'cs.IR'];
  const lines = Array.from({ length: count }, () => {
    const number = ++papers;
    const category = categories[number % 3] ?? 'cs.RO';
    return JSON.stringify({
      arxiv_id: `2611.${String(70_000 + number)}v1`,
      title: `Made up paper ${number} of ${category}`,
      abstract: `Nobody wrote this. It says what number ${number} would say of ${category}, and $x^{${number}}$.`,
      authors: [`Ada Author${number}`, 'Grace Made-Up'],
      categories: [category],
      published: new Date(Date.now() - day / 2 - number * 60_000).toISOString(),
      upvotes: 3 + ((number * 7) % 20),
    });
  });
  const file = join(scratch, 'papers.jsonl');
  await writeFile(file, `${lines.join('\n')}\n`);
  await offprint('import-papers', file);
}

async function importReaders(header: string, rows: string[]): Promise<void> {
  const file = join(scratch, 'readers.csv');
  await writeFile(file, `${header}\n${rows.join('\n')}\n`);
  await offprint('import-subscribers', file);
}

type Counts = Record<'queued' | 'sending' | 'unknown' | 'audience', number>;
async function counts(id: unknown): Promise<Counts> {
  return (await admin('GET', `/digests/${String(id)}`))['counts'] as Counts;
}
const send = async (more: object = {}) => (await admin('POST', '/digests', more))['id'];
const finished = (id: unknown) =>
  until(
    `digest ${String(id)} is finished`,
    async () => (await admin('GET', `/digests/${String(id)}`))['status'] === 'finished',
  );

const serving = spawn(node, [...main, 'serve'], {
  cwd: checkout,
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const gone = new Promise<void>((resolve) => void serving.once('exit', () => resolve()));
try {
  await until('it is ready', async () => {
    if (serving.exitCode !== null) throw new Error(`serve ended with ${serving.exitCode}`);
    return (await fetch(`${api}/readyz`).catch(() => null))?.ok === true;
  });
  token = (JSON.parse(await offprint('token', 'create', 'fixture', '--json')) as { token: string }).token;
  await importPapers(9);
  const consent = 'fair,2026-10-01T09:00:00Z';
  await importReaders('email,topics,cadence,timezone,hour,status,consent_source,consent_at', [
    `reading1@example.org,cs.RO,daily,UTC,8,active,${consent}`,
    `reading2@example.org,cs.CL;cs.RO,daily,Europe/Berlin,7,active,${consent}`,
    `reading3@example.org,,weekly,America/New_York,6,active,${consent}`,
    `quiet@example.org,math.AG,daily,UTC,8,active,${consent}`,
    `bouncing@example.org,cs.RO,daily,UTC,8,active,${consent}`,
    `refused@example.net,cs.RO,daily,UTC,8,active,${consent}`,
    `lost@example.com,cs.RO,daily,UTC,8,active,${consent}`,
    `leaving@example.org,cs.CL,daily,UTC,8,active,${consent}`,
    `barred@example.org,cs.CL,daily,UTC,8,active,${consent}`,
    `erased@example.org,cs.CL,daily,UTC,8,active,${consent}`,
    `waiting1@example.net,cs.RO,daily,UTC,8,active,${consent}`,
    `waiting2@example.net,cs.RO,daily,UTC,8,active,${consent}`,
    `waiting3@example.net,cs.RO,daily,UTC,8,active,${consent}`,
    `cut@example.com,cs.RO,daily,UTC,8,active,${consent}`,
    `left@example.org,cs.RO,daily,UTC,8,unsubscribed,${consent}`,
    `complained@example.org,cs.RO,daily,UTC,8,complained,${consent}`,
    `bounced@example.org,cs.RO,daily,UTC,8,bounced,${consent}`,
  ]);
  // Later versions know more than topics, earlier ones refuse the columns.
  await importReaders('email,queries,authors,status,consent_source,consent_at', [
    `curious@example.org,made up,Grace Made-Up,active,${consent}`,
  ]).catch(() => console.error('topics are all that it knows'));

  for (const email of ['ada@example.org', 'new@example.org'])
    await ask('POST', '/api/v1/subscriptions', {
      email,
      topics: ['cs.RO'],
      timezone: 'Europe/Berlin',
      hour: 9,
    });
  await post(await mailedLink('ada@example.org', 'confirm'));
  await mailedLink('new@example.org', 'confirm');

  // One that ends: somebody refused for good, somebody of whom nobody knows, somebody with nothing new.
  sink.answer = (to) => {
    if (to === 'bouncing@example.org') return { recipient: '550 5.1.1 no such user' };
    if (to === 'refused@example.net') return { dot: '552 5.3.4 this message is too big' };
    return to === 'lost@example.com' ? 'lost' : null;
  };
  await finished(await send());
  await post(await mailedLink('leaving@example.org', 'unsubscribe'), { 'List-Unsubscribe': 'One-Click' });
  const vote = linkOf('ada@example.org', 'feedback');
  if (vote !== undefined) await post(vote);
  await admin('POST', '/suppressions', { email: 'barred@example.org', note: 'asked by telephone' });
  const { items } = (await admin('GET', '/subscribers?limit=100')) as {
    items: { id: number; email: string }[];
  };
  const erased = items.find(({ email }) => email === 'erased@example.org')?.id ?? 0;
  await admin('DELETE', `/subscribers/${erased}`);

  // One that is paused while three wait, two of whom are not to get it any more.
  await importPapers(6);
  sink.answer = (to) => (to.startsWith('waiting') ? { recipient: '450 4.2.0 come back later' } : null);
  const paused = await send();
  await until('three wait', async () => {
    const now = await counts(paused);
    return now.audience > 0 && now.queued === 3 && now.sending === 0;
  });
  await admin('POST', `/digests/${String(paused)}/pause`);
  await post(await mailedLink('waiting2@example.net', 'unsubscribe'), { 'List-Unsubscribe': 'One-Click' });
  await admin('POST', '/suppressions', { email: 'waiting3@example.net' });

  // One that is cancelled while it waits for its second attempt.
  await importPapers(3);
  let tries = 0;
  sink.answer = (to) => {
    if (to !== 'reading1@example.org') return null;
    tries++;
    return { recipient: '450 4.2.0 come back later' };
  };
  const cancelled = await send({ emails: ['reading1@example.org'] });
  await until('it waits', async () => {
    const now = await counts(cancelled);
    return tries > 0 && now.queued === 1 && now.sending === 0;
  });
  await admin('POST', `/digests/${String(cancelled)}/cancel`);

  // One in the middle of which the process is killed.
  sink.answer = (to) => (to === 'cut@example.com' ? 'held' : null);
  await send({ emails: ['cut@example.com'] });
  const cut = sink.mails.filter(({ to }) => to === 'cut@example.com').length;
  await until(
    'a mail is on its way',
    () => sink.mails.filter(({ to }) => to === 'cut@example.com').length > cut,
  );
  serving.kill('SIGKILL');
  await gone;

  const [listens, password] = await Promise.all([
    readFile(join(home, 'postgres-port'), 'utf8'),
    readFile(join(home, 'postgres-password'), 'utf8'),
  ]);
  await dump(`postgresql://offprint:${password.trim()}@127.0.0.1:${listens.trim()}/offprint`);
} finally {
  serving.kill('SIGKILL');
  await sink.close();
  await destroyHome(home);
  await rm(scratch, { recursive: true, force: true });
}

/** The rows as COPY writes them, and beside them what the test must know of that time. */
async function dump(url: string): Promise<void> {
  await withSnapshot(url, async (snapshot) => {
    const file = createWriteStream(join(folder, `${name}.sql`));
    for (const table of snapshot.tables) {
      const copied: Buffer[] = [];
      for await (const chunk of snapshot.copy(table).text) copied.push(chunk);
      if (copied.length === 0) continue;
      const columns = table.columns.map(quoted).join(', ');
      file.write(
        `COPY ${quoted(table.name)} (${columns}) FROM stdin;\n${Buffer.concat(copied).toString()}\\.\n`,
      );
    }
    await new Promise<void>((resolve) => void file.end(() => resolve()));
    const said = {
      at: snapshot.at.toISOString(),
      migrations: snapshot.migrations,
      jobs: await snapshot.jobs(keptJobs),
      sequences: await snapshot.sequences(),
      mails: sink.mails,
    };
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(said, null, 2)}\n`);
  });
}
