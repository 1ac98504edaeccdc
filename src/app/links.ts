import type { Vote } from '../domain/papers/feedback.ts';

/** What a signed link is good for; a link of one purpose is worth nothing for another. */
export type LinkPurpose = 'unsubscribe' | 'preferences' | 'view' | 'saved' | 'saved-feed';

/** What a link is good for that ends. */
export type EndingPurpose = 'export' | 'erase' | 'address' | 'new-address' | 'old-address';

/** Absolute addresses of pages, and the signed tokens in them. */
export interface Links {
  home(): string;
  confirm(token: string): string;
  /** Where an invited person, or an admin who forgot the password, sets one. */
  admin(page: 'invitation' | 'reset', token: string): string;
  unsubscribe(subscriberId: number): string;
  preferences(subscriberId: number): string;
  view(deliveryId: string): string;
  /** A reader's own list of papers, where `offered` can be added to it. */
  saved(subscriberId: number, offered?: readonly number[]): string;
  /** The same list as a feed, which opens nothing else. */
  savedFeed(subscriberId: number): string;
  feedback(subscriberId: number, paperId: number): VoteLinks;
  /** The feed of what a reader would get next; `turn`: which of its addresses it is. */
  nextFeed(subscriberId: number, turn: number): string;
  /**
   * Whose feed a token opens and which of its addresses it is, also when that has ended; null when it is none of ours.
   */
  readNextFeed(token: string): { subscriberId: number; turn: number } | null;
  /** What a token of such a link says, else null. */
  readFeedback(token: string): { subscriberId: number; paperId: number; vote: Vote } | null;
  /** The id in a token that this service signed for that purpose, else null. */
  read(purpose: LinkPurpose, token: string): string | null;
  /**
   * Where a reader downloads or erases what is stored or changes the address, until that moment (a whole second,
   * rounded down). `id`: the subscriber's; of `new-address` and `old-address` the change's.
   */
  ending(purpose: EndingPurpose, id: number, until: Date): string;
  /** Whose token it is and until when it is good, also when that is past; null when it is none of ours. */
  readEnding(purpose: EndingPurpose, token: string): { id: number; until: Date } | null;
}

/** The pages where one reader says more or less like a paper; absolute addresses. */
export type VoteLinks = { more: string; less: string };
