import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import { comparable } from '../../domain/subscribers/address.ts';
import { AddressMemory } from '../../domain/subscribers/address-memory.ts';
import { type RowOutcome, settle, unknownAddress } from '../../domain/subscribers/import-outcome.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { keepLine, type RefusedLine } from '../refused-lines.ts';
import type { ImportCounts, NewSubscriber, RefusedRow, SubscriberImport } from './import-stores.ts';
import { type RowDefaults, readRow, rememberingLookups } from './imports/read-row.ts';
import { settleRows } from './imports/settle-rows.ts';
import type { FileRow } from './subscriber-files.ts';

export type ImportOptions = Omit<RowDefaults, 'now'> & {
  /** Who imports, for the audit. */
  actor: string;
  /** Looks at every row and writes nothing. */
  dryRun?: boolean;
  /**
   * Where it is noted how far it is, in the same transaction as the rows; rows that an earlier run, which was cut off,
   * has brought in are not looked at again.
   */
  noted?: { id: number; progress: ImportCounts };
  /** Told after each batch of rows. */
  onProgress?: (done: SubscriberImport) => void;
  onRefused?: (refused: RefusedLine) => void;
  /** Ends it between two batches. */
  signal?: AbortSignal;
};

/** Rows in one transaction; a kill costs the time of one of these. */
export const rowsAtATime = 1_000;
/** Rows that are read before others have their turn: what the database answers, and whoever else is served. */
const rowsATurn = 50;
/** Characters in the cells of those, so that long rows do not fill the memory. */
const textAtATime = 4_000_000;

const suppressed = 'email: is suppressed and must not be mailed; lift the suppression first';

/** A row that was read, or why it is none; with what stood in its cells. */
type ReadRow = { line: number; cells: readonly string[] } & (
  | { subscriber: NewSubscriber }
  | { message: string }
);

/**
 * Adds subscribers from rows (docs/import-formats.md), a thousand in a transaction. Whoever is imported as `active`
 * must come with where and when they agreed, or the operator vouches for it by the import itself: `consent_source`
 * defaults to the import's note, `consent_at` to now. Without a status a row is `active`. `pending` ones are sent a
 * confirmation mail. A suppressed address is refused; a known one is left as it is, unless its row says that it
 * unsubscribed, bounced or complained. A bad row is reported with its line and stops nothing, one with a value that the
 * database refuses included. Rejects with `conflict` when it was deleted meanwhile, or another process has it in hand.
 */
export async function importSubscribers(
  deps: Needs<'atomically' | 'now', 'audit' | 'imports' | 'papers' | 'subscriberRows' | 'topics'>,
  rows: AsyncIterable<FileRow>,
  options: ImportOptions,
): Promise<SubscriberImport> {
  const { actor, dryRun = false, noted, onProgress, onRefused, signal } = options;
  const result: SubscriberImport = { ...(noted?.progress ?? noCounts), errors: [] };
  const take = dryRun ? looking() : bringIn;
  const lookups = rememberingLookups(deps.stores);
  const read = (one: FileRow) => readOne(lookups, one, { ...options, now: deps.now() });
  for await (const batch of batchesOf(rows, result.rows, read)) {
    signal?.throwIfAborted();
    // Halves of a batch in which the database refuses a value, until the row with it is alone.
    const queue = [batch];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { errors: _, ...before } = result;
      const done = await takeBatch(deps, next, before, { take, importId: noted?.id ?? null });
      if (done === 'split') {
        const half = next.length >> 1;
        queue.unshift(next.slice(0, half), next.slice(half));
        continue;
      }
      Object.assign(result, done.counts);
      for (const { line, message } of done.refused) {
        keepLine(result, { line, message });
        onRefused?.({ line, message });
      }
      onProgress?.(result);
    }
  }
  if (dryRun) return result;
  const { errors: _lines, ...detail } = result;
  await deps.atomically(async (stores) => {
    if (noted !== undefined) await stores.imports.end(noted.id, 'done', deps.now());
    await recordAction(stores, { actor, at: deps.now() }, 'subscribers imported', 'subscribers', detail);
  });
  return result;
}

export const noCounts: ImportCounts = { rows: 0, added: 0, changed: 0, existing: 0, pending: 0, refused: 0 };

