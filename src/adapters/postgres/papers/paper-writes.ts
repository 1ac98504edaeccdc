import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PaperWrites, StoredCounts } from '../../../app/papers/paper-stores.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { appearedAt } from '../../../domain/ranking/trending.ts';
import type { Db } from '../client.ts';
import { refusingValues } from '../refused-value.ts';
import { type Draft, draftPapers } from './paper-drafts.ts';
import { insertPapers, updatePapers, type WrittenPaper } from './paper-row-writes.ts';
import { storeSignals } from './paper-signals.ts';
import { keepTerms, storedTerms } from './paper-terms.ts';
import { keepSearchWords, searchVectors } from './search-vector.ts';
import { matchTopics } from './topics.ts';

const batchSize = 250;
/** How long texts are taken apart in one turn of the event loop, in milliseconds. */
const turnMs = 10;

export function paperWrites(db: Db): PaperWrites {
  return {
    async store(papers, context) {
      const counts: StoredCounts = { added: 0, changed: 0, signals: 0, unchanged: 0 };
      // What the papers of one batch are found by is written while those of the next are read.
      let finishing = Promise.resolve();
      try {
        for (let start = 0; start < papers.length; start += batchSize) {
          const batch = papers.slice(start, start + batchSize);
          const finish = await refusingValues(() => storeBatch(db, batch, context, counts));
          await finishing;
          finishing = refusingValues(finish);
          finishing.catch(() => undefined);
        }
      } finally {
        // After its failure the transaction refuses everything, so it is the one to tell.
        await finishing;
      }
      return counts;
    },
    async hideSamples() {
      const { count } = await db.paper.updateMany({
        where: { sample: true, hidden: false },
        data: { hidden: true },
      });
      return count;
    },
  };
}

/** Stores papers; what is resolved with makes them findable. */
async function storeBatch(
  db: Db,
  papers: readonly IncomingPaper[],
  context: { source: string; now: Date; sample: boolean; undatedAt?: Date },
  counts: StoredCounts,
): Promise<() => Promise<void>> {
  const { undatedAt = null, sample, now } = context;
  // Lines of a file may all name one page; sources give each paper its own.
  const byUrl = context.source !== 'import';
  const { drafts, counts: accounts } = await draftPapers(db, papers, { sample, undatedAt, byUrl });
  const changedDrafts = drafts.filter(({ changed }) => changed);
  // While the database writes.
  const findable = inTurns(changedDrafts, ({ details }) => ({
    ...storedTerms(details),
    ...searchVectors(details),
  }));
  findable.catch(() => undefined);
  const [stored, added] = [
    drafts.filter(({ row }) => row !== null),
    drafts.filter(({ row }) => row === null),
  ];
  const ids = new Map<Draft, number>();
  for (const draft of stored) if (draft.row !== null) ids.set(draft, draft.row.id);
  const isRevealed = ({ row }: Draft) => row?.sample === true && !sample;
  const written = (draft: Draft): WrittenPaper => {
    const { row, details, titleKey } = draft;
    const createdAt = row === null || isRevealed(draft) ? now : row.createdAt;
    const freshAt = appearedAt({ ...details, firstSeenAt: createdAt, now });
    return { ...details, titleKey, sample: row === null ? sample : row.sample && sample, createdAt, freshAt };
  };
  for (const [index, id] of (await insertPapers(db, added.map(written))).entries()) {
    const draft = added[index];
    if (draft !== undefined) ids.set(draft, id);
  }
  const changed = stored.flatMap((draft) => {
    const becomesReal = isRevealed(draft);
    if (draft.row === null || (!draft.changed && !becomesReal)) return [];
    return { id: draft.row.id, paper: written(draft), becomesReal };
  });
  await updatePapers(db, changed);
  counts.added += accounts.added;
  counts.changed += accounts.changed;
  counts.unchanged += accounts.unchanged;
  counts.signals += await storeSignals(db, ids, context);
  const fresh = new Set(added.flatMap((draft) => ids.get(draft) ?? []));
  return async () => {
    const made = await findable;
    const papers = changedDrafts.flatMap((draft, at) => {
      const [id, one] = [ids.get(draft), made[at]];
      return id === undefined || one === undefined ? [] : { id, ...one };
    });
    await keepTerms(db, papers);
    await keepSearchWords(db, papers);
    await matchTopics(
      db,
      papers.map(({ id }) => id),
      { without: fresh },
    );
  };
}

/** `make` of each, with turns for everything else in between. */
async function inTurns<T, R>(items: readonly T[], make: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  let until = 0;
  for (const item of items) {
    if (performance.now() >= until) {
      await nextTurn();
      until = performance.now() + turnMs;
    }
    made.push(make(item));
  }
  return made;
}
