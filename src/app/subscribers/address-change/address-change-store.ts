/** A reader's wish to get the digests at another address. */
export type AddressChange = {
  id: number;
  subscriberId: number;
  newEmail: string;
  /** From the confirmation on, for as long as it can be undone. */
  oldEmail: string | null;
  createdAt: Date;
  mailedAt: Date | null;
  confirmedAt: Date | null;
  undoneAt: Date | null;
};

export interface AddressChangeStore {
  ask(asked: Pick<AddressChange, 'subscriberId' | 'newEmail' | 'createdAt'>): Promise<number>;
  byId(id: number): Promise<AddressChange | null>;
  /** As `byId`, and no other transaction changes it until this one ends. */
  lock(id: number): Promise<AddressChange | null>;
  /** The newest one last. */
  ofSubscriber(subscriberId: number): Promise<AddressChange[]>;
  /** Whether a mail to confirm went to that address's inbox (`inboxOf`) since the moment, whoever asked. */
  mailedSince(newEmail: string, since: Date): Promise<boolean>;
  /** Null takes it back after a temporary refusal. */
  noteMailed(id: number, at: Date | null): Promise<void>;
  noteConfirmed(id: number, at: Date, oldEmail: string): Promise<void>;
  noteUndone(id: number, at: Date): Promise<void>;
  /** Deletes what this reader asked for after it. */
  forgetLater(change: AddressChange): Promise<void>;
  /** Deletes those asked for, or confirmed, before these moments; the old addresses that nobody knows any more. */
  forget(asked: Date, confirmed: Date): Promise<string[]>;
}
