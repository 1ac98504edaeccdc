import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { sameBytes } from '../crypto/same-bytes.ts';

/** Whether two texts are the same, in a time that does not tell how much of them is. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return sameBytes(digest(given), digest(expected));
}

export function notAuthentic(why: string): DomainError {
  return new DomainError('unauthenticated', `The post is not accepted: ${why}.`);
}

/** JSON in a body that was checked; rejects with `invalid`. */
export function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new DomainError('invalid', 'The body is not valid JSON.');
  }
}
