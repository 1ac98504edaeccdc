import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { recordHardBounce } from '../../src/app/bounces/record-hard-bounce.ts';
import { exportSubscribers } from '../../src/app/subscribers/export-list.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { bounceFixture } from '../support/mail/bounce-fixtures.ts';
import { makeIncoming } from '../support/papers/incoming.ts';
import { startUpstream, type Upstream } from '../support/papers/upstream.ts';
import { freshDatabase } from '../support/postgres/fresh-database.ts';
import { freePort } from '../support/postgres/postgres-server.ts';
import { sql } from '../support/postgres/sql.ts';
import { command, expectDone, expectFailure, json, offprint } from '../support/processes/command-line.ts';
import { addReader } from '../support/readers.ts';
import { type TestService, testService } from '../support/test-service.ts';

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await testService();
  folder = await mkdtemp(join(tmpdir(), 'offprint-commands-'));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

const on = (url: string): Record<string, string> => ({ DATABASE_URL: url, OFFPRINT_HOME: folder });
const run = (args: string[], env: Record<string, string> = {}, input?: string) =>
  command(args, { ...on(service.databaseUrl), ...env }, input);
/** As a process of its own: what it ends with, its streams, and that it ends at all. A few do for all commands. */
const start = (args: string[], env: Record<string, string> = {}, input?: string) =>
  offprint(args, { ...on(service.databaseUrl), ...env }, input);
