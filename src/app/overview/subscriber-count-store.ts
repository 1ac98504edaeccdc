import type { LanguageTag } from '../../domain/languages/index.ts';
import type { SubscriberStatus } from '../../domain/subscribers/subscriber.ts';
import type { Cadence } from '../../domain/time/cadence.ts';

// What PostgreSQL tells for the console's reports.
export type SubscriberCount = { status: SubscriberStatus; cadence: Cadence; count: number };
/** `day` as 2026-11-26, in UTC. */
export type DayCount = SubscriberCount & { day: string };

export interface SubscriberCountStore {
  /** Whether a day was counted. */
  hasDay(day: string): Promise<boolean>;
  /** Counts now and keeps it as that day's; a day that was counted stays. */
  keepDay(day: string): Promise<void>;
  /** By day. */
  countsSince(day: string): Promise<DayCount[]>;
  /** Reads all subscribers. */
  countNow(): Promise<SubscriberCount[]>;
  /** In which languages anybody who is active gets mails. */
  listLanguages(): Promise<LanguageTag[]>;
  /** Topics with the most active followers, most first. Reads all interests. */
  topTopics(limit: number): Promise<{ slug: string; name: string; followers: number }[]>;
}
