import type { TagName } from '../../../domain/subscribers/tag.ts';

export type Tag = TagName & { id: number };

/** Admins' labels on subscribers. */
export interface TagStore {
  /** By name. */
  listTags(): Promise<Tag[]>;
  /** The same, with how many subscribers have each. */
  listTagsWithHolders(): Promise<(Tag & { holders: number })[]>;
  tagByKey(key: string): Promise<Tag | null>;
  /** Makes those that there are not; returns all of them. Rejects with `invalid` when these would be too many. */
  ensureTags(tags: readonly TagName[]): Promise<Tag[]>;
  /**
   * Gives each of these subscribers each of these tags, which are made if need be; whoever has one keeps it. Those who
   * are gone are left out. Returns how often one was given. Rejects with `invalid` as `ensureTags`.
   */
  addTags(subscriberIds: readonly number[], tags: readonly TagName[]): Promise<number>;
  /** The same with one tag that there is. */
  giveTag(subscriberIds: readonly number[], tagId: number): Promise<number>;
  /** Returns how many had it. */
  removeTag(subscriberIds: readonly number[], tagId: number): Promise<number>;
  /** Exactly these. */
  setTags(subscriberId: number, tags: readonly TagName[]): Promise<void>;
  /** False when it is gone. Rejects when another one has that key. */
  renameTag(id: number, tag: TagName): Promise<boolean>;
  /** Takes it from everybody; null when it is gone. */
  deleteTag(id: number): Promise<{ holders: number } | null>;
}
