import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { TextEncoding } from '../../../domain/subscribers/import-state.ts';
import type { Needs } from '../../deps.ts';
import { mostKept } from '../../refused-lines.ts';
import { type ImportOptions, importSubscribers } from '../import-rows.ts';
import type { RefusedRow, SubscriberImport } from '../import-stores.ts';
import { uploadedImport } from './uploaded-imports.ts';

const refusedAtATime = 1_000;

/**
 * Imports a file that is on this machine; `open` reads it from its beginning. What comes of it is kept for seven days,
 * as for one that is uploaded; when the process was ended in the middle, the same file goes on after the last row that
 * it brought in, of which `onResumed` is told. Rejects as `importSubscribers`, with `invalid` before anything is
 * written for a file that cannot be read.
 */
export async function importFile(
  deps: Needs<'atomically' | 'files' | 'now', 'audit' | 'imports' | 'papers' | 'subscriberRows' | 'topics'>,
  file: { name: string; open: () => Readable; encoding?: TextEncoding | undefined },
  options: Pick<ImportOptions, 'actor' | 'onProgress' | 'onRefused'> & { onResumed?: (rows: number) => void },
): Promise<SubscriberImport & { id: number }> {
  const { onResumed, ...others } = options;
  const { imports } = deps.stores;
  const { encoding = 'utf-8' } = file;
  const { header } = await deps.files.peek(file.open(), 0);
  const { columns } = deps.files.columnsOf(header);
  const hash = createHash('sha256').update(`${encoding}\n`);
  for await (const piece of file.open()) hash.update(piece as Uint8Array);
  const fingerprint = hash.digest();
  const id = await imports.openByFile({
    fileName: file.name,
    fingerprint,
    actor: options.actor,
    at: deps.now(),
  });
  await imports.change(id, { header, columns: [...columns], encoding }, deps.now());
  const { progress } = await uploadedImport(deps, id);
  if (progress.rows > 0) onResumed?.(progress.rows);
  const rows = deps.files.read(file.open(), { encoding });
  const done = await importSubscribers(deps, rows, { ...others, noted: { id, progress } });
  const refused = await imports.refusedRowsOf(id, { after: 0, limit: mostKept });
  return { ...done, id, errors: refused.map(({ line, message }) => ({ line, message })) };
}

/** The rows of an import that were refused, by their lines; read a page at a time. */
export async function* refusedRows(
  deps: Needs<never, 'imports'>,
  importId: number,
): AsyncGenerator<RefusedRow> {
  for (let after = 0; ; ) {
    const rows = await deps.stores.imports.refusedRowsOf(importId, { after, limit: refusedAtATime });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.line;
  }
}
