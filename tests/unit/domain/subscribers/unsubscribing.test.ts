import { describe, expect, it } from 'vitest';
import {
  mostUndos,
  undoableUntil,
  undoDays,
  undoneEvent,
} from '../../../../src/domain/subscribers/unsubscribing.ts';

const day = 86_400_000;
const unsubscribedAt = new Date('2026-11-24T10:00:00Z');
const plus = (ms: number) => new Date(unsubscribedAt.getTime() + ms);
const gone = {
  status: 'unsubscribed' as const,
  confirmedAt: new Date('2026-11-01T00:00:00Z'),
  unsubscribedAt,
};
const event = (kind: string, actor: string, at = unsubscribedAt) => ({ kind, actor, at });
const byReader = [event('subscribed', 'reader', plus(-20 * day)), event('unsubscribed', 'reader')];

describe('unsubscribing can be undone', () => {
  it('for seven days and not a moment longer', () => {
    const until = plus(undoDays * day);
    expect(undoableUntil(gone, byReader, unsubscribedAt)).toEqual(until);
    expect(undoableUntil(gone, byReader, plus(undoDays * day - 1))).toEqual(until);
    expect(undoableUntil(gone, byReader, until)).toBeNull();
  });

  it.each(['pending', 'active', 'bounced', 'complained'] as const)('not by one who is %s', (status) => {
    expect(undoableUntil({ ...gone, status }, byReader, plus(1))).toBeNull();
  });

  it('not where it was never confirmed', () => {
    expect(undoableUntil({ ...gone, confirmedAt: null }, byReader, plus(1))).toBeNull();
  });

  it.each(['admin', 'import'])('not when the %s ended it, before or after the reader had', (actor) => {
    expect(undoableUntil(gone, [event('unsubscribed', actor)], plus(1))).toBeNull();
    expect(undoableUntil(gone, [...byReader, event('unsubscribed', actor)], plus(1))).toBeNull();
  });

  it('not when the history does not say who ended it', () => {
    expect(undoableUntil(gone, [], plus(1))).toBeNull();
    const earlier = [event('unsubscribed', 'reader', plus(-day))];
    expect(undoableUntil(gone, earlier, plus(1))).toBeNull();
  });

  it('not again and again: three times in a week', () => {
    const undone = (count: number, at: Date) =>
      Array.from({ length: count }, () => event(undoneEvent, 'reader', at));
    const history = (count: number, at = plus(-day)) => [...undone(count, at), ...byReader];
    expect(undoableUntil(gone, history(mostUndos - 1), plus(1))).not.toBeNull();
    expect(undoableUntil(gone, history(mostUndos), plus(1))).toBeNull();
    expect(undoableUntil(gone, history(mostUndos, plus(-undoDays * day)), plus(1))).not.toBeNull();
  });
});
