import type { Language } from '../../domain/languages/language.ts';
import type { NamedSource } from '../../domain/papers/subject.ts';
import { placeInWords, reasonInWords, standingInWords } from '../../domain/ranking/reason.ts';
import { inSections, sectionReason, sectionTitle } from '../../domain/sending/sections.ts';
import type { VoteLinks } from '../links.ts';
import type { DigestSection, PaperCard } from '../mail.ts';
import type { SourceNames } from './carried/carried-papers.ts';

/**
 * One reader's digest, section by section, with the reason for each section and paper and the links to vote on it. The
 * words are `language`'s.
 */
export function digestSections(
  papers: readonly { card: PaperCard; subjectId: number }[],
  names: SourceNames,
  voteLinks: (paperId: number) => VoteLinks,
  language: Language,
): DigestSection[] {
  const sections = inSections(papers);
  const hasOpening = sections.length > 1;
  return sections.map(({ subjectId: id, papers: some }) => ({
    ...(id === null
      ? hasOpening
        ? { title: language.section.opening, path: null, reason: null }
        : { title: null, path: null, reason: commonReason(some, names, language) }
      : {
          title: sectionTitle(id, names(id), language),
          path: pathOf(names(id)),
          reason: sectionReason(id, names(id), language),
        }),
    papers: some.map(({ card, subjectId }) => {
      const { upvotes, trend, paper } = card;
      const reported = { upvotes, trend, primaryCategory: paper.primaryCategory };
      const reason = reasonInWords(subjectId, names(subjectId), reported, language);
      return {
        card,
        reason,
        // Of the papers that open a digest each may be there for another.
        standing: id === null && hasOpening ? reason : standingInWords(reported, language),
        vote: voteLinks(paper.id),
      };
    }),
  }));
}

/** Of what an editor chose for all readers; what one of them follows is on their own pages. */
function pathOf(source: NamedSource | null): string | null {
  return source?.kind === 'collection' ? `/collections/${source.slug}` : null;
}

/** Why all papers of a list without headings are there; null when they differ in it. */
function commonReason(
  papers: readonly { subjectId: number }[],
  names: SourceNames,
  language: Language,
): string | null {
  const [first] = papers;
  if (first === undefined || papers.some(({ subjectId }) => subjectId !== first.subjectId)) return null;
  return placeInWords(first.subjectId, names(first.subjectId), language);
}
