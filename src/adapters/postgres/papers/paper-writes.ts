import type { PaperWrites, StoredCounts } from '../../../app/papers/paper-stores.ts';
import type { IncomingPaper, SignalValues } from '../../../domain/papers/paper.ts';
import { appearedAt } from '../../../domain/ranking/trending.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { type Draft, draftPapers } from './paper-drafts.ts';
import { keepTerms } from './paper-terms.ts';
import { matchTopics } from './topics.ts';

const batchSize = 250;

export function paperWrites(db: Db): PaperWrites {
  return {
    async store(papers, { source, now, sample }) {
      const counts: StoredCounts = { added: 0, changed: 0, signals: 0, unchanged: 0 };
      for (let start = 0; start < papers.length; start += batchSize) {
        await storeBatch(db, papers.slice(start, start + batchSize), { source, now, sample }, counts);
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
  context: { source: string; now: Date; sample: boolean },
  counts: StoredCounts,
): Promise<void> {
  const drafts = await draftPapers(db, papers);
  const ids = new Map<Draft, number>();
  for (const draft of drafts) {
    const { row, details, titleKey } = draft;
    if (row === null) {
      const data = { ...details, titleKey, sample: context.sample, createdAt: context.now };
      const freshAt = appearedAt({ ...details, firstSeenAt: context.now, now: context.now });
      ids.set(draft, (await db.paper.create({ data: { ...data, freshAt }, select: { id: true } })).id);
      counts.added++;
      continue;
    }
    ids.set(draft, row.id);
    // What was a sample becomes real as soon as a source tells of it.
    const real =
      row.sample && !context.sample ? { sample: false, hidden: false, createdAt: context.now } : {};
    const firstSeenAt = real.createdAt ?? row.createdAt;
    if (!draft.changed && real.createdAt === undefined) {
      counts.unchanged++;
      continue;
    }
    const freshAt = appearedAt({ ...details, firstSeenAt, now: context.now });
    await db.paper.update({ where: { id: row.id }, data: { ...details, ...real, freshAt } });
    counts.changed++;
  }
  counts.signals += await storeSignals(db, ids, context);
  const changed = drafts.flatMap((draft) => {
    const id = ids.get(draft);
    return draft.changed && id !== undefined ? [{ id, text: draft.details }] : [];
  });
  await keepTerms(db, changed);
  await matchTopics(
    db,
    changed.map(({ id }) => id),
  );
}

/** Adds a signal row where the source says something else than the last time, and brings the totals up to date. */
async function storeSignals(
  db: Db,
  ids: ReadonlyMap<Draft, number>,
  { source, now }: { source: string; now: Date },
): Promise<number> {
  const reported = [...ids].filter(([draft]) => draft.signals.length > 0 || draft.joined);
  if (reported.length === 0) return 0;
  const last = await db.signal.findMany({
    where: { paperId: { in: reported.map(([, id]) => id) } },
    orderBy: [{ paperId: 'asc' }, { source: 'asc' }, { at: 'desc' }, { id: 'desc' }],
    distinct: ['paperId', 'source'],
  });
  const rows: Prisma.SignalCreateManyInput[] = [];
  for (const [draft, paperId] of reported) {
    const stated = Object.assign({}, ...draft.signals) as SignalValues;
    const ofPaper = last.filter((signal) => signal.paperId === paperId);
    const before = ofPaper.find((signal) => signal.source === source);
    const values = {
      upvotes: stated.upvotes ?? before?.upvotes ?? null,
      comments: stated.comments ?? before?.comments ?? null,
      stars: stated.stars ?? before?.stars ?? null,
    };
    const same =
      draft.signals.length === 0 ||
      (before !== undefined &&
        before.upvotes === values.upvotes &&
        before.comments === values.comments &&
        before.stars === values.stars);
    if (!same) rows.push({ paperId, source, at: now, ...values });
    if (same && !draft.joined) continue;
    const all = [...ofPaper.filter((signal) => signal.source !== source), values];
    const limit = (key: keyof typeof values) => Math.max(0, ...all.map((signal) => signal[key] ?? 0));
    const totals = { upvotes: limit('upvotes'), comments: limit('comments'), stars: limit('stars') };
    await db.paper.update({ where: { id: paperId }, data: totals });
  }
  await db.signal.createMany({ data: rows });
  return rows.length;
}
