import type { SignalValues } from '../../../domain/papers/paper.ts';
import type { Db } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import type { Draft } from './paper-drafts.ts';

type Totals = { id: number; upvotes: number; comments: number; stars: number };

/** What sources say of a paper together: the most that one of them says. */
export function totalsOf(all: readonly { [K in keyof SignalValues]?: number | null }[]): Omit<Totals, 'id'> {
  const most = (key: keyof SignalValues) => Math.max(0, ...all.map((signal) => signal[key] ?? 0));
  return { upvotes: most('upvotes'), comments: most('comments'), stars: most('stars') };
}

/** What a source says of a paper, all its accounts together: a later one counts where both say something. */
export function statedOf(signals: readonly SignalValues[]): Partial<SignalValues> {
  return Object.assign({}, ...signals) as Partial<SignalValues>;
}

/**
 * Adds a signal row where the source says something else than the last time, and brings the totals up to date; a paper
 * without a row has been added with them.
 */
export async function storeSignals(
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
  const lastOf = Map.groupBy(last, ({ paperId }) => paperId);
  const rows: Prisma.SignalCreateManyInput[] = [];
  const totals: Totals[] = [];
  for (const [draft, paperId] of reported) {
    const stated = statedOf(draft.signals);
    const ofPaper = lastOf.get(paperId) ?? [];
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
    if (draft.row === null || (same && !draft.joined)) continue;
    const all = [...ofPaper.filter((signal) => signal.source !== source), values];
    totals.push({ id: paperId, ...totalsOf(all) });
  }
  if (totals.length > 0)
    await db.$executeRaw`
      UPDATE paper SET upvotes = t.upvotes, comments = t.comments, stars = t.stars
      FROM json_to_recordset(${JSON.stringify(totals)}::json) AS t(id int, upvotes int, comments int, stars int)
      WHERE paper.id = t.id`;
  if (rows.length > 0) await db.signal.createMany({ data: rows });
  return rows.length;
}
