import Handlebars from 'handlebars';
import type { DigestMail } from '../../../app/mail.ts';
import { numberInWords } from '../../../domain/languages/formats.ts';
import { shorten } from '../../../domain/papers/excerpt.ts';
import { safeLine } from '../mail-texts.ts';

/** How long a section's name is at most, and how many are named: the line is to be read at a glance. */
const nameLength = 60;
const mostNamed = 8;

/** Whether there is something to find one's way in. */
export function hasContents({ sections }: Pick<DigestMail, 'sections'>): boolean {
  return sections.length > 1 && sections.every(({ title }) => title !== null);
}

/**
 * What is inside, section by section, as HTML and as text: "Robotics (3) · Graphics (7)". The names lead to the
 * sections of the mail in the browser: links inside a mail do nothing in many mail programs.
 */
export function contentsOf(mail: Pick<DigestMail, 'sections' | 'links' | 'language'>): {
  contentsHtml: string;
  contentsText: string;
} {
  if (!hasContents(mail)) return { contentsHtml: '', contentsText: '' };
  const { view } = mail.links;
  const entries = mail.sections.map(({ title, papers }, index) => {
    const name = shorten(safeLine(title ?? ''), nameLength);
    const count = ` (${numberInWords(papers.length, mail.language)})`;
    const shown = Handlebars.escapeExpression(name);
    const href = view === null ? null : Handlebars.escapeExpression(`${view}#section-${index + 1}`);
    return {
      html: `${href === null ? shown : `<a href="${href}">${shown}</a>`}${count}`,
      text: `${name}${count}`,
    };
  });
  const more = entries.length > mostNamed ? ' · …' : '';
  const line = (part: 'html' | 'text') =>
    `${entries
      .slice(0, mostNamed)
      .map((entry) => entry[part])
      .join(' · ')}${more}`;
  return { contentsHtml: line('html'), contentsText: line('text') };
}
