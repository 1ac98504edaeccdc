import type { DigestSection } from '../../../app/mail.ts';
import type { RenderedMarkdown } from '../../../app/markdown.ts';
import { listed } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { digestTitle } from '../../forms/digest-title.ts';
import { type Html, safeHtml } from '../../forms/html.ts';
import { dateOf, type Moment } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { chosenItem, type PaperItem } from '../paper-items.ts';

export type ViewModel = {
  title: string;
  date: Moment;
  /** What the reader follows; empty for all fields. */
  interests: string;
  /** `title` null: all papers in one list. */
  sections: { id: string; title: string | null; path: string | null; papers: PaperItem[] }[];
  /** What the note on quiet days says; null for a digest. */
  silence: string | null;
  /** What an editor says above the papers, as safe HTML; null: nothing. */
  introduction: Html | null;
  /** What an announcement says, as safe HTML; null for a digest. */
  prose: Html | null;
};

export const viewPage = secretPage<ViewModel>('site/view/view', { scripts: ['page.js', 'cards.js'] });

/** `/view/:token`. `date` is shown in the reader's zone. */
export function viewModel(input: {
  cadence: Cadence | null;
  date: Date;
  timezone: string;
  language: Language;
  /** Names of what the reader follows. */
  interests: string[];
  sections: readonly DigestSection[];
  /** What the note on quiet days says; null for a digest. */
  silence: string | null;
  /** Null: it is no announcement. */
  announcement: { subject: string; body: RenderedMarkdown } | null;
  /** What an editor says above the papers. */
  introduction?: RenderedMarkdown | null;
}): ViewModel {
  const { cadence, date, timezone, language, sections, silence, announcement, introduction } = input;
  return {
    silence,
    introduction: introduction == null ? null : safeHtml(introduction.html),
    prose: announcement === null ? null : safeHtml(announcement.body.html),
    title: announcement?.subject ?? digestTitle(cadence, null, language),
    date: dateOf(date, timezone, language),
    interests: listed(input.interests, Number.POSITIVE_INFINITY, language),
    sections: sections.map(({ title, path, papers }, index) => ({
      id: `section-${index + 1}`,
      title,
      path,
      papers: papers.map((paper) => chosenItem(paper, language)),
    })),
  };
}
