import { DomainError } from '../../domain/errors.ts';
import type { IncomingPaper } from '../../domain/papers/paper.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { type RefusedLine, type RefusedLines, refuseLine } from '../refused-lines.ts';
import { longestLine } from './lines.ts';
import type { StoredCounts } from './paper-stores.ts';
import { type PaperLine, readPaperLine } from './read-paper-line.ts';
import { refreshPapers } from './refresh-papers.ts';

/** `lines` = `added` + `changed` + `unchanged` + `refused`. */
export type ImportResult = StoredCounts & RefusedLines & { lines: number };

type ReadLine = { line: number; paper: IncomingPaper };

const batch = 3_000;
/** The more words are merged at once, the more of them fall on one page; searches meanwhile read them all. */
const mergedAtOnce = 12_000;

/**
 * Stores papers from JSON lines, some hundred in a transaction. A bad line is reported with its number and stops
 * nothing else, one that the database refuses included. A new paper without a date counts as published now.
 * `onProgress` hears of each stored batch, `onRefused` of each bad line; `actor`: who imports, for the audit.
 */
export async function importPapers(
  deps: Needs<'alone' | 'atomically' | 'now', 'audit' | 'keys' | 'papers' | 'trends'>,
  lines: AsyncIterable<string> | Iterable<string>,
  options: {
    onProgress?: (done: ImportResult) => void;
    onRefused?: (refused: RefusedLine) => void;
    actor?: string;
  } = {},
): Promise<ImportResult> {
  const { onProgress, onRefused, actor } = options;
  const now = deps.now();
  const result: ImportResult = {
    added: 0,
    changed: 0,
    signals: 0,
    unchanged: 0,
    lines: 0,
    refused: 0,
    errors: [],
  };
  const refuse = (refused: RefusedLine) => {
    refuseLine(result, refused);
    onRefused?.(refused);
  };
  let pending: ReadLine[] = [];
  // While some are stored, the next are read.
  let storing = Promise.resolve();
  // While others are stored.
  let merging = Promise.resolve();
  let unmerged = 0;
  async function flush() {
    await storing;
    const read = pending;
    pending = [];
    storing = storeLines(deps, read, now, result, refuse).then(async () => {
      onProgress?.(result);
      unmerged += read.length;
      if (unmerged < mergedAtOnce) return;
      unmerged = 0;
      await merging;
      merging = deps.stores.papers.mergeWords();
      merging.catch(() => undefined);
    });
    storing.catch(() => undefined);
  }
  let number = 0;
  try {
    for await (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      result.lines++;
      const read = readJsonLine(line, now);
      if (!read.ok) refuse({ line: number, message: read.errors.join('; ') });
      else pending.push({ line: number, paper: read.paper });
      if (pending.length === batch) await flush();
    }
    if (pending.length > 0) await flush();
  } finally {
    await storing;
    await merging;
  }
  // What the database refuses is told after what was read meanwhile.
  result.errors.sort((a, b) => a.line - b.line);
  if (result.added + result.changed + result.signals > 0) await refreshPapers(deps);
  if (actor !== undefined) {
    const { lines: read, added, changed, refused } = result;
    const detail = { lines: read, added, changed, refused };
    await recordAction(deps.stores, { actor, at: deps.now() }, 'papers imported', 'papers', detail);
  }
  return result;
}

/** Stores lines in one transaction; where the database refuses one of them, in halves, until that one is alone. */
async function storeLines(
  deps: Needs<'atomically', never>,
  lines: readonly ReadLine[],
  now: Date,
  result: ImportResult,
  refuse: (refused: RefusedLine) => void,
): Promise<void> {
  const queue = [lines];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const papers = next.map(({ paper }) => paper);
    try {
      const counts = await deps.atomically(async (stores) => {
        const stored = await stores.papers.store(papers, {
          source: 'import',
          now,
          sample: false,
          undatedAt: now,
        });
        if (stored.added + stored.changed > 0) await stores.papers.hideSamples();
        return stored;
      });
      result.added += counts.added;
      result.changed += counts.changed;
      result.signals += counts.signals;
      result.unchanged += counts.unchanged;
    } catch (error) {
      const [only] = next;
      if (!(error instanceof DomainError) || error.code !== 'invalid' || only === undefined) throw error;
      const half = next.length >> 1;
      if (half > 0) queue.unshift(next.slice(0, half), next.slice(half));
      else refuse({ line: only.line, message: error.message });
    }
  }
}

function readJsonLine(line: string, now: Date): PaperLine {
  if (line.length > longestLine) return { ok: false, errors: [`is longer than ${longestLine} characters`] };
  try {
    return readPaperLine(JSON.parse(line), now);
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, errors: [`is not JSON: ${error.message}`] };
    throw error;
  }
}

/** The refusal of a file of which no line could be used. */
export function refuseUnusable(result: ImportResult): void {
  const [first] = result.errors;
  if (first === undefined || result.refused < result.lines) return;
  throw new DomainError('invalid', `No line could be imported. Line ${first.line}: ${first.message}`);
}
