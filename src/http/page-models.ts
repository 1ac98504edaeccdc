import type { AdminRole } from '../domain/accounts/admin-role.ts';
import type { ApiDocsModel } from './api/docs/api-docs-models.ts';
import type { AdminsModel } from './console/accounts/admins-models.ts';
import type { ForgottenModel, NewPasswordModel } from './console/accounts/mailed-link-models.ts';
import type {
  OwnAccountModel,
  RecoveryCodesModel,
  TwoFactorModel,
} from './console/accounts/own-account-models.ts';
import type { AuditModel } from './console/audit/audit-models.ts';
import type { BouncesModel, WebhooksModel } from './console/bounces/bounce-models.ts';
import type { DeliveriesModel } from './console/deliveries/delivery-models.ts';
import type { DigestModel, DigestsModel } from './console/digests/digest-models.ts';
import type { SendDigestCheckModel, SendDigestModel } from './console/digests/send-digest-models.ts';
import type { ImportModel, ImportsModel } from './console/imports/import-models.ts';
import type { OverviewModel } from './console/overview/overview-models.ts';
import type { PapersModel } from './console/papers/paper-models.ts';
import type { SettingsModel } from './console/settings/settings-models.ts';
import type { SignInCodeModel, SignInModel } from './console/sign-in/sign-in-models.ts';
import type { SubscribersModel } from './console/subscribers/subscriber-list-models.ts';
import type { SubscriberModel } from './console/subscribers/subscriber-models.ts';
import type { SuppressionsModel } from './console/suppressions/suppression-models.ts';
import type { TokensModel } from './console/tokens/token-models.ts';
import type {
  TopicModel as ConsoleTopicModel,
  TopicsModel as ConsoleTopicsModel,
} from './console/topics/topic-models.ts';
import type { ArchiveDigestModel, ArchiveModel } from './site/archive/archive-models.ts';
import type { EmbedModel } from './site/embed/embed-models.ts';
import type { FeedbackModel } from './site/feedback/feedback-models.ts';
import type { HomeModel } from './site/home/home-models.ts';
import type { MailboxModel, MailModel } from './site/mailbox/mailbox-models.ts';
import type { PaperModel } from './site/papers/paper-models.ts';
import type { PreferencesModel } from './site/preferences/preferences-models.ts';
import type { ConfirmedModel, ConfirmModel, SubscribedModel } from './site/subscribe/subscribe-models.ts';
import type { TopicModel, TopicsModel } from './site/topics/topic-models.ts';
import type { UnsubscribedModel, UnsubscribeModel } from './site/unsubscribe/unsubscribe-models.ts';
import type { ViewModel } from './site/view/view-models.ts';

/** What every page says of itself, for the layout. */
export type PageCommon = {
  /** Of the request, without the query: the navigation marks where the reader is. */
  path: string;
  /** Plain text; the service's name is added. */
  title: string;
  description?: string;
  /** What it is to whoever is shown a link to it (The Open Graph protocol); a site unless said otherwise. */
  type?: 'website' | 'article';
  /** More for the head of the page, such as what indexers of papers look for. */
  meta?: { name: string; content: string }[];
  /** Pages with a token in their address and the console are kept from search engines in any case. */
  noindex?: boolean;
  /** The page's own Atom feeds, beside the one of all papers. */
  feeds?: { href: string; title: string }[];
  mailboxHref?: string | null;
  /** The signed-in admin, on the console's pages. */
  admin?: { email: string; role: AdminRole; csrf: string } | null;
  /** Path (with the query that matters) under which the page is to be known. */
  canonical?: string;
};
/** One paragraph each in `text`; an action with `post` is a button that posts an empty form to `href`. */
export type MessageModel = {
  heading: string;
  text: string[];
  actions: { href: string; text: string; post: boolean }[];
};
export type PageModels = {
  home: HomeModel;
  paper: PaperModel;
  topics: TopicsModel;
  topic: TopicModel;
  embed: EmbedModel;
  subscribed: SubscribedModel;
  confirm: ConfirmModel;
  confirmed: ConfirmedModel;
  unsubscribe: UnsubscribeModel;
  unsubscribed: UnsubscribedModel;
  preferences: PreferencesModel;
  feedback: FeedbackModel;
  message: MessageModel;
  view: ViewModel;
  archive: ArchiveModel;
  'archive-digest': ArchiveDigestModel;
  mailbox: MailboxModel;
  mail: MailModel;
  'api-docs': ApiDocsModel;
  'admin-login': SignInModel;
  'admin-home': OverviewModel;
  'admin-digest': DigestModel;
  'admin-digests': DigestsModel;
  'admin-compose': SendDigestModel;
  'admin-check': SendDigestCheckModel;
  'admin-deliveries': DeliveriesModel;
  'admin-papers': PapersModel;
  'admin-subscribers': SubscribersModel;
  'admin-subscriber': SubscriberModel;
  'admin-imports': ImportsModel;
  'admin-import': ImportModel;
  'admin-topics': ConsoleTopicsModel;
  'admin-topic': ConsoleTopicModel;
  'admin-suppressions': SuppressionsModel;
  'admin-bounces': BouncesModel;
  'admin-webhooks': WebhooksModel;
  'admin-audit': AuditModel;
  'admin-tokens': TokensModel;
  'admin-settings': SettingsModel;
  'admin-code': SignInCodeModel;
  'admin-forgotten': ForgottenModel;
  'admin-new-password': NewPasswordModel;
  'admin-account': OwnAccountModel;
  'admin-two-factor': TwoFactorModel;
  'admin-recovery-codes': RecoveryCodesModel;
  'admin-accounts': AdminsModel;
};
