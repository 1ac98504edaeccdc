import { DomainError } from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';

/**
 * Classes of SQLSTATE (PostgreSQL's Appendix A) by which it refuses what it was given, and would refuse it again: data
 * exceptions, violated constraints, exceeded limits.
 */
const classes = ['22', '23', '54'];

/** Runs statements; rejects with `invalid` when PostgreSQL does not take a value that is in them. */
export async function refusingValues<T>(statements: () => Promise<T>): Promise<T> {
  try {
    return await statements();
  } catch (error) {
    const { meta } = (error ?? {}) as {
      meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; originalMessage?: unknown } } };
    };
    const { originalCode, originalMessage } = meta?.driverAdapterError?.cause ?? {};
    if (!classes.includes(String(originalCode).slice(0, 2))) throw error;
    throw new DomainError('invalid', `the database refuses it: ${cut(String(originalMessage), 200)}`, {
      cause: error,
    });
  }
}
