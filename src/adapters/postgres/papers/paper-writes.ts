import type { PaperWrites, StoredCounts } from '../../../app/papers/paper-stores.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { appearedAt } from '../../../domain/ranking/trending.ts';
import type { Db } from '../client.ts';
import { refusingValues } from '../refused-value.ts';
import { createFindable, type Findable } from './findable.ts';
import { type Draft, draftPapers } from './paper-drafts.ts';
import { insertPapers, updatePapers, type WrittenPaper } from './paper-row-writes.ts';
import { statedOf, storeSignals, totalsOf } from './paper-signals.ts';
import { keepTerms } from './paper-terms.ts';
import { deferMerges, keepSearchWords } from './search-vector.ts';
import { matchTopics } from './topics/topics.ts';

const batchSize = 250;
/** Papers whose texts may be read before their turn: the database is busy for seconds at times. */
const ahead = 2_000;

export function paperWrites(db: Db): PaperWrites {
  return {
    async store(papers, context) {
      const counts: StoredCounts = { added: 0, changed: 0, signals: 0, unchanged: 0 };
      using findable = createFindable();
      if (papers.length > batchSize) await deferMerges(db);
      // What the papers of one batch are found by is written while those of the next are read.
      let finishing = Promise.resolve();
      try {
        for (let start = 0; start < papers.length; start += batchSize) {
          const batch = papers.slice(start, start + batchSize);
          const next = papers.slice(start + batchSize, start + batchSize + ahead);
          const finish = await refusingValues(() =>
            storeBatch(db, batch, { ...context, findable, next }, counts),
          );
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
    async mergeWords() {
      await db.$queryRaw`
        SELECT gin_clean_pending_list(indexrelid) FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
        WHERE indrelid = 'paper'::regclass AND amname = 'gin'`;
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
  context: {
    source: string;
    now: Date;
    sample: boolean;
    undatedAt?: Date;
    findable: Findable;
    /** What comes after them. */
    next: readonly IncomingPaper[];
  },
  counts: StoredCounts,
): Promise<() => Promise<void>> {
  const { undatedAt = null, sample, now, findable, next } = context;
  // Lines of a file may all name one page; sources give each paper its own.
  const byUrl = context.source !== 'import';
  const { drafts, counts: accounts } = await draftPapers(db, papers, { sample, undatedAt, byUrl });
  const changedDrafts = drafts.filter(({ changed }) => changed);
  const made = new Map(await findable.of(changedDrafts, ({ details }) => details));
  // While the database writes. What is known already, as most of what sources tell, is not read.
  if (accounts.added > papers.length / 2) findable.prepare(next);
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
  const fresh = new Set<number>();
  const inserted = added.flatMap((draft) => {
    const found = made.get(draft);
    if (found === undefined) return [];
    const { search, names } = found;
    return { draft, paper: { ...written(draft), search, names, ...totalsOf([statedOf(draft.signals)]) } };
  });
  const newIds = await insertPapers(
    db,
    inserted.map(({ paper }) => paper),
  );
  for (const [index, { draft }] of inserted.entries()) {
    const id = newIds[index];
    if (id === undefined) continue;
    ids.set(draft, id);
    fresh.add(id);
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
  return async () => {
    const papers = [...made].flatMap(([draft, found]) => {
      const id = ids.get(draft);
      return id === undefined ? [] : { id, ...found };
    });
    await keepTerms(db, papers);
    await keepSearchWords(
      db,
      papers.filter(({ id }) => !fresh.has(id)),
    );
    await matchTopics(
      db,
      papers.map(({ id }) => id),
      { without: fresh },
    );
  };
}
