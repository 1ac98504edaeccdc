import { secretPage } from './page-description.ts';

/** One paragraph each in `text`; an action with `post` is a button that posts an empty form to `href`. */
export type MessageModel = {
  heading: string;
  text: string[];
  actions: { href: string; text: string; post: boolean }[];
};

/** A few words, for whoever they concern: readers, admins, and anybody who met an error. */
/** There is nothing at an address: what was looked for can be searched. */
export const notFoundPage = secretPage<Pick<MessageModel, 'heading' | 'text'>>('not-found');

export const messagePage = secretPage<MessageModel>('message');
