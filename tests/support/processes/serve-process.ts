import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { freePort } from '../postgres/postgres-server.ts';
import { until } from '../until.ts';

export const projectRoot = join(import.meta.dirname, '../../..');

export type ServeProcess = {
  url: string;
  databaseUrl: string;
  /** What it wrote to standard output so far. */
  output(): string;
  child: ChildProcess;
  /** The exit code, once it has ended; null after a signal. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
};

/** The numbers of the processes that a process has started and that run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const listed =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
      : await new Promise<string>((resolve) => execFile('pgrep', ['-P', `${pid}`], (_, out) => resolve(out)));
  return listed.split(/\s+/).filter(Boolean).map(Number);
}

/** The environment of a process of the service: nothing of the test's own settings. */
export function processEnv(settings: Record<string, string>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', ...settings };
}

const unreachable = 'http://127.0.0.1:9';

/** No source answers, whatever network this machine has. */
const noSources = { HUGGING_FACE_URL: unreachable, ARXIV_API_URL: unreachable, ARXIV_RSS_URL: unreachable };

/** `serve` as a first start without any network sees it. `admin`: the first one. */
export async function startOffline(admin: { email: string; password: string }): Promise<ServeProcess> {
  return await startServe({
    impatient: true,
    env: {
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      POSTAL_ADDRESS: '1 Test Street, Testville',
      LOG_LEVEL: 'silent',
    },
  });
}

/**
 * `serve` as a process of its own, on a database of its own unless one is given; resolves when it is ready.
 * `impatient`: it waits for less, and its passwords cost less (tuning.ts).
 */
export async function startServe(
  options: { env?: Record<string, string>; databaseUrl?: string; args?: string[]; impatient?: boolean } = {},
): Promise<ServeProcess> {
  const database = options.databaseUrl === undefined ? await freshDatabase() : null;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const home = await mkdtemp(join(tmpdir(), 'offprint-serve-'));
  const port = await freePort();
  const main = options.impatient === true ? 'tests/support/processes/impatient-main.ts' : 'src/main.ts';
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, 'serve', ...(options.args ?? [])],
    {
      cwd: projectRoot,
      env: processEnv({
        DATABASE_URL: databaseUrl,
        OFFPRINT_HOME: home,
        PORT: String(port),
        ...noSources,
        ...options.env,
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let written = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    child.kill(signal);
    await ended;
    await database?.drop();
    await rm(home, { recursive: true, force: true });
  }
  try {
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${written}`);
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        return answer?.ok === true;
      },
      // Several may start at once, on a machine that never ran this code.
      { every: 100, within: 120_000 },
    );
  } catch (error) {
    // Nobody else knows of it.
    await stop('SIGKILL');
    throw error;
  }
  return { url, databaseUrl, child, ended, output: () => written, stop: () => stop() };
}
