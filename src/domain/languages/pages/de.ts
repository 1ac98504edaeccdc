import { cards } from './de/cards.ts';
import { catalogue } from './de/catalogue.ts';
import { days } from './de/days.ts';
import { digests } from './de/digests.ts';
import { embed } from './de/embed.ts';
import { forms } from './de/forms.ts';
import { layout } from './de/layout.ts';
import { links } from './de/links.ts';
import { message } from './de/message.ts';
import { own } from './de/own.ts';
import { paper } from './de/paper.ts';
import { papers } from './de/papers.ts';
import { preferences } from './de/preferences.ts';
import { privacy } from './de/privacy.ts';
import { subscribe } from './de/subscribe.ts';
import { unsubscribe } from './de/unsubscribe.ts';
import type { PageWords } from './en.ts';

export const pages: PageWords = {
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
