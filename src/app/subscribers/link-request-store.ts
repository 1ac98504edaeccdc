import type { MailedLinkKind } from '../../domain/subscribers/mailed-link.ts';

/** A link that somebody asked to be mailed to an address. */
export type LinkRequest = {
  id: string;
  kind: MailedLinkKind;
  /** Null: there is nobody with that address. */
  subscriberId: number | null;
  /** The part of a network that it came from; null: this machine. */
  ipPrefix: string | null;
  mailDomain: string;
  createdAt: Date;
  mailedAt: Date | null;
};

export interface LinkRequestStore {
  /**
   * Writes down that a link was asked for, in the same way for an address that is known and for one that is not.
   * Resolves with its id; null when its network has asked `limit.most` times since `limit.since`.
   */
  askForLink(
    asked: Pick<LinkRequest, 'kind' | 'ipPrefix' | 'mailDomain' | 'createdAt'> & {
      email: string;
      limit: { since: Date; most: number };
    },
  ): Promise<string | null>;
  byId(id: string): Promise<LinkRequest | null>;
  linkRequestsOf(subscriberId: number): Promise<LinkRequest[]>;
  /** Whether a mail with a link of that kind went to this subscriber since the moment. */
  linkMailedSince(subscriberId: number, kind: MailedLinkKind, since: Date): Promise<boolean>;
  countLinksMailed(since: Date, mailDomain?: string): Promise<number>;
  /** Notes that its mail is on its way; null takes that back after a temporary refusal. False: it is gone. */
  noteLinkMailed(id: string, at: Date | null): Promise<boolean>;
  forgetLinkRequests(before: Date): Promise<void>;
}
