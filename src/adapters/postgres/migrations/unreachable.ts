import { DomainError, messageOf } from '../../../domain/errors.ts';

/** That no connection comes about, in words. */
export function unreachable(cause: unknown): DomainError {
  return new DomainError(
    'unavailable',
    `The database cannot be reached: ${messageOf(cause)}. Check DATABASE_URL (and DATABASE_DIRECT_URL, where it is set), and that PostgreSQL is running there.`,
    { cause },
  );
}
