/** Which address of a reader's own feed is good: the one with this turn. */
export interface OwnFeedStore {
  /** Null: there is no such subscriber. */
  feedTurnOf(subscriberId: number): Promise<number | null>;
  /** Ends the address that there is. False: there is no such subscriber. */
  turnFeed(subscriberId: number): Promise<boolean>;
}
