import type { Look } from '../domain/brand/look.ts';
import type { Language } from '../domain/languages/language.ts';
import type { Paper } from '../domain/papers/paper.ts';
import type { ToldTrend } from '../domain/papers/trend.ts';
import type { Handover, Outcome } from '../domain/sending/outcome.ts';
import type { MailedLinkKind } from '../domain/subscribers/mailed-link.ts';
import type { Cadence, Rhythm } from '../domain/time/cadence.ts';
import type { AccountMail } from './accounts/account-ports.ts';
import type { VoteLinks } from './links.ts';
import type { RenderedMarkdown } from './markdown.ts';

// Mails, from what they say to their handover.

/** A paper as it stands in a digest, for all its readers. */
export type PaperCard = {
  paper: Paper;
  /** Upvotes and trend as they stood when the digest was planned. */
  upvotes: number;
  trend: ToldTrend | null;
};
/** A paper in one reader's digest. */
export type ChosenPaper = {
  card: PaperCard;
  /** Why it is there, in words: "in Robotics, which you follow · 38 upvotes". */
  reason: string;
  /** Of the reason what is the paper's own: "38 upvotes"; empty: nothing. */
  standing: string;
  vote: VoteLinks;
};

/**
 * Papers that stand together in a digest; `title` null when the digest is one list. `reason`: why they all are there,
 * said once; null: the title says it, or each has its own. `path`: where more of it stands on the site; null: nowhere.
 */
export type DigestSection = {
  title: string | null;
  path: string | null;
  reason: string | null;
  papers: ChosenPaper[];
};

/** The links of one reader's mail; all absolute. */
export type ReaderLinks = { unsubscribe: string; preferences: string; view: string | null };

/**
 * What an editor says in a digest, to readers of one language. `subject`: with its places still to be filled; null: it
 * names papers.
 */
export type DigestWords = { subject: string | null; introduction: RenderedMarkdown | null };

/** What one digest mail says. */
export type DigestMail = {
  kind: 'digest';
  /** What stands before the subject, such as `[Test]`. */
  mark?: string;
  /** Another look than the one that is set, to try it. */
  look?: Look;
  to: string;
  messageId: string;
  date: Date;
  digestId: number;
  cadence: Cadence;
  /** What the mail is written in; titles and reasons of `sections` too. */
  language: Language;
  /** The reader's time zone: the date in the mail is the reader's. */
  timezone: string;
  /** Names of what the reader follows; empty: all fields. */
  interests: string[];
  sections: DigestSection[];
  /** The same object in all mails that say the same; null or absent: nothing. */
  words?: DigestWords | null;
  links: ReaderLinks;
  /** Where it comes back to (RFC 5321, 2.3.1); null or absent: to the address in `From`. */
  returnPath?: string | null;
};

/** That there is nothing new, for a reader who wants to know: in place of a digest, with the same headers. */
export type QuietMail = Omit<DigestMail, 'kind' | 'sections' | 'words'> & {
  kind: 'quiet-note';
  /** When this reader was last mailed, or confirmed. */
  since: Date;
};

/** An editor's letter, with the headers of a digest. */
export type AnnouncementMail = Omit<DigestMail, 'kind' | 'sections' | 'words'> & {
  kind: 'announcement';
} & RenderedLetter;

/** A letter whose Markdown has become HTML and text of a mail. */
export type RenderedLetter = { subject: string; body: RenderedMarkdown };

/** Mail about the subscription itself. */
export type SubscriptionMail = {
  to: string;
  messageId: string;
  date: Date;
  language: Language;
  /** As in DigestMail. */
  returnPath?: string | null;
} & (
  | {
      kind: 'confirmation';
      confirmUrl: string;
      interests: string[];
      rhythm: Rhythm;
      validHours: number;
      /** Mail to this address came back before; absent: it did not. */
      returned?: boolean;
    }
  | {
      kind: 'addition';
      confirmUrl: string;
      /** What is asked to be added, and what is followed already; none: the best of all fields. */
      added: string[];
      interests: string[];
      rhythm: Rhythm;
      validHours: number;
      links: ReaderLinks;
    }
  | { kind: 'already-subscribed'; interests: string[]; rhythm: Rhythm; links: ReaderLinks }
  | {
      kind: 'welcome';
      interests: string[];
      rhythm: Rhythm;
      nextDueAt: Date;
      /** The first ones, which come in no digest; none: nothing is said of them. */
      papers: readonly ChosenPaper[];
      links: ReaderLinks;
    }
  | { kind: 'goodbye'; undoUrl: string; undoDays: number; subscribeUrl: string }
  | { kind: 'resumed'; interests: string[]; rhythm: Rhythm; nextDueAt: Date; links: ReaderLinks }
  | { kind: MailedLinkKind; url: string; validMinutes: number }
  /** To the new address: the button that confirms it, or that it is somebody's. To the old one: the link back. */
  | { kind: 'address-confirm'; url: string; validHours: number }
  | { kind: 'address-taken' }
  | { kind: 'address-changed'; url: string; undoDays: number }
);

/** A finished message and its envelope (RFC 5321, 2.3.1). */
export type ComposedMail = {
  envelopeFrom: string;
  envelopeTo: string;
  messageId: string;
  subject: string;
  html: string;
  text: string;
  /** The whole message as it goes over the wire, CRLF line ends, signed when a key is configured. */
  raw: Buffer;
};

export interface MailComposer {
  compose(
    mail: DigestMail | QuietMail | AnnouncementMail | SubscriptionMail | AccountMail,
  ): Promise<ComposedMail>;
}

/** What a transport needs of a message. */
export type OutgoingMail = Pick<ComposedMail, 'envelopeFrom' | 'envelopeTo' | 'raw'>;

/** The right to have one message on its way to one mail server, until `send` has ended or `release` is called. */
export interface SendingPlace {
  /** The server's name; null when there is none. */
  readonly server: string | null;
  /** Hands the message over, once. Never rejects: what went wrong is in the answer. */
  send(mail: OutgoingMail): Promise<Handover>;
  /** Gives the place back unused. */
  release(): void;
}

/**
 * What came of a letter: one message that is no digest. `waitUntil`: every mail server is held, so that another attempt
 * makes no sense before; null: some server can be used.
 */
export type SentLetter = { outcome: Outcome; waitUntil: Date | null };

/** Hands messages to mail servers, as many at once as they bear. */
export interface MailTransport {
  /**
   * Waits for a place, as long as every server is down or busy. Rejects when `signal` is aborted, and with
   * `unavailable` when every server is held. `probe`: at this server, held as it is; rejects with `unavailable` when no
   * session with it comes about.
   */
  reserve(signal?: AbortSignal, probe?: string): Promise<SendingPlace>;
  /** One message, over a place of its own. Never rejects. */
  send(mail: OutgoingMail): Promise<Handover>;
  /** Why no message can be handed over now, in words for an admin; null while some server can be used. */
  outage(): string | null;
  /** Looks again which servers are held. */
  look(): void;
  close(): Promise<void>;
}
