import type { BulkKind, BulkState } from '../../../domain/subscribers/bulk-change.ts';
import type { SubscriberStatus } from '../../../domain/subscribers/subscriber.ts';
import type { SubscriberFilter } from '../subscriber-stores.ts';

export type BulkChange = {
  id: number;
  kind: BulkKind;
  state: BulkState;
  /** Null when it was deleted since, and for kinds without one. */
  tagId: number | null;
  tag: string | null;
  /** How many there were when it began. */
  total: number;
  /** For how many it made a difference. */
  changed: number;
  /** Whose turn is still to come. */
  left: number;
  actor: string;
  createdAt: Date;
  endedAt: Date | null;
};

/** Changes of many subscribers at once, and who they are for. */
export interface BulkStore {
  /** Begins one for all who fit at this moment, whose ids are kept; with how many they are. */
  begin(input: {
    kind: BulkKind;
    tagId: number | null;
    filter: SubscriberFilter;
    /** Of these only; null: whatever their status. */
    statuses: readonly SubscriberStatus[] | null;
    actor: string;
    at: Date;
  }): Promise<{ id: number; total: number }>;
  byId(id: number): Promise<BulkChange | null>;
  /** Those that go on, the oldest first. */
  listRunning(): Promise<BulkChange[]>;
  /** Keeps others from it until the transaction ends; null unless it is running. */
  lockRunning(id: number): Promise<Pick<BulkChange, 'kind' | 'tagId'> | null>;
  /** The next whose turn it is, by id. */
  nextMembers(id: number, limit: number): Promise<number[]>;
  /** These have had their turn; it made a difference for so many. */
  leave(id: number, subscriberIds: readonly number[], changed: number): Promise<void>;
  /** It is over: who is left has no turn. False unless it was running. */
  end(id: number, state: Exclude<BulkState, 'running'>, at: Date): Promise<boolean>;
}
