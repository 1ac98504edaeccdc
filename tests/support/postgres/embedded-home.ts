import {
  access,
  chmod,
  constants,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInUse, processExists } from '../../../src/adapters/postgres/embedded/claims.ts';
import { readPidFile, whoseServer } from '../../../src/adapters/postgres/embedded/pid-file.ts';

const prefix = 'offprint-test-';
/** Of Linux, in memory. */
const inMemory = '/dev/shm';
/** What all databases of a run may take at once, and then some. */
const roomFor = 2 * 2 ** 30;
const abandonedAfterMs = 3_600_000;

/**
 * Where homes are: in memory where there is room, since a database is nine hundred files, and each test file has a copy
 * of one: 60 ms, on a disk 300 and more.
 */
async function folderOfHomes(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(inMemory);
    await access(inMemory, constants.W_OK | constants.X_OK);
    return bavail * bsize >= roomFor ? inMemory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A home for an embedded server that does not exist yet, in a directory of its own that every account can reach. */
export async function makeHome(): Promise<string> {
  const directory = await mkdtemp(join(await folderOfHomes(), prefix));
  await chmod(directory, 0o755);
  return join(directory, '.offprint');
}

/** The process of the server that runs on `home`, or null. */
export async function serverProcess(home: string): Promise<number | null> {
  const data = await realpath(join(home, 'postgres')).catch(() => null);
  const found = data === null ? null : await readPidFile(data);
  return data !== null && found !== null && (await whoseServer(data, found.pid)) === 'ours'
    ? found.pid
    : null;
}

/** True while a process runs: not one that ended and is still to be waited for by its parent (proc_pid_stat(5)). */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return processExists(pid) && !/\) [ZX] /.test(state);
}

/** Ends `pid` and waits until it is gone. */
export async function endProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (!(await isRunning(pid))) return;
  process.kill(pid, signal);
  for (const deadline = Date.now() + 10_000; await isRunning(pid); await delay(10)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} survived ${signal}`);
  }
}

/**
 * Ends whatever server still runs on `home`, and deletes the directory that `makeHome` made, with the data elsewhere.
 */
export async function destroyHome(home: string): Promise<void> {
  const data = await realpath(join(home, 'postgres')).catch(() => null);
  const pid = await serverProcess(home);
  if (pid !== null) await endProcess(pid, 'SIGQUIT');
  if (data !== null) await rm(data, { recursive: true, force: true });
  await rm(dirname(home), { recursive: true, force: true });
}

/** Destroys the homes that test runs which were killed more than an hour ago left behind. */
export async function destroyAbandonedHomes(): Promise<void> {
  const folders = [tmpdir(), inMemory].map(async (folder) =>
    (await readdir(folder).catch(() => [])).map((entry) => ({ folder, entry })),
  );
  for (const { folder, entry } of (await Promise.all(folders)).flat()) {
    if (!entry.startsWith(prefix)) continue;
    const home = join(folder, entry, '.offprint');
    try {
      const { mtimeMs } = await stat(dirname(home));
      if (Date.now() - mtimeMs > abandonedAfterMs && !(await isInUse(home))) await destroyHome(home);
    } catch {
      // Another account's, or another run is destroying it just now.
    }
  }
}
