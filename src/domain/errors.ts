/**
 * What can go wrong that a caller is expected to handle. One table (http/plugins/errors.ts) turns codes into statuses.
 */
export type ErrorCode =
  | 'invalid' // a value the caller gave is wrong
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict' // right in itself, but not in the present state
  | 'gone' // was there once: an expired or used token
  | 'timeout' // what was being sent did not come in time
  | 'too_large'
  | 'too_many' // a cap was reached; try later
  | 'unavailable'; // something that this service depends on is down

/** One wrong field: its name as the caller wrote it, and what would be right. */
export type FieldError = { field: string; message: string };

/** An expected failure with words that a person can act on. Anything else that is thrown is a defect. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Seconds after which trying again makes sense, for `too_many` and `unavailable`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { fields?: readonly FieldError[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfter = details.retryAfter;
  }
}

/** Of more wrong fields than this nobody reads. */
export const mostFaults = 20;

/** What is wrong, in one line; of very much the beginning, and how much more there is. */
export function faultsInWords(fields: readonly FieldError[]): string {
  const told = fields.slice(0, mostFaults).map(({ field, message }) => `${field}: ${message}`);
  const more = fields.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** The error for wrong input: names the wrong fields, all at once. */
export function invalid(fields: readonly FieldError[]): DomainError {
  return new DomainError('invalid', faultsInWords(fields), { fields });
}

/** What went wrong, in its own words, whatever was thrown. */
export function messageOf(error: unknown): string {
  // A host with several addresses fails with one error for each, and no words of its own.
  const one: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  return one instanceof Error ? one.message : String(one);
}
