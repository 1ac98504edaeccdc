import type {
  IntegrationKind,
  MessageEvent,
  MessageState,
  ToldEvent,
} from '../../domain/integrations/integration.ts';

// What PostgreSQL keeps of places outside that are told.

export type Integration = {
  id: number;
  kind: IntegrationKind;
  name: string;
  /** The host in its address. */
  host: string;
  events: ToldEvent[];
  withReader: boolean;
  topicIds: number[];
  papers: number;
  hour: number;
  timezone: string;
  nextPostAt: Date | null;
  enabled: boolean;
  /** Why it was switched off by itself. */
  offReason: string | null;
  /** Since when nothing has arrived that was tried. */
  failingSince: Date | null;
  createdAt: Date;
};

export type IntegrationChange = Partial<Omit<Integration, 'id' | 'kind' | 'createdAt'>> & {
  sealed?: Uint8Array;
};

/** What one integration is told of one thing. */
export type IntegrationMessage = {
  /** A UUID. */
  id: string;
  integrationId: number;
  event: MessageEvent;
  /** Null after the subscriber was erased, and where it is not about one. */
  subscriberId: number | null;
  digestId: number | null;
  /** What else is told, without an address. */
  detail: Record<string, unknown>;
  /** Of a post: midnight (UTC) of its local date. */
  day: Date | null;
  /** Of a post, once they are chosen. */
  paperIds: number[];
  state: MessageState;
  tries: number;
  nextTryAt: Date;
  at: Date;
};

export type IntegrationAttempt = { at: Date; ms: number; status: number | null; trouble: string | null };

export type LoggedMessage = IntegrationMessage & { attempts: IntegrationAttempt[] };

export interface IntegrationStore {
  list(): Promise<Integration[]>;
  byId(id: number): Promise<Integration | null>;
  /** As `byId`, and nobody else changes it until the transaction ends. */
  lock(id: number): Promise<Integration | null>;
  /** Adds one without a target yet. */
  add(integration: Omit<Integration, 'id' | 'offReason' | 'failingSince'>): Promise<number>;
  change(id: number, change: IntegrationChange): Promise<void>;
  /** With all that it was told. */
  remove(id: number): Promise<void>;
  /** Its sealed target. */
  sealed(id: number): Promise<Uint8Array | null>;
  /** Those that were switched off by themselves. */
  listSwitchedOff(): Promise<Pick<Integration, 'id' | 'name' | 'offReason'>[]>;
  /** Chats whose post is due. */
  duePosts(now: Date): Promise<Integration[]>;
  /** Adds a message; null when there is one of that integration and day. */
  addMessage(
    message: Pick<IntegrationMessage, 'integrationId' | 'event' | 'day' | 'at'> & {
      state?: 'sending';
      nextTryAt: Date;
    },
  ): Promise<IntegrationMessage | null>;
  /** Those that have something to do. */
  withWork(now: Date): Promise<number[]>;
  /** The oldest message that is due, as one that is being tried until then; null: there is none. */
  take(integrationId: number, now: Date, leaseUntil: Date): Promise<IntegrationMessage | null>;
  /** What became of workers' messages whose time is over: they wait again, or are `unknown`. Returns how many. */
  expire(now: Date): Promise<number>;
  keepPapers(messageId: string, paperIds: readonly number[]): Promise<void>;
  /** Papers of the last posts there. */
  postedPapers(integrationId: number): Promise<number[]>;
  /** Writes what came of a try; false when the message was not being tried any more. */
  settle(
    message: Pick<IntegrationMessage, 'id' | 'tries'>,
    to: { state: MessageState; nextTryAt: Date },
    attempt: IntegrationAttempt | null,
  ): Promise<boolean>;
  /** Ends what waits, when it is switched off. */
  dropWaiting(integrationId: number): Promise<void>;
  /** What failed waits again, with all its tries; returns how many. */
  retryFailed(integrationId: number, now: Date): Promise<number>;
  /** The newest first, with their tries. */
  log(integrationId: number, limit: number): Promise<LoggedMessage[]>;
  counts(integrationId: number): Promise<Record<MessageState, number>>;
}
