import type { BounceEvent } from '../../../app/bounces/bounce-stores.ts';
import type { Suppression } from '../../../app/bounces/suppression-store.ts';
import type { DeliveryRow } from '../../../app/digests/delivery-store.ts';
import { nextConfirmation } from '../../../app/subscribers/confirm-again.ts';
import type { SubscriberEvent, SubscriptionRequest } from '../../../app/subscribers/subscriber-stores.ts';
import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { caps } from '../../../domain/subscribers/consent.ts';
import { pauseOf } from '../../../domain/subscribers/pause.ts';
import { preferenceNames } from '../../../domain/subscribers/preferences.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { rhythmSentence } from '../../forms/form-options.ts';
import { type PreferenceOptions, preferenceOptions } from '../../forms/preference-fields.ts';
import { type TopicTicks, topicTicks } from '../../forms/topic-ticks.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { type AuditLine, type AuditRow, auditRow, detailInWords } from '../audit/audit-models.ts';

const editFields = ['name', 'topics', 'queries', 'authors', 'papers', ...preferenceNames] as const;

const followed = { topics: 'Topics', queries: 'Searches', authors: 'Authors', papers: 'Papers like' };

/** What the form holds: lists have one thing a line. */
export type SubscriberFormValues = Record<(typeof editFields)[number], string>;

export type SubscriberModel = PreferenceOptions & {
  topicGroups: TopicTicks;
  id: number;
  email: string;
  name: string | null;
  status: string;
  rhythm: string;
  facts: { name: string; at: Moment | null; none: string }[];
  /** Why nothing may be mailed there, if so. */
  suppressions: { href: string; words: string }[];
  /** What was done just now. */
  flash: string | null;
  /** Why what was asked could not be done. */
  problem: string | null;
  action: string;
  values: SubscriberFormValues;
  errors: FieldMessages<(typeof editFields)[number] | 'confirm' | 'note' | 'tag'>;
  tags: string[];
  /** Tags that they do not have, to choose from. */
  otherTags: string[];
  /** A tag that was typed. */
  tag: string;
  /** What is followed, in words, for who may not change it. */
  follows: { name: string; text: string }[];
  canUnsubscribe: boolean;
  canReactivate: boolean;
  /** Why a bounced or complained reader is barred, in the words of who told it. */
  bar: { words: string; at: Moment; href: string | null } | null;
  /** An owner may take the bounce back. */
  canLift: boolean;
  /** Of who waits to be confirmed: whether another mail may be sent, and what was mailed. */
  confirmation: { canSend: boolean; words: string | null };
  /** What they would get next, for who gets digests. */
  nextHref: string | null;
  /** What was typed to confirm erasing. */
  typed: string;
  /** What was typed to take a bounce back. */
  note: string;
  exportHref: string;
  consents: {
    form: string;
    version: string;
    asked: Moment;
    from: string;
    confirmed: Moment | null;
    confirmedFrom: string;
  }[];
  deliveries: { href: string; digest: string; state: string; at: Moment; papers: number; detail: string }[];
  olderHref: string | null;
  bounces: { at: Moment; kind: string; reason: string; status: string; origin: string }[];
  events: { at: Moment; kind: string; actor: string; detail: string }[];
  audit: AuditRow[];
};

export const subscriberPage = secretPage<SubscriberModel>('console/subscribers/subscriber');

