/** The lists of papers that readers have saved, kept with their subscriptions. */
export interface SavedPaperStore {
  /** The last saved first. */
  savedOf(subscriberId: number): Promise<{ paperId: number; at: Date }[]>;
  /**
   * Puts papers in front of the list, in their order; those that are on it move there, and what is then beyond `most`
   * goes from its end. Papers that are not here, and everything for a subscriber who is gone, are left out.
   */
  keepSaved(subscriberId: number, paperIds: readonly number[], at: Date, most: number): Promise<void>;
  dropSaved(subscriberId: number, paperIds: readonly number[]): Promise<void>;
}
