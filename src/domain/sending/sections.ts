import type { Language } from '../languages/language.ts';
import {
  allFields,
  editorsPicks,
  fromCollection,
  type NamedSource,
  subjectName,
  titleInQuotes,
} from '../papers/subject.ts';

/**
 * Cuts a digest's papers into sections where the subject changes. Where a subject's papers do not all stand together
 * the digest is one list, as it is when there is only one subject: its section then has no subject, which is null. The
 * editor's picks, and an editor's collection, are a section in any case.
 */
export function inSections<T extends { subjectId: number }>(
  papers: readonly T[],
): { subjectId: number | null; papers: T[] }[] {
  const sections: { subjectId: number; papers: T[] }[] = [];
  for (const paper of papers) {
    const last = sections.at(-1);
    if (last?.subjectId === paper.subjectId) last.papers.push(paper);
    else sections.push({ subjectId: paper.subjectId, papers: [paper] });
  }
  const isApart = new Set(sections.map(({ subjectId }) => subjectId)).size === sections.length;
  if (isApart && (sections.length > 1 || isEditors(sections[0]?.subjectId))) return sections;
  return papers.length === 0 ? [] : [{ subjectId: null, papers: [...papers] }];
}

function isEditors(subjectId: number | undefined): boolean {
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
