import { fromCollection, type NamedSource } from '../../../domain/papers/subject.ts';
import type { Carried } from '../../../domain/ranking/carried.ts';
import type { SubjectNames } from '../../interests/subject-cache.ts';
import type { PaperCard } from '../../mail.ts';

/** Looks up what papers of a digest are there for. */
export type SourceNames = (id: number) => NamedSource | null;

/** The names of subjects, and of the collection that the digest carries. */
export function sourceNames(carried: Carried | null, names: SubjectNames): SourceNames {
  const collection =
    carried === null ? null : { kind: 'collection' as const, slug: carried.slug, name: carried.name };
  return (id) => (id === fromCollection ? collection : names(id));
}

/** A card as the digest shows it: the note that the paper has in the collection stands for its own. */
export function notedCard(carried: Carried | null, card: PaperCard): PaperCard {
  const note = carried?.papers.find(({ id }) => id === card.paper.id)?.note ?? null;
  return note === null ? card : { ...card, paper: { ...card.paper, note } };
}
