import type { FieldError } from '../../../domain/errors.ts';
import type { MailedLinkKind } from '../../../domain/subscribers/mailed-link.ts';
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

export function linkAskedModel(kind: MailedLinkKind): LinkAskedModel {
  switch (kind) {
    case 'manage':
      return {
        text: 'If that address is subscribed here, a mail with the link to its preferences is on its way.',
        again: 'One such mail goes to an address in a day.',
      };
    case 'export':
      return {
        text: 'If we can write to your address, a mail with a link to download your data is on its way. The link works for an hour.',
        again: 'One such mail is sent in an hour.',
      };
    case 'address':
      return {
        text: 'If we can write to your address, a mail with a link to enter another one is on its way. The link works for an hour.',
        again: 'One such mail is sent in an hour.',
      };
    case 'erase':
      return {
        text: 'If we can write to your address, a mail with a link to erase your data is on its way. The link works for an hour. Nothing is erased before you press the button behind it.',
        again: 'One such mail is sent in an hour.',
      };
  }
}
