import type { Admin, AdminRole } from '../../domain/accounts/admin-role.ts';
import type { TokenScope } from '../../domain/accounts/token-scope.ts';
import type { NewPasskey } from './account-ports.ts';

// What PostgreSQL keeps of admins, their sessions and the links mailed to them, and of API tokens.
/** What decides whether somebody is this admin. */
export type AdminSecrets = Admin & {
  passwordHash: string;
  /** When this service made the password, to be changed at the first sign-in; null: its owner chose it. */
  passwordMadeAt: Date | null;
  /** Sealed; null: there is no second factor. */
  totpSecret: Uint8Array | null;
  /** Since when codes are asked for; null while the secret waits for its first one. */
  totpSince: Date | null;
  /** Wrong codes in a row, and until when none is taken because of them. */
  codeFailures: number;
  codeWaitUntil: Date | null;
  /** How many there are. */
  passkeys: number;
};

export type AdminRow = Admin & { createdAt: Date; hasSecondFactor: boolean; lastSeenAt: Date | null };

/** A password as it is stored. `madeAt`: when this service made it; null when its owner chose it. */
export type StoredPassword = { hash: string; madeAt: Date | null };

export interface AccountStore {
  adminCount(): Promise<number>;
  adminByEmail(email: string): Promise<AdminSecrets | null>;
  adminById(id: number): Promise<AdminSecrets | null>;
  /** As `adminById`, and keeps other transactions from changing the account until this one ends. */
  lockAdmin(id: number): Promise<AdminSecrets | null>;
  /** The ids of all owners; nobody becomes one, or stops being one, until this transaction ends. */
  lockOwners(): Promise<number[]>;
  /** By address. */
  listAdmins(now: Date): Promise<AdminRow[]>;
  addAdmin(admin: { email: string; password: StoredPassword; role: AdminRole }): Promise<Admin>;
  /** Sessions and codes go with it. */
  removeAdmin(id: number): Promise<void>;
  setPassword(id: number, password: StoredPassword): Promise<void>;
  setRole(id: number, role: AdminRole): Promise<void>;
  setTimezone(id: number, timezone: string | null): Promise<void>;
  /** Null ends codes as a second factor. */
  setTotp(id: number, totp: { secret: Uint8Array; since: Date | null } | null): Promise<void>;
  /** Takes a code of that time step; false when it, or a later one, was taken before. */
  useTotpStep(id: number, step: number): Promise<boolean>;
  noteCodeFailures(id: number, failures: number, waitUntil: Date | null): Promise<void>;
  /** Instead of those that there are. */
  setRecoveryCodes(id: number, hashes: readonly Uint8Array[]): Promise<void>;
  /** False when there is no such code, or it was used before. */
  useRecoveryCode(id: number, hash: Uint8Array, now: Date): Promise<boolean>;
  recoveryCodesLeft(id: number): Promise<number>;
}

