import type { Readable } from 'node:stream';
import type { Vote } from '../domain/feedback.ts';
import type { IncomingPaper, Paper } from '../domain/paper.ts';
import type { NamedEvent } from '../domain/provider-events.ts';
import type { OneTimePasswords, Passwords, Vault } from './account-ports.ts';
import type { DomainHolds } from './domain-holds.ts';
import type { DigestCards, MailComposer, MailTransport, VoteLinks } from './mail-ports.ts';
import type {
  AskedSubscription,
  BounceProvider,
  DeliveryLedger,
  KnownTopics,
  LiveSettings,
  Pace,
  Persistence,
  SiteChanges,
  WarmUp,
} from './stores.ts';
import type { DigestWatch } from './watch-digests.ts';

/** The clock, so that use cases can be run as of any instant. */
export type Clock = () => Date;

/** Structured logging: an event's name and its fields. Never an address, never a token. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

// --- Sources of papers -------------------------------------------------------------------------

export type SourceName = 'hugging-face' | 'arxiv';

/** HTTP validators (RFC 9110, 8.8) of an answer, remembered only once its papers are stored. */
export type HttpValidators = { url: string; etag: string | null; lastModified: string | null };

/** Everything one visit to a source brought. */
export type SourceHarvest = {
  papers: IncomingPaper[];
  /** To be remembered in the transaction that stores `papers`. */
  validators: HttpValidators[];
  requests: number;
  /** Answers that said "not modified". */
  notModified: number;
};

/** What a source needs to remember between runs, kept where all processes see it. */
export interface SourceMemory {
  /**
   * Reserves the next moment at which `source` may be asked, `intervalMs` after the one before it,
   * over all processes and restarts. Rejects with a DomainError `unavailable` while the source is blocked.
   */
  reserve(source: SourceName, intervalMs: number): Promise<Date>;
  /** After a refusal: no request to `source` before `until`. */
  block(source: SourceName, until: Date): Promise<void>;
  validators(url: string): Promise<HttpValidators | null>;
}

/** A source of papers. Rejects with a DomainError `unavailable` in one clear line; then nothing was stored. */
export interface PaperSource {
  readonly name: SourceName;
  /**
   * What is new since `since` (null on the first visit). With `backfill` the source answers for the whole
   * span from `since`, whatever its cheaper channels hold. `wanted` are arXiv ids that lack details here.
   */
  harvest(input: {
    since: Date | null;
    backfill: boolean;
    wanted: readonly string[];
    now: Date;
    signal: AbortSignal;
  }): Promise<SourceHarvest>;
}

// --- Links, what comes back, and files ---------------------------------------------------------

/** What a signed link is good for; a link of one purpose is worth nothing for another. */
export type LinkPurpose = 'unsubscribe' | 'preferences' | 'view';

/** Absolute addresses of pages, and the signed tokens in them. */
export interface Links {
  home(): string;
  confirm(token: string): string;
  /** Where an invited person, or an admin who forgot the password, sets one. */
  admin(page: 'invitation' | 'reset', token: string): string;
  unsubscribe(subscriberId: number): string;
  preferences(subscriberId: number): string;
  view(deliveryId: string): string;
  feedback(subscriberId: number, paperId: number): VoteLinks;
  /** What a token of such a link says, else null. */
  readFeedback(token: string): { subscriberId: number; paperId: number; vote: Vote } | null;
  /** The id in a token that this service signed for that purpose, else null. */
  read(purpose: LinkPurpose, token: string): string | null;
}

/** Which message came back: one reader's digest, or mail about a subscription. */
export type ReturnedMail =
  | { kind: 'digest'; deliveryId: string }
  | { kind: 'subscription'; subscriberId: number };

/** Envelope senders that tell, when a message comes back, which one it was (VERP). */
export interface ReturnPaths {
  /** BOUNCE_DOMAIN in lower case; null: there are none, and bounces go to the address in `From`. */
  readonly domain: string | null;
  of(mail: ReturnedMail): string | null;
  /** What an address that this service made stands for, else null. */
  read(address: string): ReturnedMail | null;
}

/** A post of a mail provider, as it came. Names of headers are in lower case. */
export type WebhookRequest = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  now: Date;
};

/** One provider's posts about what came of messages. */
export interface Webhook {
  /**
   * The bounces and complaints in a post. Rejects with `unauthenticated` unless it is the provider's, with `invalid` when
   * it cannot be read.
   */
  read(request: WebhookRequest): Promise<NamedEvent[]>;
}

/** A file of subscribers, in and out. */
export interface SubscriberFiles {
  /** The names of the columns that a file may have. */
  readonly columns: readonly string[];
  /** A file's first line, and at most `rows` of those after it. Rejects with `invalid`. */
  peek(input: Readable, rows: number): Promise<{ header: string[]; sample: string[][] }>;
  /**
   * Rows with the number of the line that each ends on. `columns`: what each column of the file holds, in place of its
   * first line; empty for one to be left out. Rejects with `invalid` when the file cannot be read at all.
   */
  read(
    input: Readable,
    columns?: readonly string[],
  ): AsyncIterable<{ line: number; row: Record<string, string> }>;
  write(rows: AsyncIterable<Record<string, string>>): Readable;
}

/** A table as CSV (RFC 4180) with a header; cells that a spreadsheet would run as a formula are quoted. */
export type WriteCsv = (columns: readonly string[], rows: AsyncIterable<Record<string, string>>) => Readable;

/** What every use case is given. */
export type Deps = Persistence & {
  now: Clock;
  log: Log;
  links: Links;
  returnPaths: ReturnPaths;
  /** Those of the providers that are configured. */
  webhooks: Partial<Record<BounceProvider, Webhook>>;
  composer: MailComposer;
  transport: MailTransport;
  passwords: Passwords;
  vault: Vault;
  oneTimePasswords: OneTimePasswords;
  files: SubscriberFiles;
  csv: WriteCsv;
  sources: readonly PaperSource[];
  /** The domain of Message-IDs. */
  mailDomain: string;
  /** The papers of digests that are being sent. */
  cards: DigestCards;
  /** Papers about the same as one, best first, without itself; hidden and withdrawn ones are left out. */
  similar: (paperId: number, limit: number) => Promise<Paper[]>;
  /** By the digest's id. */
  ledger: (digestId: number) => DeliveryLedger;
  settings: LiveSettings;
  pace: Pace;
  warmUp: WarmUp;
  holds: DomainHolds;
  watch: DigestWatch;
  siteChanges: SiteChanges;
  knownTopics: KnownTopics;
  /** Writes a request to subscribe down; false when its network has asked too often. */
  requestBook: (asked: AskedSubscription) => Promise<boolean>;
  /** How long a delivery stays `sending` after its worker's last sign of life. */
  leaseMs: number;
};

export * from './account-ports.ts';
export * from './doctor-ports.ts';
export * from './mail-ports.ts';
export * from './stores.ts';