async function file(name: string, lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}
describe('every command', () => {
  const commands = [
    [],
    ['serve'],
    ['migrate'],
    ['ingest'],
    ['import-papers'],
    ['import-subscribers'],
    ['import-suppressions'],
    ['export-subscribers'],
    ['send'],
    ['preview'],
    ['bounce'],
    ['doctor'],
    ['undo-bounces'],
    ['backup'],
    ['restore'],
    ['admin', 'create'],
    ['admin', 'reset-password'],
    ['admin', 'disable-totp'],
    ['token', 'create'],
  ];

  test('describes itself with --help, and needs no database for that', async () => {
    const nowhere = { DATABASE_URL: 'postgresql://127.0.0.1:1/nowhere' };
    const results = await Promise.all(commands.map((command) => run([...command, '--help'], nowhere)));
    for (const [index, result] of results.entries()) {
      expectDone(result);
      expect(result.stdout).toContain(`Usage: ${['offprint', ...commands[index]!].join(' ')}`);
    }
  });

  test.each([
    ['an unknown command', ['sned'], 'sned'],
    ['an unknown option', ['ingest', '--sauce', 'arxiv'], '--sauce'],
    ['a value that is not among the possible', ['send', '--cadence', 'hourly'], 'daily, weekly, monthly'],
    ['a date that is none', ['ingest', '--since', 'yesterday'], '2026-11-24'],
    ['a missing file', ['import-papers'], 'file.jsonl'],
    ['a missing option', ['preview', '--to', 'a@example.org'], '--out'],
  ])('ends with 2 and the usage after %s', async (_, args, words) => {
    const result = await run(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(words);
    expect(result.stderr).toContain('--help');
  });

  test.each([
    ['wrong usage', ['sned'], {}, 2],
    ['a failure', ['migrate'], { PORT: 'eighty' }, 1],
    ['what comes from standard input', ['bounce', '--classify', '--json'], {}, 0],
  ])('is, as a process, what it is here: %s', async (_, args, env, code) => {
    const input = bounceFixture('postfix-unknown-user').toString('latin1');
    const result = await start(args, env, input);
    expect(result.code).toBe(code);
    expect(result).toEqual(await run(args, env, input));
  });

  test('names everything that is wrong with the configuration at once, and ends with 1', async () => {
    const wrong = {
      PORT: 'eighty',
      PUBLIC_URL: 'papers.example.org',
      SECRET_KEY: 'short',
      SMTP_URL: 'mail.example.org',
      SOURCES: 'arxiv,pubmed',
      INGEST_CRON: 'sometimes',
      DKIM_DOMAIN: 'example.org',
      LOG_LEVEL: 'loud',
    };
    const result = await run(['migrate'], wrong);
    expectFailure(result, 'The configuration has 9 errors');
    for (const name of [...Object.keys(wrong).filter((key) => key !== 'DKIM_DOMAIN'), 'DKIM_PRIVATE_KEY']) {
      expect(result.stderr).toContain(`${name}:`);
    }
  });

  test('ends with 1 and one clear line when the database cannot be reached', async () => {
    const port = await freePort();
    const result = await run(['migrate'], { DATABASE_URL: `postgresql://127.0.0.1:${port}/nowhere` });
    expectFailure(result, 'The database cannot be reached');
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('migrate', () => {
  test('brings an empty database up to date', async () => {
    const server = inject('postgresUrl');
    await sql(server, 'DROP DATABASE IF EXISTS commands_empty WITH (FORCE)');
    await sql(server, 'CREATE DATABASE commands_empty');
    const url = databaseUrl(server, 'commands_empty');
    try {
      const result = await run(['migrate'], { DATABASE_URL: url });
      expect(result).toMatchObject({ code: 0, stdout: 'The database is up to date.\n' });
      expect(await sql(url, 'SELECT count(*)::int AS count FROM topic')).toMatchObject([
        { count: expect.any(Number) },
      ]);
    } finally {
      await sql(server, 'DROP DATABASE IF EXISTS commands_empty WITH (FORCE)');
    }
  });
});

describe('import-papers', () => {
  const line = (title: string, more: object = {}) => JSON.stringify({ title, abstract: 'Words.', ...more });

  test('stores the good lines, numbers the bad ones, and adds none the second time', async () => {
    const path = await file('papers.jsonl', [
      line('First', { arxiv_id: '2611.00501v2', upvotes: 7, categories: ['cs.RO'], published: '2026-11-20' }),
      '{"title": "cut off',
      '',
      line('Second', { doi: 'https://doi.org/10.5555/SECOND', published: '2026-11-21' }),
      line('Third', { arxiv_id: 'nonsense', upvotes: -1 }),
      JSON.stringify({ title: 'No abstract' }),
    ]);
    const first = await run(['import-papers', path, '--json']);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(
      /^line 2: is not JSON.*\nline 5: arxiv_id: .*; upvotes: .*\nline 6: abstract: is required\n$/,
    );
    expect(json(first)).toMatchObject({ lines: 5, added: 2, signals: 1 });
    expect(json(first).errors.map((error: { line: number }) => error.line)).toEqual([2, 5, 6]);
    expect(await service.deps.stores.papers.byArxivId('2611.00501')).toMatchObject({
      version: 2,
      upvotes: 7,
      topics: expect.arrayContaining([expect.objectContaining({ slug: 'cs.RO' })]),
    });

    const again = await run(['import-papers', path]);
    expect(again.stdout).toBe(
      '5 lines: 0 papers added, 0 changed, 2 unchanged, 3 lines refused; 0 signals\n',
    );
  });

  test('refuses a file that is not there, or of which no line can be used', async () => {
    const html = await file('useless.jsonl', ['<html>', '</html>']);
    const [missing, useless] = await Promise.all([
      run(['import-papers', join(folder, 'missing.jsonl')]),
      run(['import-papers', html]),
    ]);
    expectFailure(missing, 'missing.jsonl cannot be read');
    expectFailure(useless, 'No line could be imported. Line 1');
  });
});

describe('import-subscribers and export-subscribers', () => {
  const header = 'email,name,topics,cadence,timezone,hour,status,consent_source,consent_at';
  const rows = [
    header,
    'ada@example.org,"Lovelace, Ada",cs.RO;math,weekly,Europe/Berlin,7,active,workshop,2026-01-02T03:04:05Z',
    'nobody,,,,,,,,',
    'grace@example.org,,,daily,Nowhere/Land,25,active,,',
    '+emmy@example.org,=HYPERLINK("http://evil"),,monthly,UTC,23,unsubscribed,,2026-01-02T03:04:05Z',
  ];

  test('take the good rows in, number the bad ones, and bring the same out again', async () => {
    const path = await file('subscribers.csv', rows);
    const imported = await run(['import-subscribers', path, '--json']);
    expect(imported.code).toBe(1);
    expect(imported.stderr).toMatch(/^line 3: email: .*\nline 4: timezone: .*; hour: .*\n$/);
    expect(json(imported)).toMatchObject({ rows: 4, added: 2, existing: 0, pending: 0 });

    // The refused rows come out as they were; they are refused again while nobody mends them.
    const refused = join(dirname(path), 'refused.csv');
    const again = await run(['import-subscribers', path, '--refused', refused, '--json']);
    expect(json(again)).toMatchObject({ rows: 4, added: 0, existing: 2, refused: 2 });
    const [head, ...others] = (await readFile(refused, 'utf8')).trim().split('\r\n');
    expect(head).toBe(`refused_because,${header}`);
    expect(others).toEqual([
      expect.stringMatching(/^(?:"line 3: email: .*"|line 3: email: [^,]*),nobody,,,,,,,,$/),
      expect.stringMatching(/line 4: .*,grace@example\.org,,,daily,Nowhere\/Land,25,active,,$/),
    ]);
    expect(json(await run(['import-subscribers', refused, '--json']))).toMatchObject({ rows: 2, refused: 2 });

    const exported = await run(['export-subscribers']);
    expectDone(exported);
    const lines = exported.stdout.trim().split(/\r?\n/);
    expect(lines).toHaveLength(3);
    expect(exported.stdout).toContain('"Lovelace, Ada"');
    // A spreadsheet must not take a name for a formula.
    expect(exported.stdout).not.toMatch(/[,"]=HYPERLINK/);

    expect((await run(['export-subscribers', '--bom'])).stdout).toBe(`\ufeff${exported.stdout}`);

    const other = await freshDatabase();
    try {
      const copy = await file('copy.csv', lines);
      expectDone(await run(['import-subscribers', copy], { DATABASE_URL: other.url }));
      const again = await run(['export-subscribers', '--json'], { DATABASE_URL: other.url });
      const copied = again.stdout.trim().split('\n');
      const here = [];
      for await (const row of exportSubscribers(service.deps, { actor: 'command' })) here.push(row);
      // Where somebody agreed is told once more by each import.
      const without = ({ consent_source: _, ...row }: Record<string, string>) => row;
      expect(copied.map((one) => without(JSON.parse(one)))).toEqual(here.map(without));
      expect(here[0]).toMatchObject({
        email: 'ada@example.org',
        name: 'Lovelace, Ada',
        cadence: 'weekly',
        timezone: 'Europe/Berlin',
        hour: '7',
        status: 'active',
        consent_at: '2026-01-02T03:04:05.000Z',
      });
      expect(here[0]!['topics']!.split(';').sort()).toEqual(['cs.RO', 'math']);
    } finally {
      await other.drop();
    }
  });
});

describe('import-suppressions', () => {
  test('suppresses what a list names, numbers the bad lines, and adds none the second time', async () => {
    const path = await file('barred.csv', [
      'email,reason',
      'gone@barred.example,hard bounce',
      '@barred.test,',
      'x y,',
    ]);
    const first = await run(['import-suppressions', path, '--json']);
    expect([first.code, first.stderr]).toEqual([
      1,
      expect.stringMatching(/^line 4: An address cannot have spaces/),
    ]);
    expect(json(first)).toMatchObject({ rows: 3, added: 2, existing: 0, refused: 1, errors: [{ line: 4 }] });
    const again = await run(['import-suppressions', path]);
    expect(again.stdout).toBe(
      '3 rows: 0 addresses and domains suppressed, 2 suppressed before, 1 rows refused\n',
    );
    const { suppressions } = service.deps.stores;
    expect(await suppressions.suppressionsOf('Gone@barred.example')).toMatchObject([
      { reason: 'bounce', note: null },
    ]);
    expect(await suppressions.isSuppressed('anybody@barred.test')).toBe(true);
  });
});

describe('ingest', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream(new Date());
  });
  afterAll(() => upstream.close());

  /** As after a refusal, so that nothing is waited for. */
  const block = (source: string) =>
    sql(
      service.databaseUrl,
      `INSERT INTO source (name, blocked_until) VALUES ($1, now() + interval '1 hour')
       ON CONFLICT (name) DO UPDATE SET blocked_until = excluded.blocked_until`,
      [source],
    );

  test('stores what one source sends while the other one is away, and ends with 1', async () => {
    await block('arxiv');
    const result = await run(['ingest', '--json'], { HUGGING_FACE_URL: upstream.url });
    expect(result.code).toBe(1);
    expect(json(result)).toMatchObject([
      { source: 'hugging-face', ok: true, added: expect.any(Number) },
      { source: 'arxiv', ok: false, error: expect.stringContaining('no request before') },
    ]);
    expect(await service.deps.stores.papers.byArxivId('2611.00103')).toMatchObject({ upvotes: 88 });
  });

  test('says so of each source when none can be asked, and when one is not configured', async () => {
    await block('hugging-face');
    const [away, without] = await Promise.all([
      run(['ingest']),
      run(['ingest', '--source', 'arxiv'], { SOURCES: 'hugging-face' }),
    ]);
    expect(away.code).toBe(1);
    expect(away.stdout).toMatch(/^hugging-face: .*no request before.*\narxiv: .*no request before.*\n$/);
    expectFailure(without, 'not among the configured SOURCES');
  });
});

describe('send and preview', () => {
  beforeAll(async () => {
    const featuredAt = new Date(Date.now() - 3_600_000);
    const paper = makeIncoming({ arxivId: '2611.00777', title: 'What is sent', featuredAt });
    const context = { source: 'hugging-face', now: new Date(), sample: false };
    await service.deps.stores.papers.store([paper], context);
    for (const name of ['reader', 'other']) await addReader(service.deps, `${name}@example.org`);
  });
  const caught = async () =>
    (await service.deps.stores.caughtMail.list(100)).map(({ envelopeTo }) => envelopeTo).sort();

  test('--dry-run only counts', async () => {
    const result = await run(['send', '--to', 'reader@example.org', '--dry-run', '--json']);
    expectDone(result);
    expect(json(result)).toEqual({ dryRun: true, audience: 1, queued: 1, skipped: 0, suppressed: 0 });
    expect(await sql(service.databaseUrl, 'SELECT id FROM digest')).toEqual([]);
  });

  test('preview writes the digest as .eml, .html and .txt, and sends nothing', async () => {
    const out = join(folder, 'preview');
    const [result, strange] = await Promise.all([
      run(['preview', '--to', 'reader@example.org', '--out', out, '--json']),
      run(['preview', '--to', 'nobody@example.org', '--out', join(out, 'none')]),
    ]);
    expectDone(result);
    expectFailure(strange, 'nobody@example.org is not a subscriber');
    expect((await readdir(out)).sort()).toEqual(['digest.eml', 'digest.html', 'digest.txt']);
    const [eml, html, text] = await Promise.all(
      ['eml', 'html', 'txt'].map((kind) => readFile(join(out, `digest.${kind}`), 'utf8')),
    );
    const mail = await simpleParser(eml!);
    expect(mail.subject).toBe(json(result).subject);
    expect(mail.headers.get('list')).toHaveProperty('unsubscribe-post');
    for (const part of [html, text, mail.text]) expect(part).toContain('What is sent');
    expect(await caught()).toEqual([]);
    // The links in it act for the reader: nobody else on the machine may read them, nor in a file that was there.
    await chmod(join(out, 'digest.eml'), 0o644);
    expectDone(await run(['preview', '--to', 'reader@example.org', '--out', out]));
    for (const name of await readdir(out)) expect((await stat(join(out, name))).mode & 0o777).toBe(0o600);
  });

  test('--to and --wait send to these subscribers and end when it has ended', async () => {
    const args = ['send', '--to', 'reader@example.org', '--to', 'other@example.org', '--wait', '--json'];
    const result = await start(args);
    expectDone(result);
    expect(json(result)).toMatchObject({ status: 'finished', counts: { audience: 2, sent: 2 } });
    expect(await caught()).toEqual(['other@example.org', 'reader@example.org']);
    const again = await run(['send', '--to', 'reader@example.org', '--wait']);
    expect(again.stdout).toMatch(/^Digest \d+ finished: 1 in the audience: 1 skipped\n$/);
  });

  test('without --wait leave the work to a service; a stranger’s address is refused', async () => {
    const [result, strange] = await Promise.all([
      run(['send', '--cadence', 'monthly', '--json']),
      run(['send', '--to', 'stranger@example.org']),
    ]);
    expectDone(result);
    const { id } = json(result);
    expect(await service.deps.stores.digests.byId(id)).toMatchObject({
      origin: 'command',
      status: 'planning',
      cadence: 'monthly',
    });
    expectFailure(strange, 'stranger@example.org');
  });
});

test('undo-bounces takes back what a digest did, and says how many readers that is', async () => {
  const { deps, databaseUrl } = service;
  const email = 'barred@example.org';
  const [made] = await sql(
    databaseUrl,
    "INSERT INTO digest (origin, cadence, as_of) VALUES ('api', 'daily', now()) RETURNING id",
  );
  const digestId = Number(made!['id']);
  const id = await addReader(deps, email);
  await sql(databaseUrl, "INSERT INTO delivery (digest_id, subscriber_id, state) VALUES ($1, $2, 'failed')", [
    digestId,
    id,
  ]);
  await recordHardBounce(deps, id, '550 5.1.1 User unknown', digestId);
  expect((await deps.stores.subscribers.byId(id))?.status).toBe('bounced');
  const result = await run(['undo-bounces', String(digestId), '--json']);
  expectDone(result);
  expect(json(result)).toEqual({ readers: 1 });
  expect((await deps.stores.subscribers.byId(id))?.status).toBe('active');
  expectFailure(await run(['undo-bounces', '999999']), 'There is no digest 999999.');
});
