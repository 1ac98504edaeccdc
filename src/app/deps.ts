import type { BounceProvider } from '../domain/bounces/bounce-origin.ts';
import type { OneTimePasswords, Passkeys, Passwords, Vault } from './accounts/account-ports.ts';
import type { BounceReader } from './bounces/bounce-reader.ts';
import type { SuppressionFiles } from './bounces/suppression-files.ts';
import type { Webhook } from './bounces/webhook.ts';
import type { LogoReader } from './brand/brand-store.ts';
import type { LiveBrand } from './brand/live-brand.ts';
import type { Clock } from './clock.ts';
import type { DeliveryLedger } from './deliveries/attempt-stores.ts';
import type { DomainHolds } from './deliveries/domain-holds.ts';
import type { LiveSettings } from './deliveries/live-settings.ts';
import type { SendRateLimit } from './deliveries/send-rate-limit.ts';
import type { ServerHolds } from './deliveries/server-holds.ts';
import type { WarmUp } from './deliveries/warm-up.ts';
import type { DigestCards } from './digests/digest-cards.ts';
import type { PictureReader } from './digests/letters/picture-store.ts';
import type { DigestWatch } from './digests/watch-digests.ts';
import type { OutgoingPosts } from './integrations/outgoing-posts.ts';
import type { Links } from './links.ts';
import type { Log } from './log.ts';
import type { MailComposer, MailTransport, OutgoingMail, SentLetter } from './mail.ts';
import type { RenderMarkdown } from './markdown.ts';
import type { MessageIds } from './message-ids.ts';
import type { Embedder } from './papers/embeddings/embedder.ts';
import type { Meaning } from './papers/embeddings/meaning.ts';
import type { LookUpPaper, PaperSource } from './papers/paper-source.ts';
import type { KnownTopics, SiteChanges } from './papers/paper-stores.ts';
import type { Thumbnailer } from './papers/thumbnails/thumbnail-store.ts';
import type { Persistence, Stores } from './persistence.ts';
import type { ReturnPaths } from './return-paths.ts';
import type { Crowd } from './subscribers/crowd.ts';
import type { SubscriberFiles } from './subscribers/subscriber-files.ts';
import type { AskedSubscription } from './subscribers/subscriber-stores.ts';
import type { TakeWelcomePapers } from './welcome-papers.ts';
import type { WriteCsv } from './write-csv.ts';

/** What use cases can ask for: ports to the outside, and what keeps something for the life of the process. */
export type Deps = Persistence & {
  now: Clock;
  log: Log;
  links: Links;
  returnPaths: ReturnPaths;
  messageIds: MessageIds;
  bounceReader: BounceReader;
  /** Those of the providers that are configured. */
  webhooks: Record<BounceProvider, Webhook>;
  composer: MailComposer;
  markdown: RenderMarkdown;
  transport: MailTransport;
  passwords: Passwords;
  vault: Vault;
  oneTimePasswords: OneTimePasswords;
  passkeys: Passkeys;
  files: SubscriberFiles;
  suppressionFiles: SuppressionFiles;
  csv: WriteCsv;
  sources: readonly PaperSource[];
  lookUpPaper: LookUpPaper;
  /** Tells what texts mean; null: nobody was named who does. */
  embedder: Embedder | null;
  /** What is near in meaning; null without `embedder`. */
  meaning: Meaning | null;
  /** The domain of Message-IDs. */
  mailDomain: string;
  /** The papers of digests that are being sent. */
  cards: DigestCards;
  /** Papers about the same as one, best first, without itself; hidden and withdrawn ones are left out. */
  /** The papers nearest to one, by id. */
  similar: (paperId: number, limit: number) => Promise<number[]>;
  /** By the digest's id. */
  ledger: (digestId: number) => DeliveryLedger;
  settings: LiveSettings;
  brand: LiveBrand;
  logos: LogoReader;
  pictures: PictureReader;
  thumbnailer: Thumbnailer;
  /** What ids in feeds begin with: the same for good. */
  feedIds: string;
  outgoing: OutgoingPosts;
  sendRateLimit: SendRateLimit;
  warmUp: WarmUp;
  holds: DomainHolds;
  /** Hands over one message that is no digest; `subscriberId`: of whom it reaches, null for an admin. */
  sendLetter: (mail: OutgoingMail, subscriberId: number | null) => Promise<SentLetter>;
  serverHolds: ServerHolds;
  takeWelcomePapers: TakeWelcomePapers;
  watch: DigestWatch;
  siteChanges: SiteChanges;
  knownTopics: KnownTopics;
  /** Writes a request to subscribe down; false when its network has asked too often. */
  writeRequest: (requested: AskedSubscription) => Promise<boolean>;
  /** The last cap on requests to subscribe. */
  crowd: Crowd;
  /** How long a delivery stays `sending` after its worker's last sign of life. */
  leaseMs: number;
};

/** What one use case asks for: ports by name and, of the stores, those that it reads or writes. */
export type Needs<Port extends Exclude<keyof Deps, 'stores'>, Store extends keyof Stores> = Pick<
  Deps,
  Port
> & {
  stores: Pick<Stores, Store>;
};
