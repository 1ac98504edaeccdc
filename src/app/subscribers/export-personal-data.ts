import { DomainError } from '../../domain/errors.ts';
import type { Interest } from '../../domain/papers/subject.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import { interestValues, toldInterests } from '../interests/name-interests.ts';

type Kept =
  | 'addressChanges'
  | 'bounces'
  | 'caughtMail'
  | 'feedback'
  | 'linkRequests'
  | 'requests'
  | 'savedPapers'
  | 'subscribers'
  | 'suppressions'
  | 'topics';

/**
 * What `personalData` says, for somebody who is not that person: the log of changes says who asked. Rejects with
 * `not_found`.
 */
export async function exportSubscriber(
  deps: Needs<'now', Kept | 'audit'>,
  subscriberId: number,
  actor: string,
): Promise<PersonalData> {
  const data = await personalData(deps, subscriberId);
  await recordAction(
    deps.stores,
    { actor, at: deps.now() },
    'subscriber exported',
    `subscriber ${subscriberId}`,
  );
  return data;
}

/**
 * All that is kept about one person, in the shape that they download; a test holds it against every table. What is left
 * out says nothing of them: hashes of the address and of tokens, our own ids. Rejects with `not_found`.
 */
export async function personalData(deps: Needs<never, Kept>, subscriberId: number) {
  const { stores } = deps;
  const subscriber = await stores.subscribers.byId(subscriberId);
  if (subscriber === null) throw new DomainError('not_found', 'There is no such subscriber.');
  const slugs = new Map((await stores.topics.list()).map(({ id, slug }) => [id, slug]));
  /** Topics by the slugs that people know. */
  const reported = <T extends { interests: Interest[] }>({ interests, ...fields }: T) => ({
    ...fields,
    topics: interestValues(interests, slugs).topics.map(({ value }) => value),
    interests: toldInterests(interests, slugs),
  });
  const [votes, mutes] = [
    await stores.feedback.votes(subscriberId),
    await stores.feedback.mutes(subscriberId),
  ];
  // A suppressed domain is not the person's data.
  const suppressions = await stores.suppressions.suppressionsOf(subscriber.email);
  const suppression = suppressions.find(({ domain }) => domain === null) ?? null;
  return {
    subscriber: reported(subscriber),
    consent: (await stores.requests.requestsOf(subscriberId)).map((request) => ({
      form: request.form,
      textVersion: request.textVersion,
      requestedAt: request.createdAt,
      requestedFrom: request.clientIp,
      asked: reported(request.choices),
      mailedAt: request.mailedAt,
      confirmedAt: request.confirmedAt,
      confirmedFrom: request.confirmedIp,
    })),
    links: (await stores.linkRequests.linkRequestsOf(subscriberId)).map((request) => ({
      kind: request.kind,
      requestedAt: request.createdAt,
      requestedFrom: request.ipPrefix,
      paperIds: request.paperIds,
      mailedAt: request.mailedAt,
    })),
    addressChanges: (await stores.addressChanges.ofSubscriber(subscriberId)).map((change) => ({
      to: change.newEmail,
      from: change.oldEmail,
      requestedAt: change.createdAt,
      mailedAt: change.mailedAt,
      confirmedAt: change.confirmedAt,
      undoneAt: change.undoneAt,
    })),
    events: await stores.subscribers.events(subscriberId),
    votes,
    mutes: mutes.map(({ author, topicId, at }) => ({
      ...(author === null ? { topic: slugs.get(topicId ?? 0) ?? null } : { author }),
      at,
    })),
    savedPapers: await stores.savedPapers.savedOf(subscriberId),
    deliveries: await stores.subscribers.deliveriesOf(subscriberId),
    papersSentEarlier: await stores.subscribers.papersSentLongAgo(subscriberId),
    suppression:
      suppression === null
        ? null
        : { reason: suppression.reason, note: suppression.note, createdAt: suppression.createdAt },
    caughtMail: (await stores.caughtMail.to(subscriber.email)).map(({ subject, at }) => ({ subject, at })),
    bounces: (await stores.bounces.eventsOf(subscriberId)).map(({ origin, kind, reason, status, at }) => ({
      origin,
      kind,
      reason,
      status,
      at,
    })),
  };
}

export type PersonalData = Awaited<ReturnType<typeof personalData>>;
