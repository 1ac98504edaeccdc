import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { commandLine } from '../app/actor.ts';
import { exportSubscribers } from '../app/subscribers/export-list.ts';
import { importSubscribers } from '../app/subscribers/import-rows.ts';
import { subscriberFiles } from '../wire/subscriber-files.ts';
import type { CommandIo } from './command-io.ts';
import { checkFile } from './papers.ts';
import { print, printRefused, progress, progressDone, withStores } from './run.ts';

/** `import-subscribers FILE`: true when every row was good. */
export async function importSubscribersCommand(
  io: CommandIo,
  path: string,
  options: { json?: boolean },
): Promise<boolean> {
  await checkFile(path);
  const result = await withStores(io, async (deps, { loadCatalogue }) => {
    await loadCatalogue();
    return await importSubscribers(deps, subscriberFiles.read(createReadStream(path)), {
      onProgress: async ({ rows }) => progress(io, `${rows} rows read`),
      onRefused: (refused) => printRefused(io, refused),
      actor: commandLine,
    });
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
export async function exportSubscribersCommand(io: CommandIo, options: { json?: boolean }): Promise<void> {
  await withStores(io, async (deps) => {
    if (options.json === true) {
      for await (const row of exportSubscribers(deps, { actor: commandLine }))
        io.stdout.write(`${JSON.stringify(row)}\n`);
    } else {
      await pipeline(subscriberFiles.write(exportSubscribers(deps, { actor: commandLine })), io.stdout, {
        end: false,
      });
    }
  });
}
