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

/** Mail to an admin, or to somebody who is invited to be one. */
export type AccountMail = {
  to: string;
  messageId: string;
  date: Date;
  returnPath?: string | null;
} & (
  | { kind: 'invitation'; url: string; role: AdminRole; invitedBy: string | null; validDays: number }
  | { kind: 'password-reset'; url: string; validMinutes: number }
);
