import type { Suppression } from '../../app/bounces/suppression-store.ts';
import type { DeliveryRow, Digest } from '../../app/digests/digest-stores.ts';
import { interestValues, toldInterests } from '../../app/interests/name-interests.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import type { DigestCounts } from '../../domain/sending/delivery.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { PaperJson } from '../schemas/common.ts';

const iso = (date: Date | null) => date?.toISOString() ?? null;

export function paperJson(paper: Paper): PaperJson {
  const {
    publishedAt,
    updatedAt,
    topics,
    freshAt: _fresh,
    hidden: _hidden,
    pinnedAt: _pinned,
    ...fields
  } = paper;
  return {
    ...fields,
    publishedAt: publishedAt.toISOString(),
    updatedAt: iso(updatedAt),
    topics: topics.map(({ slug }) => slug),
  };
}

export function subscriberJson(subscriber: Subscriber, slugs: ReadonlyMap<number, string>) {
  const { interests, nextDueAt, lastDigestAt, createdAt, confirmedAt, unsubscribedAt, ...fields } =
    subscriber;
  return {
    ...fields,
    ...valuesOf(interests, slugs),
    interests: toldInterests(interests, slugs),
    nextDueAt: iso(nextDueAt),
    lastDigestAt: iso(lastDigestAt),
    createdAt: createdAt.toISOString(),
    confirmedAt: iso(confirmedAt),
    unsubscribedAt: iso(unsubscribedAt),
  };
}

function valuesOf(interests: Subscriber['interests'], slugs: ReadonlyMap<number, string>) {
  const { topics, queries, authors, papers } = interestValues(interests, slugs);
  const plain = (held: readonly { value: string }[]) => held.map(({ value }) => value);
  return {
    topics: plain(topics),
    queries: plain(queries),
    authors: plain(authors),
    papers: plain(papers).map(Number),
  };
}

export function digestJson(digest: Digest, counts: DigestCounts) {
  const { id, origin, cadence, slot, status, asOf, problem, createdAt, plannedAt, finishedAt } = digest;
  return {
    id,
    origin,
    cadence,
    slot: iso(slot),
    status,
    asOf: asOf.toISOString(),
    problem,
    createdAt: createdAt.toISOString(),
    plannedAt: iso(plannedAt),
    finishedAt: iso(finishedAt),
    counts,
  };
}

export function deliveryJson(row: DeliveryRow) {
  return { ...row, nextAttemptAt: iso(row.nextAttemptAt), sentAt: iso(row.sentAt) };
}

export function suppressionJson(row: Suppression) {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