/** One subscriber, with all that is kept of them, for admins. */
export function subscriberModel(input: {
  subscriber: Subscriber;
  values: SubscriberFormValues;
  topics: readonly Topic[];
  /** All that there are. */
  tags: readonly Tag[];
  now: Date;
  suppressions: readonly Suppression[];
  requests: readonly SubscriptionRequest[];
  /** At most `limit` of them. */
  deliveries: readonly (DeliveryRow & { createdAt: Date; papers: number })[];
  limit: number;
  bounces: readonly BounceEvent[];
  events: readonly SubscriberEvent[];
  audit: readonly AuditLine[];
  done?: string;
  problem?: string | null;
  typed?: string;
  note?: string;
  tag?: string;
  errors?: readonly FieldError[];
}): SubscriberModel {
  const { subscriber, values, deliveries } = input;
  const { id, status, confirmedAt } = subscriber;
  const action = `/admin/subscribers/${id}`;
  const fact = (name: string, date: Date | null, none = 'never') => ({
    name,
    at: date === null ? null : momentOf(date),
    none,
  });
  const pausedUntil = pauseOf(subscriber, input.now);
  const last = deliveries.at(-1);
  const topicGroups = topicTicks(input.topics, values.topics.split('\n'));
  const followedTopics = topicGroups.flatMap(({ topics }) =>
    topics.filter(({ checked }) => checked).map(({ name }) => name),
  );
  return {
    id,
    email: subscriber.email,
    name: subscriber.name,
    status,
    rhythm: rhythmSentence(subscriber),
    facts: [
      fact('Added', subscriber.createdAt),
      fact('Confirmed', confirmedAt),
      fact('Unsubscribed', subscriber.unsubscribedAt),
      fact('Last digest', subscriber.lastDigestAt, 'none yet'),
      fact('Next digest', subscriber.nextDueAt, 'none is due'),
      ...(pausedUntil === null ? [] : [fact('Paused until', pausedUntil)]),
    ],
    suppressions: input.suppressions.map(({ domain, reason, note }) => ({
      href: '/admin/suppressions',
      words: [domain === null ? 'the address' : `all of ${domain}`, reason, note].filter(Boolean).join(': '),
    })),
    flash: done[input.done ?? ''] ?? null,
    problem: input.problem ?? null,
    action,
    ...preferenceOptions(values, input.now),
    topicGroups,
    values,
    errors: messagesFor([...editFields, 'confirm', 'note', 'tag'], input.errors),
    tags: subscriber.tags,
    otherTags: input.tags.map(({ name }) => name).filter((name) => !subscriber.tags.includes(name)),
    tag: input.tag ?? '',
    follows: (['topics', 'queries', 'authors', 'papers'] as const)
      .map((field) => ({
        name: followed[field],
        text: (field === 'topics' ? followedTopics : values[field].split(/\n/).filter(Boolean)).join(' · '),
      }))
      .filter(({ text }) => text !== ''),
    canUnsubscribe: status === 'active' || status === 'pending',
    canReactivate: status === 'unsubscribed' && confirmedAt !== null && input.suppressions.length === 0,
    bar: barOf(status, input.events),
    canLift: status === 'bounced',
    confirmation: confirmationOf(input),
    nextHref: status === 'active' ? `${action}/next` : null,
    typed: input.typed ?? '',
    note: input.note ?? '',
    exportHref: `${action}/export`,
    consents: input.requests.toReversed().map((request) => ({
      // What was said of an import, or by an admin, stands after a colon.
      form: request.form.replace(/^(import|admin):/, '$1: '),
      version: request.textVersion,
      asked: momentOf(request.createdAt),
      from: request.clientIp ?? '',
      confirmed: request.confirmedAt === null ? null : momentOf(request.confirmedAt),
      confirmedFrom: request.confirmedIp ?? '',
    })),
    deliveries: deliveries.map(({ digestId, state, sentAt, createdAt, papers, detail }) => ({
      href: `/admin/digests/${digestId}`,
      digest: `#${digestId}`,
      state,
      at: momentOf(sentAt ?? createdAt),
      papers,
      detail: detail ?? '',
    })),
    olderHref:
      deliveries.length === input.limit && last !== undefined
        ? `${action}?before=${last.digestId}#deliveries`
        : null,
    bounces: input.bounces.toReversed().map(({ at, kind, reason, status: code, origin }) => ({
      at: momentOf(at),
      kind,
      reason,
      status: code,
      origin,
    })),
    events: input.events.toReversed().map(({ at, kind, actor, detail }) => ({
      at: momentOf(at),
      kind,
      actor,
      detail: detailInWords(detail),
    })),
    audit: input.audit.map(auditRow),
  };
}

/** What the page may say was done; nothing else from an address is shown. */
const done: Readonly<Record<string, string>> = {
  yes: 'Saved.',
  confirmation: 'The mail to confirm is on its way.',
  added: 'Added, and active.',
  'added-pending': 'Added. A mail to confirm is on its way to them.',
};

function confirmationOf({
  subscriber,
  requests,
  suppressions,
  events,
  now,
}: {
  subscriber: Subscriber;
  requests: readonly SubscriptionRequest[];
  suppressions: readonly Suppression[];
  events: readonly SubscriberEvent[];
  now: Date;
}): SubscriberModel['confirmation'] {
  const last = requests.at(-1);
  if (subscriber.status !== 'pending' || last === undefined || suppressions.length > 0)
    return { canSend: false, words: null };
  const mailed =
    last.mailedAt === null
      ? 'The mail to confirm is not on its way yet.'
      : `The mail to confirm went out ${momentOf(last.mailedAt).text}.`;
  const next = nextConfirmation(events, now);
  if (next === null) return { canSend: true, words: mailed };
  const words = `${mailed} It was sent again ${caps.again.most} times within a day: no more until ${momentOf(next).text}.`;
  return { canSend: false, words };
}

/** What the last event that barred a subscriber says of it. */
function barOf(status: string, events: readonly SubscriberEvent[]): SubscriberModel['bar'] {
  if (status !== 'bounced' && status !== 'complained') return null;
  const last = events.findLast(({ kind }) => kind === status);
  if (last === undefined) return null;
  const { reply, code, reason, digestId } = last.detail;
  const said = [reply, reason, code].find((one) => typeof one === 'string' && one !== '');
  return {
    words: typeof said === 'string' ? said : 'no more is known',
    at: momentOf(last.at),
    href: typeof digestId === 'number' ? `/admin/digests/${digestId}` : null,
  };
}
