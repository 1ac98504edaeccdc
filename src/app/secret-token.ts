import { createHash, randomBytes } from 'node:crypto';

/** A token for a link that is mailed: 192 random bits. */
export function makeToken(): string {
  return randomBytes(24).toString('base64url');
}

/** SHA-256 of a token: what is stored of it. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
