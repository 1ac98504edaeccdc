import { DomainError } from '../../domain/errors.ts';
import type { IncomingPaper } from '../../domain/papers/paper.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { type RefusedLine, type RefusedLines, refuseLine } from '../refused-lines.ts';
import { longestLine } from './lines.ts';
import type { StoredCounts } from './paper-stores.ts';
import { type PaperLine, readPaperLine } from './read-paper-line.ts';
import { refreshPapers } from './refresh-papers.ts';

export type ImportResult = StoredCounts & RefusedLines & { lines: number };

const batch = 500;

/**
 * Stores papers from JSON lines. A bad line is reported with its number and stops nothing else. A paper without a
 * date counts as published now. `onProgress` hears of each stored batch, `onRefused` of each bad line; `actor`: who
 * imports, for the audit.
 */
export async function importPapers(
  deps: Needs<'alone' | 'atomically' | 'now', 'audit' | 'keys' | 'trends'>,
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
  let pending: IncomingPaper[] = [];
  async function flush() {
    const papers = pending;
    pending = [];
    const counts = await deps.atomically(async (stores) => {
      const stored = await stores.papers.store(papers, { source: 'import', now, sample: false });
      if (stored.added + stored.changed > 0) await stores.papers.hideSamples();
      return stored;
    });
    result.added += counts.added;
    result.changed += counts.changed;
    result.signals += counts.signals;
    result.unchanged += counts.unchanged;
    onProgress?.(result);
  }
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    result.lines++;
    const read = readJsonLine(line);
    if (!read.ok) {
      const refused = { line: number, message: read.errors.join('; ') };
      refuseLine(result, refused);
      onRefused?.(refused);
    } else pending.push({ ...read.paper, publishedAt: read.paper.publishedAt ?? now });
    if (pending.length === batch) await flush();
  }
  if (pending.length > 0) await flush();
  if (result.added + result.changed + result.signals > 0) await refreshPapers(deps);
  if (actor !== undefined) {
    const { lines: read, added, changed, refused } = result;
    const detail = { lines: read, added, changed, refused };
    await recordAction(deps.stores, { actor, at: deps.now() }, 'papers imported', 'papers', detail);
  }
  return result;
}

function readJsonLine(line: string): PaperLine {
  if (line.length > longestLine) return { ok: false, errors: [`is longer than ${longestLine} characters`] };
  try {
    return readPaperLine(JSON.parse(line));
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
