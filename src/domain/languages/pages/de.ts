import { forms } from './de/forms.ts';
import { layout } from './de/layout.ts';
import { message } from './de/message.ts';
import { preferences } from './de/preferences.ts';
import { privacy } from './de/privacy.ts';
import { subscribe } from './de/subscribe.ts';
import { unsubscribe } from './de/unsubscribe.ts';
import type { PageWords } from './en.ts';

export const pages: PageWords = { forms, layout, message, preferences, privacy, subscribe, unsubscribe };
