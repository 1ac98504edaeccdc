// What PostgreSQL keeps of admins, API tokens, what was done with them, settings, and caught mail.

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
}

export const tokenScopes = ['read', 'admin'] as const;
/** `read`: to ask; `admin`: to ask and to change. */
export type TokenScope = (typeof tokenScopes)[number];

export type ApiToken = {
  id: number;
  name: string;
  /** Its first characters, to recognise it by. */
  prefix: string;
  scopes: TokenScope[];
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export interface TokenStore {
  add(input: {
    name: string;
    prefix: string;
    tokenHash: Uint8Array;
    scopes: readonly TokenScope[];
    now: Date;
  }): Promise<ApiToken>;
  /** The token when it is known and not revoked; notes that it was used. */
  use(tokenHash: Uint8Array, now: Date): Promise<Pick<ApiToken, 'id' | 'name' | 'scopes'> | null>;
  /** The newest first; revoked ones last. */
  list(): Promise<ApiToken[]>;
  /** The token that was revoked; null when there is none that was valid. */
  revoke(id: number, now: Date): Promise<ApiToken | null>;
}

/** What can be changed while everything runs, for all processes. */
export type Settings = {
  /** In place of MAX_SEND_RATE, messages a second; null: that one holds. */
  maxSendRate: number | null;
  /** While set, no digest leaves. */
  sendingPausedAt: Date | null;
};

export interface SettingsStore {
  read(): Promise<Settings>;
  write(change: Partial<Settings>): Promise<void>;
}

export type CaughtMail = { id: number; at: Date; envelopeTo: string; envelopeFrom: string; subject: string };

export interface CaughtMailStore {
  add(mail: { envelopeTo: string; envelopeFrom: string; subject: string; raw: Uint8Array }): Promise<void>;
  list(limit: number): Promise<CaughtMail[]>;
  byId(id: number): Promise<(CaughtMail & { raw: Uint8Array }) | null>;
  /** Deletes all but the newest `keep`. */
  prune(keep: number): Promise<void>;
}

/** What an admin, or a program with a token, changed, or this service by itself. Holds no address. */
export type AuditEvent = {
  at: Date;
  /** `admin ID`, `token NAME`, or `command`; `offprint` for the service itself. */
  actor: string;
  action: AuditAction;
  /** A kind and its id, such as `suppression 12`. */
  object: string;
  detail: Record<string, unknown>;
};

export type AuditAction =
  | 'suppression added'
  | 'suppression lifted'
  | 'subscriber added'
  | 'subscriber changed'
  | 'subscriber erased'
  | 'subscribers exported'
  | 'subscribers imported'
  | 'import uploaded'
  | 'import checked'
  | 'import started'
  | 'import discarded'
  | 'paper changed'
  | 'papers imported'
  | 'sources asked'
  | 'topic added'
  | 'topic changed'
  | 'topic reset'
  | 'topic retired'
  | 'topic restored'
  | 'digest stopped'
  | 'digest triggered'
  | 'digest paused'
  | 'digest resumed'
  | 'digest cancelled'
  | 'failed deliveries retried'
  | 'delivery resolved'
  | 'unknown deliveries resolved'
  | 'test digest sent'
  | 'schedule held'
  | 'schedule released'
  | 'token created'
  | 'token revoked'
  | 'settings changed';

/** The kinds of things that the audit speaks of. */
export const auditedKinds = [
  'subscriber',
  'subscribers',
  'import',
  'suppression',
  'paper',
  'papers',
  'topic',
  'digest',
  'delivery',
  'schedule',
  'sources',
  'token',
  'admin',
  'settings',
] as const;
export type AuditedKind = (typeof auditedKinds)[number];

export interface AuditStore {
  add(event: AuditEvent): Promise<void>;
  /**
   * Newest first; `before` is the last id of the page before. `kind`: of what was changed; `object`: exactly that;
   * `actor`: whoever. With an admin's address, if they are still there.
   */
  list(query: {
    before: string | null;
    limit: number;
    kind?: AuditedKind | null;
    object?: string | null;
    actor?: string | null;
  }): Promise<(Omit<AuditEvent, 'action'> & { id: string; action: string; email: string | null })[]>;
}
