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
import type { ApiDocsModel } from './api-docs-models.ts';
import type {
  AdminDigestModel,
  ArchiveDigestModel,
  ArchiveEntry,
  DigestRow,
  HoldNotice,
  SourceRow,
} from './digest-models.ts';
import type { AdminPapersModel } from './editor-models.ts';
import type { FeedbackModel } from './feedback-models.ts';
import type { PreferencesModel, SendFormModel, SubscribeFormModel } from './form-models.ts';
import type { Moment, OptionGroup, Pager, Tab, TopicGroup } from './list-models.ts';
import type { PaperDetails, PaperItem } from './paper-models.ts';

export * from './account-models.ts';
export * from './api-docs-models.ts';
export * from './digest-models.ts';
export * from './editor-models.ts';
export * from './feedback-models.ts';
export * from './form-models.ts';
export * from './interest-models.ts';
export * from './list-models.ts';
export * from './paper-models.ts';
export * from './reader-pages.ts';

/** What every page says of itself, for the layout. */
export type PageCommon = {
  /** Of the request, without the query: the navigation marks where the reader is. */
  path: string;
  /** Plain text; the service's name is added. */
  title: string;
  description?: string;
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
  /** What was searched for. */
  q: string;
  filter: OptionGroup[];
  /** The topic that the list is narrowed to, and the way back to all fields. */
  topic: { name: string; href: string; without: string } | null;
  subscribe: SubscribeFormModel;
};

export type PaperPageModel = { paper: PaperDetails; similar: PaperItem[]; subscribe: SubscribeFormModel };
export type TopicsModel = { groups: TopicGroup[]; total: string };
export type TopicModel = PaperList & {
  name: string;
  slug: string | null;
  group: string;
  description: string;
  feedHref: string;
  subscribe: SubscribeFormModel;
};

/** How long the button in the confirmation mail works, in hours. */
export type SubscribedModel = { validHours: number };
/** `interests`: names, empty for all fields. `rhythm`: see `rhythmInWords`. */
export type ConfirmModel = { action: string; interests: string[]; rhythm: string };
export type ConfirmedModel = {
  /** The link was pressed before. */
  already: boolean;
  interests: string[];
  rhythm: string;
  nextDigest: Moment | null;
  preferencesHref: string;
};
export type UnsubscribeModel = { action: string; preferencesHref: string };
export type UnsubscribedModel = { preferencesHref: string; subscribeHref: string };

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
export type AdminHomeModel = {
  flash: string | null;
  hold: HoldNotice | null;
  subscribers: { status: string; count: string }[];
  send: SendFormModel;
  digests: DigestRow[];
  sources: SourceRow[];
};
export type AdminPreviewModel = {
  to: string;
  subject: string;
  /** The address of the HTML part for a frame; null when there is nothing to send, which `text` then says. */
  frameHref: string | null;
  text: string;
  backHref: string;
};

export type PageModels = {
  home: HomeModel;
  paper: PaperPageModel;
  topics: TopicsModel;
  topic: TopicModel;
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
  'admin-preview': AdminPreviewModel;
  'admin-papers': AdminPapersModel;
  'admin-code': AdminCodeModel;
  'admin-forgotten': ForgottenModel;
  'admin-new-password': NewPasswordModel;
  'admin-account': AccountModel;
  'admin-two-factor': TwoFactorModel;
  'admin-recovery-codes': RecoveryCodesModel;
  'admin-accounts': AccountsModel;
};
