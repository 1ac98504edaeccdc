import compress from '@fastify/compress';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from '../page.ts';
import { type CopyOf, type Remember, sendKeptOf } from '../page-cache.ts';
import type { Page } from '../page-description.ts';
import { compression } from '../plugins/compression.ts';
import { addressAskedPage, addressButtonPage, addressPage } from './address/address-models.ts';
import { addressRoutes } from './address/address-routes.ts';
import { archiveDigestPage, archivePage } from './archive/archive-models.ts';
import { archiveRoutes } from './archive/archive-routes.ts';
import { calendarPage } from './archive/calendar-models.ts';
import { authorPage } from './authors/author-models.ts';
import { authorRoutes } from './authors/author-routes.ts';
import { brandFiles } from './brand/brand-files.ts';
import { textPage } from './brand/brand-models.ts';
import { brandRoutes } from './brand/brand-routes.ts';
import { collectionPage, collectionsPage } from './collections/collection-models.ts';
import { collectionRoutes } from './collections/collection-routes.ts';
import { dayPage } from './days/day-models.ts';
import { embedPage } from './embed/embed-models.ts';
import { embedRoutes } from './embed/embed-routes.ts';
import { feedbackPage } from './feedback/feedback-models.ts';
import { feedbackRoutes } from './feedback/feedback-routes.ts';
import { feedRoutes } from './feeds/feed-routes.ts';
import { keptFeedRoutes } from './feeds/kept-feed-routes.ts';
import { homePage } from './home/home-models.ts';
import { homeRoutes } from './home/home-routes.ts';
import { languageRoutes } from './language/language-routes.ts';
import { mailboxPage, mailPage } from './mailbox/mailbox-models.ts';
import { mailboxRoutes, type SignedInAdmin } from './mailbox/mailbox-routes.ts';
import { linkAskedPage, managePage } from './manage/manage-models.ts';
import { manageRoutes } from './manage/manage-routes.ts';
import { nextDigestPage } from './next-digest/next-digest-models.ts';
import { nextDigestRoutes } from './next-digest/next-digest-routes.ts';
import { nextFeedRoutes } from './next-digest/next-feed-routes.ts';
import { ownDataPage } from './own-data/own-data-models.ts';
import { ownDataRoutes } from './own-data/own-data-routes.ts';
import { ownFeedRoutes } from './own-feeds/own-feed-routes.ts';
import { paperPage } from './papers/paper-models.ts';
import { paperRoutes } from './papers/paper-routes.ts';
import { preferencesPage } from './preferences/preferences-models.ts';
import { preferencesRoutes } from './preferences/preferences-routes.ts';
import { keptPage } from './saved/kept-models.ts';
import { keptRoutes } from './saved/kept-routes.ts';
import { savedPage } from './saved/saved-models.ts';
import { savedRoutes } from './saved/saved-routes.ts';
import { sitemapRoutes } from './sitemap/sitemap-routes.ts';
import {
  confirmedPage,
  confirmPage,
  subscribedPage,
  subscribeFormPage,
} from './subscribe/subscribe-models.ts';
import { subscribePageRoutes } from './subscribe/subscribe-page-routes.ts';
import { subscribeRoutes } from './subscribe/subscribe-routes.ts';
import { thumbnailFiles } from './thumbnails/thumbnail-files.ts';
import { topicPage, topicsPage } from './topics/topic-models.ts';
import { topicRoutes } from './topics/topic-routes.ts';
import { unsubscribedPage, unsubscribePage } from './unsubscribe/unsubscribe-models.ts';
import { unsubscribeRoutes } from './unsubscribe/unsubscribe-routes.ts';
import { viewPage } from './view/view-models.ts';
import { viewRoutes } from './view/view-routes.ts';

/** The pages for readers. */
export const sitePages: readonly Page<object>[] = [
  homePage,
  dayPage,
  paperPage,
  topicsPage,
  topicPage,
  authorPage,
  collectionsPage,
  collectionPage,
  archivePage,
  calendarPage,
  archiveDigestPage,
  savedPage,
  keptPage,
  embedPage,
  textPage,
  subscribeFormPage,
  subscribedPage,
  confirmPage,
  confirmedPage,
  managePage,
  linkAskedPage,
  ownDataPage,
  addressPage,
  addressAskedPage,
  addressButtonPage,
  preferencesPage,
  nextDigestPage,
  unsubscribePage,
  unsubscribedPage,
  feedbackPage,
  viewPage,
  mailboxPage,
  mailPage,
];

/** What shows them, and what is for programs: feeds and the sitemap. */
export async function siteRoutes(
  app: App,
  options: HttpOptions,
  pages: Pages,
  {
    signedIn,
    copyOf,
    remember,
  }: {
    /** Tells who asks, if it is an admin. */
    signedIn: SignedInAdmin;
    copyOf: CopyOf;
    /** Of answers with a page. */
    remember: Remember;
  },
): Promise<void> {
  await app.register(async (instance) => {
    const scope = instance as App;
    await scope.register(compress, compression);
    const sendKept = sendKeptOf(copyOf, remember);
    homeRoutes(scope, options, pages, sendKept);
    paperRoutes(scope, options, pages, sendKept);
    topicRoutes(scope, options, pages, sendKept);
    authorRoutes(scope, options, pages, sendKept);
    collectionRoutes(scope, options, pages, sendKept);
    feedRoutes(scope, options, copyOf);
    sitemapRoutes(scope, options);
  });
  brandFiles(app, options);
  languageRoutes(app, options);
  thumbnailFiles(app, options);
  brandRoutes(app, options, pages);
  savedRoutes(app, options, pages);
  keptRoutes(app, options, pages);
  keptFeedRoutes(app, options);
  embedRoutes(app, options, pages);
  subscribePageRoutes(app, options, pages);
  subscribeRoutes(app, options, pages);
  manageRoutes(app, options, pages);
  preferencesRoutes(app, options, pages);
  nextDigestRoutes(app, options, pages);
  ownFeedRoutes(app, options);
  ownDataRoutes(app, options, pages);
  addressRoutes(app, options, pages);
  viewRoutes(app, options, pages);
  feedbackRoutes(app, options, pages);
  archiveRoutes(app, options, pages);
  nextFeedRoutes(app, options);
  if (options.mailbox) mailboxRoutes(app, options, pages, signedIn);
  // It takes bodies in a way of its own.
  await app.register(async (scope) => unsubscribeRoutes(scope as App, options, pages));
}
