import type { LanguageTag } from '../../domain/languages/index.ts';
import type { Interest } from '../../domain/papers/subject.ts';
import type { DeliveryState } from '../../domain/sending/delivery.ts';
import type { Preferences } from '../../domain/subscribers/preferences.ts';
import type { Subscriber, SubscriberStatus } from '../../domain/subscribers/subscriber.ts';
import type { Cadence } from '../../domain/time/cadence.ts';
import type { SubscriberOrder, SubscriberPlace } from './list/subscriber-order.ts';

// What PostgreSQL keeps of subscribers, their requests and their consent.

/** What a form asks for. */
export type Choices = Preferences & { interests: Interest[] };

export type SubscriberEvent = { kind: string; actor: string; detail: Record<string, unknown>; at: Date };

/** What an admin looks for: those that fit all that is not null. */
export type SubscriberFilter = {
  /** A part of the address or the name; with fewer than three characters, its beginning. */
  search: string | null;
  status: SubscriberStatus | null;
  cadence: Cadence | null;
  language: LanguageTag | null;
  /** Followers of this topic. */
  topicId: number | null;
  tagId: number | null;
};

/** A filter that everybody fits. */
export const everybody: SubscriberFilter = {
  search: null,
  status: null,
  cadence: null,
  language: null,
  topicId: null,
  tagId: null,
};

export type SubscriberQuery = {
  filter: SubscriberFilter;
  order: SubscriberOrder;
  /** Where the page before ended. */
  after: SubscriberPlace | null;
  limit: number;
  /** How many fit, where that is known: a few are sought first and put in order then. */
  total?: number;
};

export interface SubscriberStore {
  byId(id: number): Promise<Subscriber | null>;
  byEmail(email: string): Promise<Subscriber | null>;
  byEmails(emails: readonly string[]): Promise<Subscriber[]>;
  /** Those that fit, by id; `after` is the last id of the page before. */
  list(query: { filter: SubscriberFilter; after: number; limit: number }): Promise<Subscriber[]>;
  /** Those that fit, in that order. */
  find(query: SubscriberQuery): Promise<Subscriber[]>;
  /** How many fit, whatever is asked of their status, by that. */
  countsOf(filter: SubscriberFilter): Promise<Record<SubscriberStatus, number>>;
  countByStatus(): Promise<Record<SubscriberStatus, number>>;
  /** Adds a pending subscriber, or returns the one that has the address. */
  ensure(input: {
    email: string;
    name: string | null;
    choices: Choices;
  }): Promise<{ id: number; added: boolean }>;
  choose(
    id: number,
    choices: Partial<Choices> & { name?: string | null },
    nextDueAt: Date | null,
  ): Promise<void>;
  activate(id: number, now: Date, nextDueAt: Date): Promise<void>;
  /** Makes active again who is `unsubscribed`, by the confirmation that there was; false for anybody else. */
  resume(id: number, nextDueAt: Date): Promise<boolean>;
  /** Gives a subscriber another address; false when somebody else has it. */
  changeAddress(id: number, email: string): Promise<boolean>;
  /** Ends the digests of somebody `active` until then, from when on the next one is due; false for anybody else. */
  pause(id: number, until: Date, nextDueAt: Date): Promise<boolean>;
  /** Sets a status other than `active`, which ends what is due; what is queued is stopped when it is sent. */
  deactivate(id: number, status: Exclude<SubscriberStatus, 'active'>, now: Date): Promise<void>;
  /** Deletes everything about the person; deliveries stay, as numbers without a name. */
  erase(id: number): Promise<void>;
  /** Keeps of the address a hash alone, and that it unsubscribed; where it is suppressed, the hash of that too. */
  rememberUnsubscribed(id: number): Promise<void>;
  /** Papers that the person was sent in deliveries that are no longer kept, by month (`2026-05-01`). */
  papersSentLongAgo(id: number): Promise<{ month: string; paperIds: number[] }[]>;
  addEvent(id: number, event: Omit<SubscriberEvent, 'at'> & { at: Date }): Promise<void>;
  events(id: number): Promise<SubscriberEvent[]>;
  deliveriesOf(id: number): Promise<
    {
      digestId: number;
      state: DeliveryState;
      at: Date;
      attempts: number;
      messageId: string | null;
      /** The server's reply, or the reason for the state. */
      detail: string | null;
      paperIds: number[];
    }[]
  >;
}

export type SubscriptionRequest = {
  id: string;
  subscriberId: number;
  email: string;
  subscriberStatus: SubscriberStatus;
  form: string;
  textVersion: string;
  clientIp: string | null;
  mailDomain: string;
  choices: Choices;
  createdAt: Date;
  mailedAt: Date | null;
  expiresAt: Date | null;
  confirmedAt: Date | null;
  confirmedIp: string | null;
};

/** A request to subscribe, not written down yet. */
export type AskedSubscription = {
  email: string;
  form: string;
  textVersion: string;
  clientIp: string | null;
  /** What it counts towards; null: nothing. */
  ipPrefix: string | null;
  ipSite: string | null;
  /** How many requests its network, and its site, may make after a moment. */
  limit: { since: Date; most: number; mostOfSite: number };
  mailDomain: string;
  choices: Choices;
  createdAt: Date;
};

export interface RequestStore {
  /**
   * Writes these down, with what happened, and with a pending subscriber for each address that is not known. Resolves
   * with their ids in the same order; null for one whose network has asked too often. To be called in a transaction.
   */
  writeRequests(requested: readonly AskedSubscription[]): Promise<(string | null)[]>;
  addRequest(input: {
    subscriberId: number;
    form: string;
    textVersion: string;
    clientIp: string | null;
    ipPrefix: string | null;
    mailDomain: string;
    choices: Choices;
    createdAt: Date;
    /** Set when the consent was given elsewhere (an import). */
    confirmedAt?: Date;
  }): Promise<string>;
  byId(id: string): Promise<SubscriptionRequest | null>;
  byTokenHash(hash: Uint8Array): Promise<SubscriptionRequest | null>;
  requestsOf(subscriberId: number): Promise<SubscriptionRequest[]>;
  /** The form of each subscriber's last confirmed request. */
  consentOf(subscriberIds: readonly number[]): Promise<Map<number, string>>;
  /** Whether a mail about a subscription went to this subscriber's inbox (`inboxOf`) since the moment. */
  mailedSince(subscriberId: number, since: Date): Promise<boolean>;
  countMailed(since: Date, mailDomain?: string): Promise<number>;
  /** The choices of the newest request that can still be confirmed; null when there is none. */
  openChoices(subscriberId: number, now: Date): Promise<Choices | null>;
  /** Sets what a request asks for. */
  setChoices(id: string, choices: Choices): Promise<void>;
  /** The choices of the newest request that can still be confirmed are replaced by `choices`. */
  replaceOpenChoices(subscriberId: number, choices: Choices, now: Date): Promise<void>;
  /**
   * Notes that its mail is on its way. False, and nothing is noted, when the request is gone, with a reader who was
   * erased, or when `most` went to the same inbox so shortly before `at` that the cap forbids another; to be called in
   * a transaction, so that of several at once no more are noted. `at` null takes it back after a temporary refusal.
   */
  noteMailed(
    id: string,
    at: Date | null,
    token: { hash: Uint8Array; expiresAt: Date } | null,
    most?: number,
  ): Promise<boolean>;
  /** What was mailed to a subscriber does not keep back another mail; links in it still work. */
  forgetMailed(subscriberId: number): Promise<void>;
  /** True for the one call that confirms it; false when it was confirmed before. */
  confirm(id: string, at: Date, clientIp: string | null): Promise<boolean>;
}
