import { readSuppressedLine, type SuppressedLine } from '../../domain/bounces/suppression.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { type RefusedLine, type RefusedLines, refuseLine } from '../refused-lines.ts';
import type { ListedLine } from './suppression-files.ts';

/** What came of a list: every line of it is in exactly one of added, existing and refused. */
export type SuppressionImport = RefusedLines & {
  rows: number;
  added: number;
  /** Suppressed before, or by an earlier line; the first reason stands. */
  existing: number;
};

const linesAtATime = 2_000;

/**
 * Suppresses the addresses and domains of a list, some thousand in a transaction. Whoever of them is a subscriber is
 * not mailed any more, and stays what they are. A bad line is reported and stops nothing else. `actor`: who asked.
 */
export async function importSuppressions(
  deps: Needs<'atomically' | 'now', never>,
  lines: AsyncIterable<ListedLine>,
  options: {
    actor: string;
    onProgress?: (done: SuppressionImport) => void;
    onRefused?: (refused: RefusedLine & { cells: readonly string[] }) => void;
  },
): Promise<SuppressionImport> {
  const { actor, onProgress, onRefused } = options;
  const result: SuppressionImport = { rows: 0, added: 0, existing: 0, refused: 0, errors: [] };
  let batch: SuppressedLine[] = [];
  const flush = async () => {
    if (batch.length > 0) {
      const added = await suppress(deps, batch);
      result.added += added;
      result.existing += batch.length - added;
      batch = [];
    }
    onProgress?.(result);
  };
  for await (const one of lines) {
    result.rows++;
    const read = 'fault' in one ? { wrong: one.fault } : readSuppressedLine(one.what, one.reason, one.note);
    if ('wrong' in read) {
      const { line, cells } = one;
      refuseLine(result, { line, message: read.wrong });
      onRefused?.({ line, message: read.wrong, cells });
    } else batch.push(read.line);
    if (batch.length === linesAtATime) await flush();
  }
  await flush();
  const { errors: _, ...detail } = result;
  await deps.atomically((stores) =>
    recordAction(stores, { actor, at: deps.now() }, 'suppressions imported', 'suppressions', detail),
  );
  return result;
}

async function suppress(deps: Pick<Deps, 'atomically'>, batch: readonly SuppressedLine[]): Promise<number> {
  return await deps.atomically((stores) => stores.suppressions.suppressAll(batch));
}
