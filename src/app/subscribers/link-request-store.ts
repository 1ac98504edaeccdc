import type { MailedLinkKind } from '../../domain/subscribers/mailed-link.ts';

/** A link that somebody asked to be mailed to an address. */
export type LinkRequest = {
  id: string;
  kind: MailedLinkKind;
  /** Null: there is nobody with that address. */
  subscriberId: number | null;
  /** What it counts towards (`networksOf`); null: nothing, as in those that were made before all were counted. */
  ipPrefix: string | null;
  ipSite: string | null;
  mailDomain: string;
  /** What the link to a saved list offers to add to it. */
  paperIds: readonly number[];
  createdAt: Date;
  mailedAt: Date | null;
};

export interface LinkRequestStore {
  /**
   * Writes down that a link was asked for, in the same way for an address that is known and for one that is not.
   * Resolves with its id; null when its network, or its site, has asked too often since `limit.since`.
   */
  askForLink(
    asked: Pick<LinkRequest, 'kind' | 'ipPrefix' | 'ipSite' | 'mailDomain' | 'paperIds' | 'createdAt'> & {
      email: string;
      limit: { since: Date; most: number; mostOfSite: number };
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
