import { DomainError } from '../../domain/errors.ts';
import type { BackupEnd, BackupPiece, KeptJob, Manifest, RestoreTarget } from './backup-ports.ts';
import { keptJobs } from './kept-jobs.ts';

/** Of the pieces that are read as a whole. */
const longestJson = 64 * 1024 * 1024;

export type ReadBackup = { manifest: Manifest; secretKey: string | null; jobs: KeptJob[]; rows: number };

const broken = (what: string) =>
  new DomainError('invalid', `This backup cannot be used: ${what}. Nothing was restored.`);

/**
 * Reads a backup into an empty database, all of it or nothing. Rejects with `invalid` when it is none, or is cut off or
 * changed, and as `RestoreTarget.load` does.
 */
export async function readBackup(
  pieces: AsyncIterable<BackupPiece>,
  target: RestoreTarget,
  options: { onTable?: (name: string) => void } = {},
): Promise<ReadBackup> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true || first.value.name !== 'manifest.json')
    throw broken('it does not begin as one does');
  const manifest = (await readJson(first.value)) as Manifest;
  if (manifest.format !== 'offprint-backup') throw broken('it does not begin as one does');
  if (manifest.formatVersion !== 1)
    throw broken(`it was written by Offprint ${manifest.offprint}, which is newer than this one`);
  const read: { secretKey: string | null; jobs: KeptJob[]; end: BackupEnd | null } = {
    secretKey: null,
    jobs: [],
    end: null,
  };

  async function* ofTables() {
    let last = '';
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      const piece = next.value;
      const table = /^tables\/([a-z_0-9]+)\/\d+$/.exec(piece.name)?.[1];
      if (table !== undefined) {
        if (table !== last) options.onTable?.(table);
        last = table;
        yield { table, bytes: piece.bytes };
      } else if (piece.name === 'secret-key') read.secretKey = (await textOf(piece)).trim();
      else if (piece.name === 'jobs.json')
        read.jobs = ((await readJson(piece)) as KeptJob[]).filter(({ name }) => keptJobs.includes(name));
      else if (piece.name === 'end.json') read.end = (await readJson(piece)) as BackupEnd;
      else throw broken(`it has a piece ${piece.name.slice(0, 80)} that it should not have`);
    }
  }

  const rows = await target.load(manifest, ofTables(), () => {
    if (read.end === null) throw broken('it is cut off');
    return read.end;
  });
  const { secretKey, jobs } = read;
  return { manifest, secretKey, jobs, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) };
}

async function textOf({ bytes }: BackupPiece): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > longestJson) throw broken('a piece of it is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readJson(piece: BackupPiece): Promise<unknown> {
  try {
    return JSON.parse(await textOf(piece));
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw broken(`its piece ${piece.name} is not JSON`);
  }
}