export type ApiToken = {
  id: number;
  name: string;
  /** Its first characters, to recognise it by. */
  prefix: string;
  scopes: TokenScope[];
  /** The address of who made it; null: the command line, or somebody who is gone. */
  owner: string | null;
  createdAt: Date;
  /** Null: it does not end by itself. */
  expiresAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export interface TokenStore {
  addToken(input: {
    name: string;
    prefix: string;
    tokenHash: Uint8Array;
    scopes: readonly TokenScope[];
    ownerId: number | null;
    expiresAt: Date | null;
    now: Date;
  }): Promise<ApiToken>;
  /** The token when it is known, not revoked and has not ended; notes that it was used. */
  useToken(tokenHash: Uint8Array, now: Date): Promise<Pick<ApiToken, 'id' | 'name' | 'scopes'> | null>;
  /** The newest first; revoked ones last. */
  list(): Promise<ApiToken[]>;
  /** The token that was revoked; null when there is none that was valid. */
  revoke(id: number, now: Date): Promise<ApiToken | null>;
  /** Revokes those that an admin made; returns the ones that were valid. */
  revokeAllOf(adminId: number, now: Date): Promise<ApiToken[]>;
}

export type SessionRow = {
  id: number;
  createdAt: Date;
  lastSeenAt: Date;
  browser: string;
  ipPrefix: string | null;
};

export interface SessionStore {
  /** Also forgets the sessions of this admin that have ended by `now`, and the oldest of too many. */
  open(session: {
    adminId: number;
    tokenHash: Uint8Array;
    expiresAt: Date;
    browser: string;
    ipPrefix: string | null;
    now: Date;
  }): Promise<void>;
  /** Whose session it is. Notes that they were seen, at most once a minute: it goes on from then. */
  owner(
    tokenHash: Uint8Array,
    now: Date,
  ): Promise<{
    admin: Admin;
    passwordMadeAt: Date | null;
    hasSecondFactor: boolean;
    /** The admin's; null: nobody has said. */
    timezone: string | null;
    sessionId: number;
  } | null>;
  /** Those that go on at `now`, last seen first. */
  list(adminId: number, now: Date): Promise<SessionRow[]>;
  /** Those of all admins. */
  listAll(now: Date): Promise<(SessionRow & { adminId: number })[]>;
  close(tokenHash: Uint8Array): Promise<void>;
  /** Ends one session of an admin; false when there is none of that id. */
  end(adminId: number, id: number): Promise<boolean>;
  /** Ends all sessions of an admin but the one named. Returns how many. */
  endAll(adminId: number, exceptId: number | null): Promise<number>;
}

export type PasskeyRow = { id: number; name: string; createdAt: Date; lastUsedAt: Date | null };

export interface PasskeyStore {
  /** The oldest first. */
  list(adminId: number): Promise<(PasskeyRow & { credentialId: string })[]>;
  /** With whose it is; null when there is none of that name. */
  byCredential(credentialId: string): Promise<(NewPasskey & { id: number; adminId: number }) | null>;
  /** False when there is one of that name already. */
  add(adminId: number, passkey: NewPasskey & { name: string; now: Date }): Promise<boolean>;
  noteUse(id: number, signCount: number, now: Date): Promise<void>;
  /** False when the admin has none of that id. */
  remove(adminId: number, id: number): Promise<boolean>;
  removeAll(adminId: number): Promise<number>;
  /** In place of the one that was there; `whose`: hash of a session's or a visit's secret. */
  setChallenge(whose: Uint8Array, challenge: string, expiresAt: Date): Promise<void>;
  /** It is gone then; null when there is none that is still good. */
  takeChallenge(whose: Uint8Array, now: Date): Promise<string | null>;
  forgetChallenges(until: Date): Promise<void>;
}

/** Tries with a password, by whose they are: an account's, a browser's. */
export interface SignInTryStore {
  /** Counts one more, unless it has to wait: then until when. */
  count(whose: string, now: Date): Promise<{ failures: number } | { waitUntil: Date }>;
  wait(whose: string, until: Date): Promise<void>;
  /** One that was counted was not made after all: neither it nor the wait that it brought counts. */
  takeBack(whose: string): Promise<void>;
  forget(whose: string): Promise<void>;
  /** Those that nobody went on with since then. */
  forgetBefore(until: Date): Promise<void>;
}

export type AdminLink = {
  id: number;
  kind: 'invitation' | 'reset';
  email: string;
  /** Of an invitation. */
  role: AdminRole | null;
  /** Their address; null when they are gone. */
  invitedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  mailedAt: Date | null;
  refused: boolean;
};

export interface AdminLinkStore {
  /** One invitation for an address: a new one takes the place of the old one, whose link is void then. */
  invite(link: {
    email: string;
    role: AdminRole;
    invitedById: number;
    expiresAt: Date;
    now: Date;
  }): Promise<AdminLink>;
  /** Notes that somebody wants a new password. Links mailed before stay valid. */
  askForReset(email: string, now: Date): Promise<{ id: number }>;
  byId(id: number): Promise<AdminLink | null>;
  /** Also when it has expired. */
  byToken(kind: AdminLink['kind'], tokenHash: Uint8Array): Promise<AdminLink | null>;
  /** Newest first. */
  invitations(): Promise<AdminLink[]>;
  /** Notes what was mailed; null: nothing was, after all. */
  noteMailed(id: number, mail: { tokenHash: Uint8Array; at: Date; expiresAt: Date } | null): Promise<void>;
  noteRefused(id: number): Promise<void>;
  /** False when it was used or taken back before. */
  removeLink(id: number): Promise<boolean>;
  /** Withdraws the invitations that somebody sent. */
  removeInvitationsBy(adminId: number): Promise<void>;
  /** Ends the resets that an address waits for. */
  removeResets(email: string): Promise<void>;
  /** Deletes what expired before `until`. */
  forgetExpired(until: Date): Promise<void>;
}
