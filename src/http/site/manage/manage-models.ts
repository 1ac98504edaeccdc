import type { FieldError } from '../../../domain/errors.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { linkSpans, type MailedLinkKind } from '../../../domain/subscribers/mailed-link.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { openPage, secretPage } from '../../page-description.ts';

export type ManageModel = { email: string; errors: FieldMessages<'email'> };

export const managePage = openPage<ManageModel>('site/manage/manage');

/** `email`: as it was typed in a form that was refused. */
export function manageModel(email = '', errors: readonly FieldError[] = []): ManageModel {
  return { email, errors: messagesFor(['email'], errors) };
}

/** What is said after a link was asked for: the same whether a mail goes out or not. */
export type LinkAskedModel = { text: string; again: string };

export const linkAskedPage = secretPage<LinkAskedModel>('site/manage/link-asked');

export function linkAskedModel(kind: MailedLinkKind, language: Language): LinkAskedModel {
  const { asked, onePerDay, onePerHour } = language.pages.links;
  return { text: asked[kind], again: linkSpans[kind] === linkSpans.manage ? onePerDay : onePerHour };
}
