export type CaughtMail = {
  id: number;
  at: Date;
  envelopeTo: string;
  envelopeFrom: string;
  subject: string;
  /** It has a link that makes whoever opens it an admin: an invitation, or a password to reset. */
  aboutAccount: boolean;
};

export interface CaughtMailStore {
  add(mail: Omit<CaughtMail, 'id' | 'at'> & { raw: Uint8Array }): Promise<void>;
  list(limit: number): Promise<CaughtMail[]>;
  byId(id: number): Promise<(CaughtMail & { raw: Uint8Array }) | null>;
  /** Those to an address, oldest first. */
  to(envelopeTo: string): Promise<CaughtMail[]>;
  /** Deletes those to an address. */
  forget(envelopeTo: string): Promise<void>;
  /** Deletes all but the newest `keep`. */
  prune(keep: number): Promise<void>;
}
