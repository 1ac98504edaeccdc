import { cards } from './en/cards.ts';
import { catalogue } from './en/catalogue.ts';
import { days } from './en/days.ts';
import { digests } from './en/digests.ts';
import { embed } from './en/embed.ts';
import { forms } from './en/forms.ts';
import { layout } from './en/layout.ts';
import { links } from './en/links.ts';
import { message } from './en/message.ts';
import { own } from './en/own.ts';
import { paper } from './en/paper.ts';
import { papers } from './en/papers.ts';
import { preferences } from './en/preferences.ts';
import { privacy } from './en/privacy.ts';
import { subscribe } from './en/subscribe.ts';
import { unsubscribe } from './en/unsubscribe.ts';

/** What readers' pages say, by page: simple texts for templates, whose places are filled by `say` (src/http/say.ts). */
export const pages = {
  cards,
  catalogue,
  days,
  digests,
  embed,
  forms,
  layout,
  links,
  message,
  own,
  paper,
  papers,
  preferences,
  privacy,
  subscribe,
  unsubscribe,
};
export type PageWords = typeof pages;
