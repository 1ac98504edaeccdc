import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { openBackupWriter, readBackupFile, wrongRecipient } from '../adapters/files/backup-file.ts';
import { withSnapshot } from '../adapters/postgres/backup/dump.ts';
import { restoreTarget } from '../adapters/postgres/backup/load.ts';
import { commandLine } from '../app/actor.ts';
import { type ReadBackup, readBackup } from '../app/backup/read-backup.ts';
import { type WrittenBackup, writeBackup } from '../app/backup/write-backup.ts';
import { holdSchedule } from '../app/digests/schedule-hold.ts';
import type { Log } from '../app/log.ts';
import type { Config } from '../config/config.ts';
import { DomainError, messageOf } from '../domain/errors.ts';
import { version } from '../version.ts';
import { databaseAddress, openStores } from './stores.ts';
import type { Tuning } from './tuning.ts';

/** The key in `home`, if links are signed with it. */
async function keptKey(config: Config): Promise<string | null> {
  if (config.secretKey !== null) return null;
  return await readFile(join(config.home, 'secret-key'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

/**
 * Writes a backup of the configured database to a file that is not there yet, or to a stream. A file is there whole or
 * not at all.
 */
export async function backUp(
  config: Config,
  options: {
    log: Log;
    to: string | Writable;
    recipients: readonly string[];
    onTable?: (name: string) => void;
  },
): Promise<WrittenBackup> {
  const { log, to, recipients, onTable } = options;
  const wrong = wrongRecipient(recipients);
  if (wrong !== null) throw new DomainError('invalid', wrong);
  const closers: (() => Promise<void>)[] = [];
  const secretKey = await keptKey(config);
  const write = async (stream: Writable) => {
    const { direct } = await databaseAddress(config, log, closers);
    return await withSnapshot(direct, async (snapshot) => {
      const writer = openBackupWriter(stream, recipients);
      try {
        return await writeBackup(snapshot, writer, {
          version,
          secretKey,
          ...(onTable === undefined ? {} : { onTable }),
        });
      } catch (error) {
        writer.abort(error);
        throw error;
      }
    });
  };
  try {
    if (typeof to !== 'string') return await write(to);
    if (await isThere(to))
      throw new DomainError('conflict', `${to} is there already. Name a file that is not, or remove it.`);
    const part = `${to}.part`;
    try {
      const stream = createWriteStream(part, { flags: 'w', mode: 0o600 });
      await once(stream, 'open');
      const written = await write(stream);
      await rename(part, to);
      return written;
    } catch (error) {
      await rm(part, { force: true });
      if (error instanceof Error && 'syscall' in error && 'path' in error)
        throw new DomainError('unavailable', `${to} cannot be written: ${messageOf(error)}.`, {
          cause: error,
        });
      throw error;
    }
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

export type Restored = Pick<ReadBackup, 'manifest' | 'rows'> & {
  jobs: number;
  /** What became of the key in the backup: links in mails that went out are valid with it alone. */
  key: 'none' | 'kept' | 'other';
};

/**
 * Restores a backup into the configured database, which must be empty, and holds the schedule: what happened since the
 * backup is not known, so nothing is sent before an admin says how to go on.
 */
export async function restore(
  config: Config,
  options: {
    log: Log;
    from: string | Readable;
    /** Lines of an age identity file. */
    identities: readonly string[];
    onTable?: (name: string) => void;
    tuning?: Tuning | undefined;
  },
): Promise<Restored> {
  const { log, from, identities, onTable, tuning } = options;
  const closers: (() => Promise<void>)[] = [];
  try {
    const source = typeof from === 'string' ? createReadStream(from) : from;
    const { direct } = await databaseAddress(config, log, closers);
    const read = await readBackup(
      readBackupFile(source, identities),
      restoreTarget(direct),
      onTable === undefined ? {} : { onTable },
    );
    const key = await keepKey(config, read.secretKey);
    const { deps, close } = await openStores(config, { log, worker: false, tuning });
    try {
      const reason = `The database was restored from the backup of ${read.manifest.at}.`;
      await holdSchedule(deps, reason, commandLine);
      for (const { name, data, after, key: once } of read.jobs)
        await deps.stores.jobs.send(name, data as never, {
          ...(after === null ? {} : { after: new Date(after) }),
          ...(once === null ? {} : { key: once }),
        });
    } finally {
      await close();
    }
    return { manifest: read.manifest, rows: read.rows, jobs: read.jobs.length, key };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function keepKey(config: Config, secretKey: string | null): Promise<Restored['key']> {
  if (secretKey === null) return 'none';
  if (config.secretKey !== null) return config.secretKey === secretKey ? 'kept' : 'other';
  await mkdir(config.home, { recursive: true });
  await writeFile(join(config.home, 'secret-key'), `${secretKey}\n`, { mode: 0o600 });
  return 'kept';
}
