import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, processExists } from './claims.ts';

const execute = promisify(execFile);

/** What the running or killed server wrote into postmaster.pid (PostgreSQL's miscadmin.h: line 1 pid, line 4 port). */
export async function readPidFile(data: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  const lines = text?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number.isInteger(port) ? port : 0 } : null;
}

/**
 * A setting without effect that tells a server's command line which directory it serves, even after the directory
 * was moved, and never of a copy: PostgreSQL alone cannot tell the copy's postmaster.pid from its own.
 */
export async function directoryMark(data: string): Promise<string> {
  const { dev, ino } = await stat(data, { bigint: true });
  return `offprint.directory=${dev}:${ino}`;
}

/** The command line of a process; null where it cannot be read. */
async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  // Unlike /proc/<pid>/cwd it is open to every account, also in containers, where root lacks CAP_SYS_PTRACE.
  if (process.platform === 'linux') {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (line) => line.replaceAll('\0', ' ').trim(),
      () => null,
    );
  }
  return execute('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

/**
 * Whether the process that postmaster.pid names is the server of `data`. `unsure` when it is a PostgreSQL that
 * was started by other hands.
 */
export async function whoseServer(data: string, pid: number): Promise<'ours' | 'gone' | 'other' | 'unsure'> {
  if (!processExists(pid)) return 'gone';
  const line = await commandLine(pid);
  if (line === null) return 'unsure';
  if (`${line} `.includes(`${await directoryMark(data)} `)) return 'ours';
  return /postgres/i.test(line) && !line.includes('offprint.directory=') ? 'unsure' : 'other';
}

/**
 * Gives postmaster.pid a number that no process can have. PostgreSQL would refuse to start while any process of the
 * account has the number in it. Deleting the file would be worse: its other lines lead PostgreSQL to the shared
 * memory that orphans of a killed server may still be using.
 */
export async function disownPidFile(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^\d+/, String(2 ** 31 - 1)));
}
