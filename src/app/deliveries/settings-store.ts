/** What can be changed while everything runs, for all processes. */
export type Settings = {
  /** In place of MAX_SEND_RATE, messages a second; null: that one holds. */
  maxSendRate: number | null;
  /** While set, no digest leaves. */
  sendingPausedAt: Date | null;
  /** Owners without a second factor can do nothing but set one up. */
  ownersNeedSecondFactor: boolean;
  /** The first steps of a new installation are not shown any more. */
  firstStepsHidden: boolean;
};

export interface SettingsStore {
  read(): Promise<Settings>;
  write(change: Partial<Settings>): Promise<void>;
}
