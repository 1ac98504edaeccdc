import type { NamedSubject } from '../../domain/papers/subject.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';
import { keepRecent } from '../recent.ts';
import type { SubjectStore } from './subject-store.ts';

/** Looks up subjects by id: null for one that is gone. */
export type SubjectNames = (id: number) => NamedSubject | null;

/** The names of subjects while digests are sent: those asked for last are kept, for a while. */
export type SubjectCache = (ids: readonly number[]) => Promise<SubjectNames>;

/** Enough for all topics and some more. */
const limit = 5_000;
/** What an erased reader followed must not be kept for long. */
const keptMs = 60_000;

export function createSubjectCache(subjects: SubjectStore, now: Clock): SubjectCache {
  const known = keepRecent<number, { until: number; named: NamedSubject | null }>(limit);
  const load = coalesce<number, NamedSubject | null>(1_000, async (ids) => {
    const found = await subjects.named(ids);
    return ids.map((id) => found.get(id) ?? null);
  });

  return async (ids) => {
    const at = now().getTime();
    const found = new Map<number, NamedSubject | null>();
    const missing = new Set<number>();
    for (const id of ids) {
      // What is no subject: all fields, the editor's picks.
      if (id <= 0) continue;
      const entry = known.peek(id);
      if (entry !== undefined && entry.until > at) found.set(id, entry.named);
      else missing.add(id);
    }
    await Promise.all(
      [...missing].map(async (id) => {
        const named = await load(id);
        found.set(id, named);
        known.set(id, { until: at + keptMs, named });
      }),
    );
    return (id) => found.get(id) ?? null;
  };
}
