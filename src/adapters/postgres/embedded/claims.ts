import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DomainError } from '../../../domain/errors.ts';

/**
 * Which processes use the embedded server, and which one may start or stop it just now: files in `home` whose
 * names say the process, so that what a killed process left behind counts for nothing.
 *
 * `pg_stat_activity` would not do: a process that has no connection open at the moment still needs the server,
 * a killed one's connections can outlive it, and somebody's psql session should not keep the server up.
 */

const execute = promisify(execFile);
const lockPatienceMs = 120_000;
const lockPollMs = 40;
/** What a rename onto, or the removal of, a directory that is not empty is refused with. */
const heldCodes =
  process.platform === 'win32' ? ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'] : ['ENOTEMPTY', 'EEXIST'];

/** True for an error of the system with one of these codes (`ENOENT` and the like). */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

/** True while a process of that number exists, whoever owns it, even if it has ended and nobody waited for it. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * When a process began, in a form fit for a file name, because numbers of processes are used again, and soon in a
 * container; or `dead`, or `unknown`.
 */
async function birthOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    try {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8);
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // proc_pid_stat(5): the command, field 2, may hold spaces and parentheses; the state is field 3, the start field
      // 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : `${boot}${fields[19] ?? ''}`;
    } catch (error) {
      return hasCode(error, 'ENOENT', 'ESRCH') && !processExists(pid) ? 'dead' : 'unknown';
    }
  }
  if (process.platform === 'win32') return processExists(pid) ? 'unknown' : 'dead';
  const began = await execute('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null);
  if (began === null) return processExists(pid) ? 'unknown' : 'dead';
  return began.stdout.replaceAll(/[^A-Za-z0-9]/g, '');
}

/** A name for one use by this process: `<pid>.<birth>.<random>`. */
async function newMark(): Promise<string> {
  return `${process.pid}.${await birthOf(process.pid)}.${randomBytes(4).toString('hex')}`;
}

async function isLive(mark: string): Promise<boolean> {
  const [pid, birth] = mark.split('.');
  if (!/^[1-9]\d*$/.test(pid ?? '')) return false;
  const now = await birthOf(Number(pid));
  return now !== 'dead' && (now === birth || now === 'unknown' || birth === 'unknown');
}

async function entriesOf(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}

async function unlessMissing(removal: Promise<void>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

/**
 * Runs `work` while no other process (and no other call in this one) holds the lock of `home`.
 * Rejects with a DomainError `unavailable` when a live process keeps it for two minutes.
 *
 * The lock is the directory `lock` with one file that names its holder. It is taken by renaming a finished
 * directory into place, which fails while the one in place holds a file. A dead holder's lock is broken by
 * deleting that very file, so that a process that looked a moment ago cannot break its successor's.
 */
export async function withHomeLock<T>(home: string, work: () => Promise<T>): Promise<T> {
  const lock = join(home, 'lock');
  const mark = await newMark();
  const candidate = join(home, `lock-${mark}`);
  await mkdir(candidate);
  try {
    await writeFile(join(candidate, mark), '');
    await takeLock(lock, candidate);
  } catch (error) {
    await rm(candidate, { recursive: true, force: true });
    throw error;
  }
  try {
    for (const entry of await entriesOf(home)) {
      if (!entry.startsWith('lock-') || (await isLive(entry.slice('lock-'.length)))) continue;
      await rm(join(home, entry), { recursive: true, force: true });
    }
    return await work();
  } finally {
    await unlessMissing(unlink(join(lock, mark)));
    await removeIfEmpty(lock);
  }
}

async function takeLock(lock: string, candidate: string): Promise<void> {
  for (const deadline = Date.now() + lockPatienceMs; ; await delay(lockPollMs)) {
    // POSIX lets a rename replace an empty directory, Windows does not.
    await removeIfEmpty(lock);
    try {
      return await rename(candidate, lock);
    } catch (error) {
      if (!hasCode(error, ...heldCodes)) throw error;
      const holders = await entriesOf(lock);
      for (const holder of holders)
        if (!(await isLive(holder))) await unlessMissing(unlink(join(lock, holder)));
      if (Date.now() > deadline) {
        const pids = holders.map((holder) => holder.split('.')[0]).join(', ');
        throw new DomainError(
          'unavailable',
          `Process ${pids} has been starting or stopping the embedded PostgreSQL for two minutes. ` +
            'End it and try again, or set DATABASE_URL to a PostgreSQL of your own.',
        );
      }
    }
  }
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', ...heldCodes)) throw error;
  });
}

/** Notes that this process uses the server, until `withdraw`. Returns the mark to withdraw. */
export async function announceUse(home: string): Promise<string> {
  const mark = await newMark();
  await mkdir(join(home, 'users'), { recursive: true });
  await writeFile(join(home, 'users', mark), '');
  return mark;
}

/** Takes back one `announceUse`. */
export async function withdrawUse(home: string, mark: string): Promise<void> {
  await unlessMissing(unlink(join(home, 'users', mark)));
}

/** Whether a live process uses the server. Forgets those that are gone. */
export async function isInUse(home: string): Promise<boolean> {
  let used = false;
  for (const mark of await entriesOf(join(home, 'users'))) {
    if (await isLive(mark)) used = true;
    else await unlessMissing(unlink(join(home, 'users', mark)));
  }
  return used;
}
