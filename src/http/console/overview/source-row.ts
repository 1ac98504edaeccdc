import type { SourceState } from '../../../app/papers/paper-stores.ts';
import { type Moment, momentOf, number, quantity } from '../../forms/words.ts';

export type SourceRow = {
  name: string;
  health: 'well' | 'failing' | 'paused' | 'never';
  healthInWords: string;
  lastSuccess: Moment | null;
  result: string | null;
  error: string | null;
  /** What the last visit that went well could not bring, a sentence each. */
  notices: string[];
};

/** A source of papers as of `now`. */
export function sourceRow(source: SourceState, now: Date): SourceRow {
  const { name, lastSuccessAt, lastAttemptAt, lastError, blockedUntil } = source;
  const base = {
    name,
    lastSuccess: lastSuccessAt === null ? null : momentOf(lastSuccessAt),
    result: resultInWords(source.lastResult),
    error: lastError,
    notices: source.notices,
  };
  if (blockedUntil !== null && blockedUntil > now) {
    return { ...base, health: 'paused', healthInWords: `Paused until ${momentOf(blockedUntil).text}` };
  }
  if (lastError !== null) return { ...base, health: 'failing', healthInWords: 'Failing' };
  if (lastAttemptAt === null) return { ...base, health: 'never', healthInWords: 'Not asked yet' };
  return { ...base, health: 'well', healthInWords: 'OK' };
}

function resultInWords(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return null;
  const { added, changed, signals } = result as Record<string, unknown>;
  const parts = [
    ...(typeof added === 'number' ? [quantity(added, 'new paper')] : []),
    ...(typeof changed === 'number' && changed > 0 ? [`${number(changed)} changed`] : []),
    ...(typeof signals === 'number' && signals > 0 ? [quantity(signals, 'signal')] : []),
  ];
  return parts.join(', ') || null;
}
