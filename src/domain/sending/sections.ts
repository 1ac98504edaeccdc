import type { Language } from '../languages/language.ts';
import {
  allFields,
  editorsPicks,
  fromCollection,
  type NamedSource,
  subjectName,
  titleInQuotes,
} from '../papers/subject.ts';

/** So many papers may open a digest, before its sections. */
export const mostInOpening = 3;
/** A digest of fewer papers is soon read without. */
export const leastWithOpening = 7;

/**
 * Cuts a digest's papers into sections where the subject changes. A few papers of several subjects may open it, before
 * the first section: they are a section without a subject, which is null. Where the papers of a subject do not stand
 * together after that either, the digest is one list, as it is when there is only one subject; it has no subject. The
 * editor's picks, and an editor's collection, are a section in any case.
 */
export function inSections<T extends { subjectId: number }>(
  papers: readonly T[],
): { subjectId: number | null; papers: T[] }[] {
  const firstOwn = papers.findIndex(({ subjectId }) => !isEditors(subjectId));
  const picks = firstOwn === -1 ? [] : papers.slice(0, firstOwn);
  const own = papers.slice(picks.length);
  for (let length = 0; length <= (own.length < leastWithOpening ? 0 : mostInOpening); length++) {
    const sections = runs([...picks, ...own.slice(length)]);
    const isApart = new Set(sections.map(({ subjectId }) => subjectId)).size === sections.length;
    if (!isApart) continue;
    if (length > 0) {
      const opening = { subjectId: null, papers: own.slice(0, length) };
      const ownFrom = sections.findIndex(({ subjectId }) => !isEditors(subjectId));
      return sections.toSpliced(ownFrom, 0, opening);
    }
    if (sections.length > 1 || isEditors(sections[0]?.subjectId)) return sections;
    break;
  }
  return papers.length === 0 ? [] : [{ subjectId: null, papers: [...papers] }];
}

function runs<T extends { subjectId: number }>(
  papers: readonly T[],
): { subjectId: number | null; papers: T[] }[] {
  const sections: { subjectId: number; papers: T[] }[] = [];
  for (const paper of papers) {
    const last = sections.at(-1);
    if (last?.subjectId === paper.subjectId) last.papers.push(paper);
    else sections.push({ subjectId: paper.subjectId, papers: [paper] });
  }
  return sections;
}

function isEditors(subjectId: number | null | undefined): boolean {
  return subjectId === editorsPicks || subjectId === fromCollection;
}

/** The heading of a section; `subject` is null when nobody follows it any more. */
export function sectionTitle(subjectId: number, subject: NamedSource | null, language: Language): string {
  const { section } = language;
  if (subjectId === editorsPicks) return section.editorsPicks;
  if (subjectId === allFields) return section.allFields;
  if (subject === null) return section.gone;
  if (subject.kind === 'collection') return subject.name;
  if (subject.kind === 'paper') return section.like(titleInQuotes(subject.paper.title, language));
  return subjectName(subject, language);
}

/** Why a section is there, below its heading; null when the heading says it. */
export function sectionReason(
  subjectId: number,
  subject: NamedSource | null,
  { section }: Language,
): string | null {
  const isInterest = subject !== null && subjectId !== editorsPicks && subjectId !== allFields;
  return isInterest ? section.because[subject.kind] : null;
}
