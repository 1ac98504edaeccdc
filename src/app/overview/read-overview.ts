import { dayMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import { dayOf } from './count-subscribers.ts';
import type { DayCount, SubscriberCount } from './subscriber-count-store.ts';

/** Days of the chart, and of the rates of bounces and complaints. */
const chartDays = 90;
const reputationDays = 30;
const topTopics = 10;

export type Overview = {
  /** When it was read. */
  at: Date;
  now: SubscriberCount[];
  /** Up to and without today. */
  history: DayCount[];
  topics: { slug: string; name: string; followers: number }[];
  reputation: { messages: number; hardBounces: number; complaints: number };
};

const daysBefore = (instant: Date, days: number) => new Date(instant.getTime() - days * dayMs);

/**
 * The numbers of the console's first page. With a million subscribers it takes a second or two: see
 * `app/measured-cache.ts`.
 */
export async function readOverview({
  stores,
  now,
}: Needs<'now', 'reports' | 'subscriberCounts'>): Promise<Overview> {
  const at = now();
  const [counts, history, topics, reputation] = await Promise.all([
    stores.subscriberCounts.countNow(),
    stores.subscriberCounts.countsSince(dayOf(daysBefore(at, chartDays))),
    stores.subscriberCounts.topTopics(topTopics),
    stores.reports.reputation(daysBefore(at, reputationDays)),
  ]);
  return { at, now: counts, history, topics, reputation };
}
