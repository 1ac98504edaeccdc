import type { Language } from '../../domain/languages/language.ts';
import { reasonInWords } from '../../domain/ranking/reason.ts';
import { inSections, sectionTitle } from '../../domain/sending/sections.ts';
import type { SubjectNames } from '../interests/subject-cache.ts';
import type { VoteLinks } from '../links.ts';
import type { DigestSection, PaperCard } from '../mail.ts';

/**
 * One reader's digest, section by section, with the reason for each paper and the links to vote on it. The words are
 * `language`'s.
 */
export function digestSections(
  papers: readonly { card: PaperCard; subjectId: number }[],
  names: SubjectNames,
  voteLinks: (paperId: number) => VoteLinks,
  language: Language,
): DigestSection[] {
  return inSections(papers).map(({ subjectId: id, papers: some }) => ({
    title: id === null ? null : sectionTitle(id, names(id), language),
    papers: some.map(({ card, subjectId }) => {
      const { upvotes, trend, paper } = card;
      const reported = { upvotes, trend, primaryCategory: paper.primaryCategory };
      return {
        card,
        reason: reasonInWords(subjectId, names(subjectId), reported, language),
        vote: voteLinks(paper.id),
      };
    }),
  }));
}
