import type { CaughtMail } from '../../../app/deliveries/caught-mail.ts';
import type { Language } from '../../../domain/languages/language.ts';
import type { Tab } from '../../forms/list-models.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type MailboxModel = {
  mails: { href: string; to: string; subject: string; at: Moment }[];
  /** The newest is shown at once. `frameHref`: null when it has no HTML part. */
  newest: { href: string; subject: string; frameHref: string | null } | null;
};

export const mailboxPage = secretPage<MailboxModel>('site/mailbox/mailbox');

export type MailModel = {
  subject: string;
  headers: { name: string; value: string }[];
  tabs: Tab[];
  /** The address of the HTML part for a frame, or null when the text is shown. */
  frameHref: string | null;
  text: string;
  rawHref: string;
};

export const mailPage = secretPage<MailModel>('site/mailbox/mail');

/** `/mailbox`, with the newest mail first; `html`: whether that one has an HTML part. */
export function mailboxModel(mails: readonly CaughtMail[], html: boolean, language: Language): MailboxModel {
  const { noSubject } = language.pages.digests.mailbox;
  const entries = mails.map(({ id, envelopeTo, subject, at }) => ({
    href: `/mailbox/${id}`,
    to: envelopeTo,
    subject: subject === '' ? noSubject : subject,
    at: momentOf(at, 'UTC', language),
  }));
  const [first] = entries;
  return {
    mails: entries,
    newest: first === undefined ? null : { ...first, frameHref: html ? `${first.href}/html` : null },
  };
}

/** `/mailbox/:id`; `?part=text` shows the plain text. */
export function mailModel(input: {
  mail: Pick<CaughtMail, 'id' | 'subject'>;
  headers: { name: string; value: string }[];
  /** Null when the mail has no HTML part. */
  part: 'html' | 'text';
  text: string;
  language: Language;
}): MailModel {
  const words = input.language.pages.digests.mailbox;
  const path = `/mailbox/${input.mail.id}`;
  return {
    subject: input.mail.subject === '' ? words.noSubject : input.mail.subject,
    headers: input.headers,
    tabs: [
      { href: path, text: 'HTML', current: input.part === 'html' },
      { href: `${path}?part=text`, text: words.plainText, current: input.part === 'text' },
    ],
    frameHref: input.part === 'html' ? `${path}/html` : null,
    text: input.text,
    rawHref: `${path}/raw`,
  };
}
