import type { NamedSubject } from '../../domain/papers/subject.ts';

/** The words by which people know subjects; those that are gone are left out. */
export interface SubjectStore {
  named(ids: readonly number[]): Promise<Map<number, NamedSubject>>;
}
