// What PostgreSQL keeps of admins, API tokens, what was done with them, and caught mail.

export type Admin = { id: number; email: string };

export interface AccountStore {
  adminCount(): Promise<number>;
  adminByEmail(email: string): Promise<(Admin & { passwordHash: string }) | null>;
  addAdmin(email: string, passwordHash: string): Promise<Admin>;
  setPassword(id: number, passwordHash: string): Promise<void>;
  /** Also forgets the sessions of this admin that have ended by `now`. */
  openSession(input: { adminId: number; tokenHash: Uint8Array; expiresAt: Date; now: Date }): Promise<void>;
  adminBySession(tokenHash: Uint8Array, now: Date): Promise<Admin | null>;
  closeSession(tokenHash: Uint8Array): Promise<void>;
  addToken(input: { name: string; prefix: string; tokenHash: Uint8Array }): Promise<void>;
  /** The token's id when it is known and not revoked; notes that it was used. */
  useToken(tokenHash: Uint8Array, now: Date): Promise<{ id: number; name: string } | null>;
}

export type CaughtMail = { id: number; at: Date; envelopeTo: string; envelopeFrom: string; subject: string };

export interface CaughtMailStore {
  add(mail: { envelopeTo: string; envelopeFrom: string; subject: string; raw: Uint8Array }): Promise<void>;
  list(limit: number): Promise<CaughtMail[]>;
  byId(id: number): Promise<(CaughtMail & { raw: Uint8Array }) | null>;
  /** Those to an address, oldest first. */
  to(envelopeTo: string): Promise<CaughtMail[]>;
  /** Deletes those to an address. */
  forget(envelopeTo: string): Promise<void>;
  /** Deletes all but the newest `keep`. */
  prune(keep: number): Promise<void>;
}

/** What an admin, or a program with a token, changed, or this service by itself. Holds no address. */
export type AuditEvent = {
  at: Date;
  /** `token NAME`, `admin ID`; `offprint` for the service itself. */
  actor: string;
  action:
    | 'suppression added'
    | 'suppression lifted'
    | 'digest stopped'
    | 'digest triggered'
    | 'digest paused'
    | 'digest resumed'
    | 'digest cancelled'
    | 'failed deliveries retried'
    | 'delivery resolved'
    | 'unknown deliveries resolved'
    | 'test digest sent';
  /** A kind and its id, such as `suppression 12`. */
  object: string;
  detail: Record<string, unknown>;
};

export interface AuditStore {
  add(event: AuditEvent): Promise<void>;
  /** Newest first; `before` is the last id of the page before. */
  list(query: {
    before: string | null;
    limit: number;
  }): Promise<(Omit<AuditEvent, 'action'> & { id: string; action: string })[]>;
}
