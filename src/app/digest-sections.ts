import { reasonInWords } from '../domain/reason.ts';
import { inSections, sectionTitle } from '../domain/sections.ts';
import type { DigestSection, PaperCard, VoteLinks } from './ports.ts';
import type { SubjectNames } from './subject-book.ts';

/** One reader's digest, section by section, with the reason for each paper and the links to vote on it. */
export function digestSections(
  papers: readonly { card: PaperCard; subjectId: number }[],
  names: SubjectNames,
  voteLinks: (paperId: number) => VoteLinks,
): DigestSection[] {
  return inSections(papers).map((section) => ({
    title: section.subjectId === null ? null : sectionTitle(section.subjectId, names(section.subjectId)),
    papers: section.papers.map(({ card, subjectId }) => ({
      card,
      reason: reasonInWords(subjectId, names(subjectId), {
        upvotes: card.upvotes,
        trend: card.trend,
        primaryCategory: card.paper.primaryCategory,
      }),
      vote: voteLinks(card.paper.id),
    })),
  }));
}
