import type { BackupEnd, BackupWriter, Manifest, Snapshot } from './backup-ports.ts';
import { keptJobs } from './kept-jobs.ts';

/** Bytes of a table in one piece of a backup. */
const pieceBytes = 4 * 1024 * 1024;

export type WrittenBackup = { at: Date; rows: number; tables: number };

/**
 * Writes everything that is kept: the rows of all tables as they are at one instant, what waits in the queue, and, with
 * `secretKey`, the key that links are signed with. Nothing stands still meanwhile. `onTable` hears of each table.
 */
export async function writeBackup(
  snapshot: Snapshot,
  to: BackupWriter,
  options: { version: string; secretKey: string | null; onTable?: (name: string) => void },
): Promise<WrittenBackup> {
  const { version, secretKey, onTable } = options;
  const { at, migrations, tables } = snapshot;
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
  const manifest: Manifest = {
    format: 'offprint-backup',
    formatVersion: 1,
    offprint: version,
    at: at.toISOString(),
    migrations,
    tables,
  };
  await to.add('manifest.json', json(manifest));
  if (secretKey !== null) await to.add('secret-key', Buffer.from(`${secretKey}\n`));
  await to.add('jobs.json', json(await snapshot.jobs(keptJobs)));
  const rows: BackupEnd['rows'] = {};
  for (const table of tables) {
    onTable?.(table.name);
    const copied = snapshot.copy(table);
    let number = 0;
    for await (const piece of inPieces(copied.text))
      await to.add(`tables/${table.name}/${String(++number).padStart(6, '0')}`, piece);
    rows[table.name] = copied.rows();
  }
  const end: BackupEnd = { rows, sequences: await snapshot.sequences() };
  await to.add('end.json', json(end));
  await to.end();
  return { at, rows: Object.values(rows).reduce((sum, count) => sum + count, 0), tables: tables.length };
}

async function* inPieces(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of text) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(chunks);
}
