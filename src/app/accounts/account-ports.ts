import type { AdminRole } from '../../domain/accounts/admin-role.ts';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** With null: takes equally long and answers false. */
  check(password: string, stored: string | null): Promise<boolean>;
  /**
   * Why a password would be guessed soon, in words such as "must not be a common password"; null for one that would
   * not. `words`: what somebody who knows the account would try.
   */
  guessedBy(password: string, words: readonly string[]): Promise<string | null>;
}

/** Seals secrets that have to be read again. What was sealed for one thing cannot be opened for another. */
export interface Vault {
  seal(plain: Uint8Array, about: string): Uint8Array;
  /**
   * Null when this service has not got the key any more, when it was sealed for something else, or when it was changed.
   */
  open(sealed: Uint8Array, about: string): Uint8Array | null;
}

/**
 * Codes from an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, which every such app
 * knows.
 */
export interface OneTimePasswords {
  newSecret(): Uint8Array;
  /** What an authenticator reads: an `otpauth:` address for a QR code, and the secret in base 32 to be typed. */
  describe(secret: Uint8Array, account: string): { uri: string; typed: string };
  /** The time step that a code of six digits is of: the present one or a neighbour; null for a wrong code. */
  stepOf(secret: Uint8Array, code: string, now: Date): number | null;
}

/** What a passkey proved to be, when it was made. */
export type NewPasskey = { credentialId: string; publicKey: Uint8Array; signCount: number };

/**
 * Passkeys (WebAuthn, W3C Level 3) for this service's own address, each with the device's check of who holds it: a
 * PIN, a finger, a face. `options` are for the browser, as JSON.
 */
export interface Passkeys {
  /** False: browsers make none for an address like that of `PUBLIC_URL`, such as a number or one without TLS. */
  readonly isPossible: boolean;
  forNew(account: { id: number; email: string; has: readonly string[] }): Promise<PasskeyRequest>;
  forSignIn(): Promise<PasskeyRequest>;
  /** Null when it does not answer that challenge, or is no such answer at all. */
  readNew(response: string, challenge: string): Promise<NewPasskey | null>;
  /** Which passkey says that it answers; nothing of it is proved. */
  named(response: string): string | null;
  /** How often the passkey was used by now; null when it does not answer that challenge. */
  check(response: string, challenge: string, passkey: NewPasskey): Promise<{ signCount: number } | null>;
}

export type PasskeyRequest = { options: string; challenge: string };

/** Mail to an admin, or to somebody who is invited to be one. */
export type AccountMail = {
  to: string;
  messageId: string;
  date: Date;
  returnPath?: string | null;
} & (
  | { kind: 'invitation'; url: string; role: AdminRole; invitedBy: string | null; validDays: number }
  | { kind: 'password-reset'; url: string; validMinutes: number }
  /** At an admin's wish, to see that mail leaves and what it looks like. */
  | { kind: 'test' }
);
