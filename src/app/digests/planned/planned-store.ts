import type { Digest } from '../digest-store.ts';

/** What of a planned send can be changed before its moment. */
export type PlanChange = Pick<
  Digest,
  'sendAt' | 'sendZone' | 'sendOn' | 'asOf' | 'words' | 'carried' | 'subject' | 'body'
>;

/** Digests whose moment is still to come. */
export interface PlannedStore {
  /** The next ones first, and after them those that went out since `since`, the last first. */
  listPlanned(since: Date): Promise<Digest[]>;
  /**
   * Lets one whose moment has come, and that no other process is starting, be planned for its readers, as of `now`
   * unless it was asked for as of another instant. Null when there is none.
   */
  startNext(now: Date): Promise<number | null>;
  changePlan(id: number, change: PlanChange): Promise<void>;
}
