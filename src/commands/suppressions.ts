import { createReadStream } from 'node:fs';
import { commandLine } from '../app/actor.ts';
import { importSuppressions } from '../app/bounces/import-suppressions.ts';
import type { TextEncoding } from '../domain/subscribers/import-state.ts';
import { suppressionFiles } from '../wire/subscriber-files.ts';
import type { CommandIo } from './command-io.ts';
import { checkFile } from './papers.ts';
import { print, printRefused, progress, progressDone, withStores } from './run.ts';

/** `import-suppressions FILE`: true when every line was good. */
export async function importSuppressionsCommand(
  io: CommandIo,
  path: string,
  options: { json?: boolean; encoding?: TextEncoding },
): Promise<boolean> {
  await checkFile(path);
  const result = await withStores(io, (deps) =>
    importSuppressions(deps, suppressionFiles.read(createReadStream(path), options.encoding), {
      actor: commandLine,
      onProgress: ({ rows }) => progress(io, `${rows} rows read`),
      onRefused: (refused) => printRefused(io, refused),
    }),
  );
  progressDone(io);
  print(
    io,
    result,
    options,
    ({ rows, added, existing, refused }) =>
      `${rows} rows: ${added} addresses and domains suppressed, ${existing} suppressed before, ${refused} rows refused`,
  );
  return result.refused === 0;
}
