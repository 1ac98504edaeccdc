import type { ComposedMail } from '../../../app/mail.ts';
import { counted } from '../../../domain/languages/formats.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type NextDigestModel = {
  preferencesHref: string;
  /** When it would come; null: nothing is due. */
  nextDigest: Moment | null;
  /** Null: there is nothing new. */
  mail: { subject: string; about: string; frameHref: string; text: string } | null;
};

export const nextDigestPage = secretPage<NextDigestModel>('site/next-digest/next-digest');

/** `path`: of the preferences page. */
export function nextDigestModel(
  { nextDueAt, timezone }: Pick<Subscriber, 'nextDueAt' | 'timezone'>,
  { mail, papers }: { mail: Pick<ComposedMail, 'subject' | 'text'> | null; papers: number },
  path: string,
  language: Language,
): NextDigestModel {
  return {
    preferencesHref: path,
    nextDigest: nextDueAt === null ? null : momentOf(nextDueAt, timezone, language),
    mail:
      mail === null
        ? null
        : {
            subject: mail.subject,
            about:
              papers === 0 ? language.pages.digests.noteOnly : counted(papers, language.papers, language),
            frameHref: `${path}/next/mail`,
            text: mail.text,
          },
  };
}
