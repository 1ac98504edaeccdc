import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DomainError } from '../../../domain/errors.ts';
import { hasCode } from './claims.ts';
import { directoryMark, disownPidFile, readPidFile, whoseServer } from './pid-file.ts';

/** The account of the operating system that a program runs as; null: this process's own. */
export type Account = { uid: number; gid: number } | null;

/** One directory of PostgreSQL data, and what is needed to run its server. */
export type Cluster = {
  /** Where people find it: `postgres` in the home. */
  directory: string;
  /** Where it really is: the same, or what `directory` links to. */
  data: string;
  /** Its owner. */
  account: Account;
  log: string;
  pgCtl: string;
};

/** The way out that every failure of the embedded server has. */
export const ownServer = 'set DATABASE_URL to a PostgreSQL of your own';

/** The superuser of every embedded server. */
export const superuser = 'offprint';

const patienceSeconds = 60;
const pollMs = 50;
const logLimitBytes = 10 * 1024 * 1024;

/**
 * The whole environment of PostgreSQL's programs: nothing of ours, which holds secrets and may hold PG*
 * variables; messages in English, because some are read here.
 */
function environment(): NodeJS.ProcessEnv {
  const retained = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(retained), LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Runs a program to its end as `account` and resolves with its exit code and everything it printed.
 * With `output`, a file descriptor, it prints there and is detached: Ctrl-C in the terminal does not reach it.
 * Rejects when it cannot be started.
 */
export function run(
  file: string,
  args: readonly string[],
  account: Account,
  output?: number,
): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...account,
      // The account may be barred from where this process stands.
      cwd: sep,
      env: environment(),
      stdio: output === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', output, output],
      detached: output !== undefined,
      windowsHide: true,
    });
    let printed = '';
    const collect = (chunk: unknown) => {
      printed += String(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, printed }));
  });
}

/**
 * The port of the server that already runs on `data`, waiting for one that is still starting; null when none does.
 * Rejects with a DomainError `unavailable` when it runs and does not let us in.
 */
export async function findRunning(cluster: Cluster, password: string): Promise<number | null> {
  for (const deadline = Date.now() + patienceSeconds * 1000; ; await delay(pollMs)) {
    const found = await readPidFile(cluster.data);
    if (found === null) return null;
    const whose = await whoseServer(cluster.data, found.pid);
    // PostgreSQL itself sees that a dead server's file means nothing, and looks for its orphans.
    if (whose === 'gone') return null;
    if (whose === 'other') {
      await disownPidFile(cluster.data);
      return null;
    }
    const refusal = await connect(found.port, password, async () => null).catch((error: unknown) => error);
    if (refusal === null) return found.port;
    if (hasCode(refusal, '28P01', '28000')) {
      throw new DomainError(
        'unavailable',
        `The PostgreSQL of process ${found.pid} serves ${cluster.directory} and refuses the password in postgres-password. ` +
          `Stop that process, or ${ownServer}.`,
        { cause: refusal },
      );
    }
    // Windows: the number may be anybody's; pg_ctl decides.
    if (whose === 'unsure' && hasCode(refusal, 'ECONNREFUSED')) return null;
    if (Date.now() > deadline) throw await failure(cluster, 'runs, but does not answer', 0, refusal);
  }
}

/** Runs `work` on one connection to the database `postgres`, as superuser. */
export async function connect<T>(
  port: number,
  password: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5000,
    application_name: 'offprint',
  });
  // Without a listener a connection that the server drops would end the process; the query in hand rejects anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const mebibyte = 1024 * 1024;

/**
 * How much of the database is kept in memory, in MB: an eighth of what this machine has, or what its container may use,
 * within bounds. A quarter is usual where PostgreSQL is alone; the rest of the service is beside it here.
 * https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS
 */
export function sharedBuffersMb(machineBytes: number, constrainedBytes: number): number {
  const bytes = constrainedBytes > 0 ? Math.min(machineBytes, constrainedBytes) : machineBytes;
  return Math.min(1024, Math.max(128, Math.floor(bytes / 8 / mebibyte)));
}

const everyServer: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Readers' addresses stay out of the log: no failed statement with its values, no "Key (address)=(…) already exists".
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Starts the server and waits until it takes connections. Resolves with false when the port is taken.
 * Rejects with a DomainError `unavailable` that has the log's last lines when it does not start.
 */
export async function startServer(
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<boolean> {
  if ((await sizeOf(cluster.log)) > logLimitBytes) await rename(cluster.log, `${cluster.log}.old`);
  const quote = (text: string) =>
    process.platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`;
  const options = [
    `port=${port}`,
    ...Object.entries({
      ...everyServer,
      shared_buffers: `${sharedBuffersMb(totalmem(), process.constrainedMemory())}MB`,
      ...settings,
    }).map(([name, value]) => `${name}=${value}`),
    await directoryMark(cluster.data),
  ];
  const serverOptions = options.map((option) => `-c ${quote(option)}`).join(' ');
  for (const deadline = Date.now() + patienceSeconds * 1000; ; await delay(pollMs)) {
    const attempt = await sizeOf(cluster.log);
    if ((await control(cluster, 'start', ['-o', serverOptions])) === 0) return true;
    const stated = await logSince(cluster.log, attempt);
    if (/could not create any TCP\/IP sockets/.test(stated)) return false;
    // Orphans of a killed server, each busy with its last query: they end by themselves.
    if (!/pre-existing shared memory block/.test(stated) || Date.now() > deadline) {
      throw await failure(cluster, 'did not start', attempt);
    }
  }
}

/** Stops the server, ending its connections, and waits until it is gone. Does nothing when none runs. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const found = await readPidFile(cluster.data);
  if (found === null) return;
  const whose = await whoseServer(cluster.data, found.pid);
  if (whose === 'gone' || whose === 'other') return;
  const from = await sizeOf(cluster.log);
  const code = await control(cluster, 'stop', ['-m', 'fast']);
  if (code !== 0 && (await readPidFile(cluster.data)) !== null) {
    throw await failure(cluster, 'did not stop', from);
  }
}

async function control(
  cluster: Cluster,
  verb: 'start' | 'stop',
  args: readonly string[],
): Promise<number | null> {
  // Opened here and inherited: the account needs no right to the directory that the log lies in.
  const log = await open(cluster.log, 'a', 0o600);
  try {
    const common = ['-D', cluster.data, '-s', '-w', '-t', String(patienceSeconds)];
    return (await run(cluster.pgCtl, [verb, ...common, ...args], cluster.account, log.fd)).code;
  } finally {
    await log.close();
  }
}

async function sizeOf(log: string): Promise<number> {
  return stat(log).then(
    ({ size }) => size,
    () => 0,
  );
}

async function logSince(log: string, from: number): Promise<string> {
  return (await readFile(log).catch(() => Buffer.alloc(0))).subarray(from).toString('utf8');
}

async function failure(cluster: Cluster, what: string, from: number, cause?: unknown): Promise<DomainError> {
  const lines = (await logSince(cluster.log, from)).trimEnd().split('\n').slice(-12);
  return new DomainError(
    'unavailable',
    `The embedded PostgreSQL ${what}. The last lines of ${cluster.log}:\n${lines.map((line) => `  ${line}`).join('\n')}\n` +
      `Move ${cluster.directory} away to start afresh, or ${ownServer}.`,
    { cause },
  );
}
