import { createReadStream, createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { commandLine } from '../app/actor.ts';
import { exportSubscribers } from '../app/subscribers/export-list.ts';
import { importFile, refusedRows } from '../app/subscribers/imports/file-imports.ts';
import { uploadedImport } from '../app/subscribers/imports/uploaded-imports.ts';
import type { TextEncoding } from '../domain/subscribers/import-state.ts';
import { subscriberFiles } from '../wire/subscriber-files.ts';
import type { CommandIo } from './command-io.ts';
import { checkFile } from './papers.ts';
import { print, printRefused, progress, progressDone, withStores } from './run.ts';

/**
 * `import-subscribers FILE`: true when every row was good. `refused`: a file for the rows that were not, which is not
 * made without any.
 */
export async function importSubscribersCommand(
  io: CommandIo,
  path: string,
  options: { json?: boolean; encoding?: TextEncoding; refused?: string },
): Promise<boolean> {
  await checkFile(path);
  const result = await withStores(io, async (deps, { loadCatalogue }) => {
    await loadCatalogue();
    const files = { ...deps, files: subscriberFiles };
    const file = { name: basename(path), open: () => createReadStream(path), encoding: options.encoding };
    const { id, ...done } = await importFile(files, file, {
      onProgress: ({ rows }) => progress(io, `${rows} rows read`),
      onRefused: (refused) => printRefused(io, refused),
      onResumed: (rows) => io.stderr.write(`This import was cut off after row ${rows}; it goes on there.\n`),
      actor: commandLine,
    });
    if (options.refused !== undefined && done.refused > 0) {
      const { header } = await uploadedImport(deps, id);
      const lines = subscriberFiles.writeRefused(header, refusedRows(deps, id));
      await pipeline(lines, createWriteStream(options.refused));
    }
    return done;
  });
  progressDone(io);
  print(
    io,
    result,
    options,
    ({ rows, added, changed, existing, pending, refused }) =>
      `${rows} rows: ${added} subscribers added (${pending} of them wait for confirmation), ${changed} ended, ${existing} known before, ${refused} rows refused`,
  );
  return result.refused === 0;
}

/** `export-subscribers`: CSV, or JSON lines, on standard output. */
export async function exportSubscribersCommand(
  io: CommandIo,
  options: { bom?: boolean; json?: boolean },
): Promise<void> {
  await withStores(io, async (deps) => {
    const rows = exportSubscribers(deps, { actor: commandLine });
    if (options.json === true) for await (const row of rows) io.stdout.write(`${JSON.stringify(row)}\n`);
    else
      await pipeline(subscriberFiles.write(rows, { bom: options.bom ?? false }), io.stdout, { end: false });
  });
}
