import { trendDays, trendsOf } from '../../domain/ranking/trending.ts';
import { dayMs, minuteMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import type { TrendStore } from './paper-stores.ts';

/** Standings change with time too, as a paper grows older than its votes. */
const refreshMs = 10 * minuteMs;

/** The trends of the last weeks' papers as of an instant, from what was said of them until then. */
export async function trendsAt(trends: TrendStore, asOf: Date): Promise<ReturnType<typeof trendsOf>> {
  return trendsOf(await trends.trendInputs(new Date(asOf.getTime() - trendDays * dayMs), asOf), asOf);
}

/** Brings the stored trends up to date: pages, feeds and the API are ordered by them. One process at a time. */
export async function refreshTrends(deps: Needs<'alone' | 'now', 'trends'>): Promise<void> {
  await deps.alone('trends', () => refreshAlone(deps));
}

/** As `refreshTrends`, unless some process did it within the last ten minutes. */
export async function keepTrendsFresh(deps: Needs<'alone' | 'now', 'trends'>): Promise<void> {
  const isFresh = async () => {
    const last = await deps.stores.trends.madeAt();
    return last !== null && Math.abs(deps.now().getTime() - last.getTime()) < refreshMs;
  };
  if (await isFresh()) return;
  await deps.alone('trends', async () => {
    if (!(await isFresh())) await refreshAlone(deps);
  });
}

async function refreshAlone({ stores, now }: Needs<'now', 'trends'>): Promise<void> {
  const asOf = now();
  await stores.trends.keepTrends(await trendsAt(stores.trends, asOf), asOf);
}
