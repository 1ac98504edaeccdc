import type { Page } from '../page-description.ts';
import { archiveDigestPage, archivePage } from './archive/archive-models.ts';
import { embedPage } from './embed/embed-models.ts';
import { feedbackPage } from './feedback/feedback-models.ts';
import { homePage } from './home/home-models.ts';
import { mailboxPage, mailPage } from './mailbox/mailbox-models.ts';
import { paperPage } from './papers/paper-models.ts';
import { preferencesPage } from './preferences/preferences-models.ts';
import { confirmedPage, confirmPage, subscribedPage } from './subscribe/subscribe-models.ts';
import { topicPage, topicsPage } from './topics/topic-models.ts';
import { unsubscribedPage, unsubscribePage } from './unsubscribe/unsubscribe-models.ts';
import { viewPage } from './view/view-models.ts';

export const sitePages: readonly Page<object>[] = [
  homePage,
  paperPage,
  topicsPage,
  topicPage,
  archivePage,
  archiveDigestPage,
  embedPage,
  subscribedPage,
  confirmPage,
  confirmedPage,
  unsubscribePage,
  unsubscribedPage,
  preferencesPage,
  feedbackPage,
  viewPage,
  mailboxPage,
  mailPage,
];
