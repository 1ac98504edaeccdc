import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { commandLine } from '../app/actor.ts';
import { importPapers, refuseUnusable } from '../app/papers/import-papers.ts';
import { ingestPapers } from '../app/papers/ingest-papers.ts';
import { linesOf } from '../app/papers/lines.ts';
import { DomainError } from '../domain/errors.ts';
import type { SourceName } from '../domain/papers/paper-source.ts';
import type { CommandIo } from './command-io.ts';
import { print, printRefused, progress, progressDone, withStores } from './run.ts';

/** Refuses a file that is not there before anything is opened. */
export async function checkFile(path: string): Promise<void> {
  await access(path).catch(() => {
    throw new DomainError('not_found', `The file ${path} cannot be read.`);
  });
}

/** `import-papers FILE`: true when every line was good. */
export async function importPapersCommand(
  io: CommandIo,
  path: string,
  options: { json?: boolean },
): Promise<boolean> {
  await checkFile(path);
  const result = await withStores(io, async (deps, { loadCatalogue }) => {
    await loadCatalogue();
    return await importPapers(deps, linesOf(createReadStream(path)), {
      onProgress: ({ lines: read }) => progress(io, `${read} lines read`),
      onRefused: (refused) => printRefused(io, refused),
      actor: commandLine,
    });
  });
  progressDone(io);
  refuseUnusable(result);
  print(
    io,
    result,
    options,
    ({ lines, added, changed, unchanged, signals, refused }) =>
      `${lines} lines: ${added} papers added, ${changed} changed, ${unchanged} unchanged, ${refused} lines refused; ${signals} signals`,
  );
  return result.refused === 0;
}

/** `ingest`: true when every source answered. */
export async function ingestCommand(
  io: CommandIo,
  options: {
    source?: SourceName;
    since?: Date;
    json?: boolean;
  },
): Promise<boolean> {
  const results = await withStores(io, async (deps, { config, loadCatalogue }) => {
    if (options.source !== undefined && !config.sources.includes(options.source)) {
      throw new DomainError(
        'invalid',
        `${options.source} is not among the configured SOURCES (${config.sources.join(', ')}).`,
      );
    }
    await loadCatalogue();
    return await ingestPapers(deps, {
      sources: options.source === undefined ? undefined : [options.source],
      since: options.since,
      actor: commandLine,
    });
  });
  print(io, results, options, (all) =>
    all
      .map((result) =>
        result.ok
          ? `${result.source}: ${result.added} papers added, ${result.changed} changed, ${result.unchanged} unchanged, ${result.signals} signals (${result.requests} requests, ${result.notModified} not modified)${result.notices.map((notice) => `\n  ${notice}`).join('')}`
          : `${result.source}: ${result.error}`,
      )
      .join('\n'),
  );
  return results.every(({ ok }) => ok);
}
