import type { AdminRole } from '../../domain/admin-role.ts';
import type {
  AccountModel,
  AccountsModel,
  AdminCodeModel,
  ForgottenModel,
  NewPasswordModel,
  RecoveryCodesModel,
  TwoFactorModel,
} from './account-models.ts';
import type { ImportModel, ImportsModel } from './admin-import-models.ts';
import type { AuditModel, BouncesModel, SuppressionsModel, WebhooksModel } from './admin-list-models.ts';
import type { SettingsModel } from './admin-settings-models.ts';
import type { SubscriberModel } from './admin-subscriber-model.ts';
import type { SubscribersModel } from './admin-subscribers-model.ts';
import type { TokensModel } from './admin-token-models.ts';
import type { EditTopicModel, EditTopicsModel } from './admin-topic-models.ts';
import type { ApiDocsModel } from './api-docs-models.ts';
import type { AdminCheckModel } from './compose-models.ts';
import type { AdminHomeModel } from './dashboard-models.ts';
import type { AdminDeliveriesModel } from './delivery-models.ts';
import type { AdminDigestModel, ArchiveDigestModel, ArchiveEntry, DigestRow } from './digest-models.ts';
import type { AdminPapersModel } from './editor-models.ts';
import type { EmbedModel } from './embed-models.ts';
import type { FeedbackModel } from './feedback-models.ts';
import type { PreferencesModel, SendFormModel, SubscribeFormModel } from './form-models.ts';
import type { Moment, OptionGroup, Pager, Tab, TopicGroup } from './list-models.ts';
import type { PaperDetails, PaperItem } from './paper-models.ts';
import type { SearchChip } from './search-models.ts';
import type { ComeBackModel } from './status-models.ts';

export * from './account-models.ts';
export * from './admin-import-models.ts';
export * from './admin-list-models.ts';
export * from './admin-settings-models.ts';
export * from './admin-subscriber-model.ts';
export * from './admin-subscribers-model.ts';
export * from './admin-token-models.ts';
export * from './admin-topic-models.ts';
export * from './api-docs-models.ts';
export * from './compose-models.ts';
export * from './dashboard-models.ts';
export * from './delivery-models.ts';
export * from './digest-live.ts';
export * from './digest-models.ts';
export * from './editor-models.ts';
export * from './embed-models.ts';
export * from './feedback-models.ts';
export * from './form-models.ts';
export * from './interest-models.ts';
export * from './list-models.ts';
export * from './paper-models.ts';
export * from './reader-pages.ts';
export * from './search-models.ts';
export * from './status-models.ts';
export * from './stored-models.ts';

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

export type PaperList = { papers: PaperItem[]; total: string; tabs: Tab[]; pager: Pager };

export type HomeModel = PaperList & {
  heading: string;
  /** What was searched for, and what narrows it. */
  q: string;
  chips: SearchChip[];
  filter: OptionGroup[];
  /** The topic that the list is narrowed to, and the way back to all fields. */
  topic: { name: string; href: string; without: string } | null;
  subscribe: SubscribeFormModel;
};

export type PaperPageModel = {
  paper: PaperDetails;
  similar: PaperItem[];
  /** Formulas are to be set by a script. */
  math: boolean;
  subscribe: SubscribeFormModel;
};
export type TopicsModel = { groups: TopicGroup[]; total: string };
export type TopicModel = PaperList & {
  name: string;
  slug: string | null;
  group: string;
  description: string;
  feedHref: string;
  /** Where its form for other sites is made. */
  embedHref: string;
  subscribe: SubscribeFormModel;
};

/** How long the button in the confirmation mail works, in hours. */
export type SubscribedModel = { validHours: number };
/** `interests`: names, empty for all fields. `rhythm`: see `rhythmInWords`. */
export type ConfirmModel = { action: string; interests: string[]; rhythm: string };
export type ConfirmedModel = {
  /** The link was pressed before. */
  already: boolean;
  /** Unsubscribing was undone. */
  undone: boolean;
  interests: string[];
  rhythm: string;
  nextDigest: Moment | null;
  preferencesHref: string;
};
export type UnsubscribeModel = { action: string; preferencesHref: string };
export type UnsubscribedModel = {
  /** Null where there is nothing to come back to by a button. */
  comeBack: ComeBackModel | null;
  /** Null for somebody who was erased. */
  preferencesHref: string | null;
};

/** One paragraph each in `text`; an action with `post` is a button that posts an empty form to `href`. */
export type MessageModel = {
  heading: string;
  text: string[];
  actions: { href: string; text: string; post: boolean }[];
};

export type ViewModel = {
  title: string;
  date: Moment;
  interests: string[];
  /** `title` null: all papers in one list. */
  sections: { id: string; title: string | null; papers: PaperItem[] }[];
  /** What the note on quiet days says; null for a digest. */
  silence: string | null;
  preferencesHref: string;
  unsubscribeHref: string;
};
/** `older` is the address of the next part of the list. */
export type ArchiveModel = { digests: ArchiveEntry[]; older: string | null };

export type MailboxModel = { mails: { href: string; to: string; subject: string; at: Moment }[] };
export type MailModel = {
  subject: string;
  headers: { name: string; value: string }[];
  tabs: Tab[];
  /** The address of the HTML part for a frame, or null when the text is shown. */
  frameHref: string | null;
  text: string;
  rawHref: string;
};

export type AdminLoginModel = {
  action: string;
  csrf: string;
  values: { email: string };
  error: string | null;
  flash: string | null;
};
/** `older` is the address of the next part of the list. */
export type AdminDigestsModel = { digests: DigestRow[]; older: string | null };
export type AdminComposeModel = { send: SendFormModel };

export type PageModels = {
  home: HomeModel;
  paper: PaperPageModel;
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
  'admin-login': AdminLoginModel;
  'admin-home': AdminHomeModel;
  'admin-digest': AdminDigestModel;
  'admin-digests': AdminDigestsModel;
  'admin-compose': AdminComposeModel;
  'admin-check': AdminCheckModel;
  'admin-deliveries': AdminDeliveriesModel;
  'admin-papers': AdminPapersModel;
  'admin-subscribers': SubscribersModel;
  'admin-subscriber': SubscriberModel;
  'admin-imports': ImportsModel;
  'admin-import': ImportModel;
  'admin-topics': EditTopicsModel;
  'admin-topic': EditTopicModel;
  'admin-suppressions': SuppressionsModel;
  'admin-bounces': BouncesModel;
  'admin-webhooks': WebhooksModel;
  'admin-audit': AuditModel;
  'admin-tokens': TokensModel;
  'admin-settings': SettingsModel;
  'admin-code': AdminCodeModel;
  'admin-forgotten': ForgottenModel;
  'admin-new-password': NewPasswordModel;
  'admin-account': AccountModel;
  'admin-two-factor': TwoFactorModel;
  'admin-recovery-codes': RecoveryCodesModel;
  'admin-accounts': AccountsModel;
};
