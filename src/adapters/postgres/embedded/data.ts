import { randomBytes } from 'node:crypto';
import {
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '../../../domain/errors.ts';
import { type Binaries, dataPlace, handOver, serverAccount, usableBinaries } from './account.ts';
import { hasCode } from './claims.ts';
import { type Account, type Cluster, ownServer, run, superuser } from './server.ts';

export type EmbeddedOptions = {
  /**
   * The directory that holds everything: `postgres`, `postgres-password`, `postgres-port`, `postgres.log`. Absolute.
   */
  home: string;
  /** Created when missing; `offprint` by default. */
  database?: string;
  /** Where to listen when the server has to be started. By default the port of last time, while it is free. */
  port?: number;
  /** Further PostgreSQL settings, for a server that has to be started. */
  settings?: Readonly<Record<string, string>>;
  /** Where root puts what the server's account could not reach in a private home; `/var/lib/offprint` by default. */
  systemDir?: string;
  log?: (line: string) => void;
};

/** Finds or makes the data directory of `home`, with the account and the programs that serve it. */
export async function prepareCluster(
  options: EmbeddedOptions,
): Promise<{ cluster: Cluster; password: string }> {
  const { home, systemDir = '/var/lib/offprint' } = options;
  const directory = join(home, 'postgres');
  const account = await serverAccount(directory);
  const binaries = await usableBinaries(account, systemDir);
  const isNew = !(await hasData(directory));
  const password = await passwordOf(home, isNew);
  if (isNew) {
    options.log?.(`Creating a PostgreSQL ${binaries.version} database in ${directory}`);
    const place = await dataPlace(home, account, systemDir);
    await initialise({
      directory,
      place,
      binaries,
      account,
      password,
      sync: options.settings?.fsync !== 'off',
    });
  }
  await checkVersion(directory, binaries);
  if (account !== null) await handOver(directory, account);
  const data = await realpath(directory);
  return {
    cluster: { directory, data, account, log: join(home, 'postgres.log'), pgCtl: binaries.pgCtl },
    password,
  };
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Whether there is anything at all. An empty directory is cleared away. */
async function hasData(directory: string): Promise<boolean> {
  if (!(await exists(directory))) return false;
  const entries = await readdir(directory).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw broken(directory, 'it is not a directory, or links to one that is gone');
  });
  if (entries.length > 0) return true;
  await rmdir(directory);
  return false;
}

function broken(directory: string, why: string): DomainError {
  return new DomainError(
    'unavailable',
    `The embedded PostgreSQL's data in ${directory} cannot be used: ${why}. Move it away to start afresh, or ${ownServer}.`,
  );
}

async function passwordOf(home: string, isNew: boolean): Promise<string> {
  const file = join(home, 'postgres-password');
  const retained = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  if (retained.trim() !== '') return retained.trim();
  if (!isNew) throw broken(join(home, 'postgres'), `its password was in ${file}, which is missing or empty`);
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Makes the data directory beside its place and moves it there whole, so that an interruption leaves nothing. */
async function initialise(wanted: {
  directory: string;
  /** Where the data itself goes: the directory's parent, or elsewhere with a link to it. */
  place: string;
  binaries: Binaries;
  account: Account;
  password: string;
  sync: boolean;
}): Promise<void> {
  const { directory, place, binaries, account, password } = wanted;
  const prefix = 'postgres-init-';
  for (const entry of await readdir(place)) {
    if (!entry.startsWith(prefix)) continue;
    // Retried, because the initdb of a killed process may still be writing there.
    await rm(join(place, entry), { recursive: true, force: true, maxRetries: 8 });
  }
  const staging = await mkdtemp(join(place, prefix));
  try {
    const passwordFile = join(staging, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account !== null) {
      await chown(passwordFile, account.uid, account.gid);
      await chown(staging, account.uid, account.gid);
    }
    const made = join(staging, 'data');
    const args = [`--pgdata=${made}`, `--username=${superuser}`, `--pwfile=${passwordFile}`];
    args.push('--auth=scram-sha-256', '--encoding=UTF8');
    // The built-in provider sorts alike on every machine and needs no locale installed.
    args.push('--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    if (!wanted.sync) args.push('--no-sync');
    const { code, printed } = await run(binaries.initdb, args, account);
    if (code !== 0) {
      const lines = printed
        .trimEnd()
        .split('\n')
        .slice(-12)
        .map((line) => `  ${line}`);
      throw new DomainError(
        'unavailable',
        `The embedded PostgreSQL could not be created in ${directory}:\n${lines.join('\n')}\n` +
          `Mend that and try again, or ${ownServer}.`,
      );
    }
    if (place === dirname(directory)) {
      await rename(made, directory);
    } else {
      // A name of its own: earlier data whose link was moved away stays what that link means.
      const apart = join(place, `postgres-${randomBytes(4).toString('hex')}`);
      await rename(made, apart);
      await symlink(apart, directory);
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function checkVersion(directory: string, binaries: Binaries): Promise<void> {
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) throw broken(directory, 'it has no file PG_VERSION');
    throw error;
  });
  if (version.trim() === binaries.major) return;
  throw new DomainError(
    'unavailable',
    `${directory} holds data of PostgreSQL ${version.trim()}, and the embedded one is ${binaries.version}. Nothing was changed. ` +
      `To keep the data, dump it with pg_dumpall of PostgreSQL ${version.trim()}, move the directory away, start Offprint once ` +
      `and load the dump; without the data, just move the directory away; or ${ownServer}.`,
  );
}
