import { DomainError, invalid } from '../domain/errors.ts';
import { isUsableInstant } from '../domain/instant.ts';
import { reasonInWords } from '../domain/reason.ts';
import { digestMail } from './digest-cards.ts';
import { asDigest } from './dry-run.ts';
import type { ComposedMail, Deps } from './ports.ts';
import { candidateLists, papersFor } from './reader-papers.ts';

export type Preview = { mail: ComposedMail; papers: number } | { mail: null; papers: 0 };

/**
 * The digest that this subscriber would get as of an instant; nothing is written or sent. `mail` is null when
 * there is nothing new. Rejects with `not_found` for an address that is no active subscriber's, `invalid` for an unusable instant.
 */
export async function previewDigest(
  deps: Deps,
  input: { email: string; asOf?: Date | undefined },
): Promise<Preview> {
  if (input.asOf !== undefined && !isUsableInstant(input.asOf))
    throw invalid([{ field: 'asOf', message: 'must lie in the years 1900 to 2999' }]);
  const subscriber = await deps.stores.subscribers.byEmail(input.email.trim());
  if (subscriber === null || subscriber.status !== 'active') {
    const why = subscriber === null ? 'is not a subscriber' : `is ${subscriber.status}, not active`;
    throw new DomainError('not_found', `${input.email} ${why}.`);
  }
  const now = deps.now();
  const digest = asDigest({
    origin: 'preview',
    cadence: null,
    slot: null,
    asOf: input.asOf ?? now,
    topicIds: [],
    subscriberIds: [subscriber.id],
    targeted: true,
    createdAt: now,
  });
  const [member] = await deps.stores.digests.nextAudience(digest, 1);
  if (member === undefined) return { mail: null, papers: 0 };
  const choices = await papersFor(member, digest.asOf, candidateLists(deps.stores.digests, digest.asOf));
  if (choices.length === 0) return { mail: null, papers: 0 };
  const topics = new Map((await deps.stores.topics.list()).map((topic) => [topic.id, topic]));
  const papers = await deps.stores.papers.byIds(choices.map(({ paperId }) => paperId));
  const cards = papers.map((paper) => {
    const topicId = choices.find(({ paperId }) => paperId === paper.id)?.topicId ?? 0;
    return {
      paper,
      upvotes: paper.upvotes,
      reason: reasonInWords(topics.get(topicId) ?? null, paper.upvotes),
    };
  });
  const delivery = {
    ...member,
    id: '0',
    digestId: 0,
    subscriberId: subscriber.id,
    email: subscriber.email,
    attempt: 0,
    messageId: `<preview.${subscriber.id}@${deps.mailDomain}>`,
    asOf: digest.asOf,
    paperIds: choices.map(({ paperId }) => paperId),
    followed: member.topicIds,
  };
  const mail = digestMail(deps, delivery, cards, topics);
  return {
    mail: await deps.composer.compose({ ...mail, links: { ...mail.links, view: null } }),
    papers: cards.length,
  };
}
