import { createHash, randomBytes } from 'node:crypto';

/**
 * A token for a link that is mailed: 256 random bits. As base64url they end with a letter or a digit, since the last
 * bits are zeros: a `-` at the end of an address in a plain text is left out by some mail programs.
 */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a token: what is stored of it. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
