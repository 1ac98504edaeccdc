import type { Vote } from '../../domain/papers/feedback.ts';

// What PostgreSQL keeps of what readers said of papers, authors and topics.

/** Of whom, or of what, a reader wants nothing. */
export type Muted = { author: string } | { topicId: number };

export type Votes = { paperId: number; vote: Vote; at: Date }[];
/** Exactly one of `author` and `topicId` is set. */
export type Mutes = { id: number; author: string | null; topicId: number | null; at: Date }[];

export interface FeedbackStore {
  /** The last word on a paper counts. */
  vote(subscriberId: number, paperId: number, vote: Vote, at: Date): Promise<void>;
  /** Once, however often it is said. */
  mute(subscriberId: number, muted: Muted, at: Date): Promise<void>;
  /** Newest first. */
  votes(subscriberId: number): Promise<Votes>;
  mutes(subscriberId: number): Promise<Mutes>;
  voteOn(subscriberId: number, paperId: number): Promise<Vote | null>;
  /** Takes back what was said of these papers, and these mutes. */
  forget(
    subscriberId: number,
    what: { paperIds: readonly number[]; muteIds: readonly number[] },
  ): Promise<void>;
  /** All of it; returns how many votes and mutes that were. */
  forgetAll(subscriberId: number): Promise<number>;
}
