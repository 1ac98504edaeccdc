import { DomainError, invalid } from '../../domain/errors.ts';
import { mutedAuthor } from '../../domain/papers/author-name.ts';
import type { Vote } from '../../domain/papers/feedback.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { texToText } from '../../domain/tex/tex.ts';
import type { Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { Muted } from './feedback-stores.ts';

export type FeedbackPlace = {
  subscriber: Subscriber;
  paper: Paper;
  /** What the link says. */
  vote: Vote;
  /** What this reader said of the paper before. */
  said: Vote | null;
  /** Which of its authors and topics the reader has muted. */
  mutedAuthors: Set<string>;
  mutedTopics: Set<number>;
};

/**
 * Which reader's word on which paper a link stands for; changes nothing. Rejects with `not_found` for an invalid link,
 * or with `gone`.
 */
export async function describeFeedback(
  deps: Needs<'links', 'feedback' | 'papers' | 'subscribers'>,
  token: string,
): Promise<FeedbackPlace> {
  const stated = deps.links.readFeedback(token);
  if (stated === null)
    throw new DomainError(
      'not_found',
      'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
    );
  const { stores } = deps;
  const subscriber = await stores.subscribers.byId(stated.subscriberId);
  if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
  const paper = await stores.papers.byId(stated.paperId);
  if (paper === null || paper.hidden) throw new DomainError('gone', 'This paper is no longer here.');
  const mutes = await stores.feedback.mutes(subscriber.id);
  const names = mutes.flatMap(({ author }) => author ?? []);
  return {
    subscriber,
    paper,
    vote: stated.vote,
    said: await stores.feedback.voteOn(subscriber.id, paper.id),
    mutedAuthors: new Set(paper.authors.filter((one) => names.some((name) => mutedAuthor(name, [one])))),
    mutedTopics: new Set(mutes.flatMap(({ topicId }) => topicId ?? [])),
  };
}

/** Records what the link says; the last word on a paper counts. Rejects as `describeFeedback`. */
export async function vote(
  deps: Needs<'links' | 'now', 'feedback' | 'papers' | 'subscribers'>,
  token: string,
): Promise<FeedbackPlace> {
  const place = await describeFeedback(deps, token);
  await deps.stores.feedback.vote(place.subscriber.id, place.paper.id, place.vote, deps.now());
  return { ...place, said: place.vote };
}

/**
 * Mutes authors (by name) and topics (by slug) of the paper that the link is about. Rejects as `describeFeedback`, and
 * with `invalid` for none, or one that is not the paper's.
 */
export async function mute(
  deps: Needs<'atomically' | 'links' | 'now', 'feedback' | 'papers' | 'subscribers'>,
  token: string,
  requested: { authors: readonly string[]; topics: readonly string[] },
): Promise<string[]> {
  const { subscriber, paper } = await describeFeedback(deps, token);
  const found: { muted: Muted; name: string }[] = [];
  for (const author of requested.authors) {
    if (!paper.authors.includes(author))
      throw invalid([{ field: 'mute', message: `"${author.slice(0, 60)}" is not an author of this paper` }]);
    found.push({ muted: { author }, name: texToText(author) });
  }
  for (const slug of requested.topics) {
    const topic = paper.topics.find((one) => one.slug === slug);
    if (topic === undefined)
      throw invalid([{ field: 'mute', message: `"${slug.slice(0, 60)}" is not a topic of this paper` }]);
    found.push({ muted: { topicId: topic.id }, name: topic.name });
  }
  if (found.length === 0) throw invalid([{ field: 'mute', message: 'tick whom or what to mute' }]);
  const now = deps.now();
  await deps.atomically(async (stores) => {
    for (const { muted } of found) await stores.feedback.mute(subscriber.id, muted, now);
  });
  return found.map(({ name }) => name);
}

/** Votes by their papers, and mutes by their ids. */
export type Forgotten = { paperIds: readonly number[]; muteIds: readonly number[] } | 'all';

/** Takes back votes on these papers, and these mutes, of one reader; or all of them. */
export async function takeBack(
  deps: { stores: Pick<Stores, 'feedback'> },
  subscriberId: number,
  what: Forgotten,
): Promise<void> {
  const { feedback } = deps.stores;
  if (what === 'all') await feedback.forgetAll(subscriberId);
  else await feedback.forget(subscriberId, what);
}