/** Rows after the first `passed`, read, some thousand at a time; the next ones are read while these are dealt with. */
async function* batchesOf(
  rows: AsyncIterable<FileRow>,
  passed: number,
  read: (row: FileRow) => Promise<ReadRow>,
): AsyncGenerator<ReadRow[]> {
  const source = rows[Symbol.asyncIterator]();
  let skipped = 0;
  const fill = async (): Promise<ReadRow[]> => {
    const batch: ReadRow[] = [];
    for (let text = 0; batch.length < rowsAtATime && text < textAtATime; ) {
      const next = await source.next();
      if (next.done === true) return batch;
      if (skipped++ < passed) continue;
      text += next.value.cells.reduce((sum, cell) => sum + cell.length, 0);
      batch.push(await read(next.value));
      // Reading is all but synchronous: without this, nothing would come of the rows before until these are read.
      if (batch.length % rowsATurn === 0) await nextTurn();
    }
    return batch;
  };
  try {
    for (let batch = await fill(); batch.length > 0; ) {
      const next = fill();
      // What goes wrong with it is heard of when its turn comes.
      next.catch(() => undefined);
      yield batch;
      batch = await next;
    }
  } finally {
    await source.return?.();
  }
}

async function readOne(
  lookups: Parameters<typeof readRow>[0],
  one: FileRow,
  defaults: RowDefaults,
): Promise<ReadRow> {
  const { line, cells } = one;
  if ('fault' in one) return { line, cells, message: one.fault };
  const read = await readRow(lookups, one.row, defaults);
  return 'errors' in read
    ? { line, cells, message: read.errors.join('; ') }
    : { line, cells, subscriber: read };
}

/** What comes of the rows of a batch that could be read. */
type Take = (stores: Stores, rows: readonly NewSubscriber[], now: Date) => Promise<RowOutcome[]>;

const bringIn: Take = (stores, rows, now) => settleRows(stores, rows, now);

/** What would come of rows, by what is known of their addresses and what the rows before them said. */
function looking(): Take {
  const memory = new AddressMemory();
  return async ({ subscriberRows }, rows) => {
    const known = await subscriberRows.standings(rows);
    return rows.map(({ email, status }) => {
      const before = memory.get(email) ?? known.get(comparable(email)) ?? unknownAddress;
      const { outcome, after } = settle(before, status);
      memory.keep(email, after);
      return outcome;
    });
  };
}

type Batch = { counts: ImportCounts; refused: RefusedRow[] };

/**
 * Deals with a batch and notes it, or nothing of it: with what came of all rows so far, and which of these were
 * refused. `split`: the database refuses a value in one of several.
 */
async function takeBatch(
  deps: Pick<Deps, 'atomically' | 'now'>,
  batch: readonly ReadRow[],
  before: ImportCounts,
  { take, importId }: { take: Take; importId: number | null },
): Promise<Batch | 'split'> {
  const good = batch.flatMap((row) => ('subscriber' in row ? [row.subscriber] : []));
  const dealWith = async (stores: Stores, outcomes: readonly RowOutcome[], words: string) => {
    const done = countUp(batch, outcomes, before, words);
    if (importId === null) return done;
    const { counts: progress, refused } = done;
    const isNoted = await stores.imports.advance(importId, before.rows, {
      progress,
      refused,
      at: deps.now(),
    });
    if (!isNoted)
      throw new DomainError('conflict', 'The import was deleted, or another process goes on with it.');
    return done;
  };
  try {
    return await deps.atomically(async (stores) =>
      dealWith(stores, good.length === 0 ? [] : await take(stores, good, deps.now()), suppressed),
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
    if (batch.length > 1) return 'split';
    const { message } = error;
    return await deps.atomically((stores) => dealWith(stores, ['refused'], message));
  }
}

/** `outcomes`: of those that could be read; `words`: why the refused ones of these are. */
function countUp(
  batch: readonly ReadRow[],
  outcomes: readonly RowOutcome[],
  before: ImportCounts,
  words: string,
): Batch {
  const counts = { ...before, rows: before.rows + batch.length };
  const refused: RefusedRow[] = [];
  let place = 0;
  for (const row of batch) {
    const outcome = 'subscriber' in row ? (outcomes[place++] ?? 'existing') : 'refused';
    counts[outcome]++;
    if (outcome === 'added' && 'subscriber' in row && row.subscriber.status === 'pending') counts.pending++;
    if (outcome === 'refused') {
      const { line, cells } = row;
      refused.push({ line, cells, message: 'message' in row ? row.message : words });
    }
  }
  return { counts, refused };
}

/**
 * Adds one subscriber with the evidence of consent. A known one stays as they are, except that what another service
 * says of the end of their subscription holds here too.
 */
export async function addSubscriber(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: NewSubscriber,
): Promise<RowOutcome> {
  const [outcome = 'existing'] = await deps.atomically((stores) =>
    settleRows(stores, [input], deps.now(), { heedsSuppressions: false }),
  );
  return outcome;
}
