import type { PaperWrites, StoredCounts } from '../../../app/papers/paper-stores.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { appearedAt } from '../../../domain/ranking/trending.ts';
import type { Db } from '../client.ts';
import { refusingValues } from '../refused-value.ts';
import { type Draft, draftPapers } from './paper-drafts.ts';
import { insertPapers, updatePapers, type WrittenPaper } from './paper-row-writes.ts';
import { storeSignals } from './paper-signals.ts';
import { keepTerms } from './paper-terms.ts';
import { keepSearchWords } from './search-vector.ts';
import { matchTopics } from './topics.ts';

const batchSize = 500;

export function paperWrites(db: Db): PaperWrites {
  return {
    async store(papers, context) {
      const counts: StoredCounts = { added: 0, changed: 0, signals: 0, unchanged: 0 };
      for (let start = 0; start < papers.length; start += batchSize) {
        const batch = papers.slice(start, start + batchSize);
        await refusingValues(() => storeBatch(db, batch, context, counts));
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

async function storeBatch(
  db: Db,
  papers: readonly IncomingPaper[],
  context: { source: string; now: Date; sample: boolean; undatedAt?: Date },
  counts: StoredCounts,
): Promise<void> {
  const { undatedAt = null, sample, now } = context;
  const { drafts, counts: accounts } = await draftPapers(db, papers, { sample, undatedAt });
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
  const texts = drafts.flatMap((draft) => {
    const id = ids.get(draft);
    return draft.changed && id !== undefined ? [{ id, text: draft.details }] : [];
  });
  await keepTerms(db, texts);
  await keepSearchWords(db, texts);
  const fresh = new Set(added.flatMap((draft) => ids.get(draft) ?? []));
  await matchTopics(
    db,
    texts.map(({ id }) => id),
    { without: fresh },
  );
}
