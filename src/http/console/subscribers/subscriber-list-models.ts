import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type Subscriber, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import {
  cadenceNames,
  type Option,
  type OptionGroup,
  options,
  topicOptions,
} from '../../forms/form-options.ts';
import { dateOf, type Moment } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type SubscriberValues = { q: string; status: string; cadence: string; topic: string };

export type SubscribersModel = {
  values: SubscriberValues;
  statuses: Option[];
  cadences: Option[];
  topics: OptionGroup[];
  errors: FieldMessages<'topic'>;
  /** Something was looked for. */
  narrowed: boolean;
  rows: {
    href: string;
    email: string;
    name: string | null;
    status: string;
    cadence: string;
    created: Moment;
    lastDigest: Moment | null;
  }[];
  /** Where the next part of the list begins; null at its end. */
  before: string | null;
  erased: boolean;
};

export const subscribersPage = secretPage<SubscribersModel>('console/subscribers/subscribers');

/** `/admin/subscribers`: `found` are at most `limit` subscribers. */
export function subscribersModel(input: {
  found: readonly Subscriber[];
  limit: number;
  values: SubscriberValues;
  topics: readonly Topic[];
  errors?: readonly FieldError[];
  erased?: boolean;
}): SubscribersModel {
  const { found, limit, values } = input;
  const last = found.at(-1);
  return {
    values,
    statuses: options(subscriberStatuses, values.status),
    cadences: options(cadences, values.cadence),
    topics: topicOptions(input.topics, values.topic),
    errors: messagesFor(['topic'], input.errors),
    narrowed: Object.values(values).some((value) => value.trim() !== ''),
    rows: found.map((one) => ({
      href: `/admin/subscribers/${one.id}`,
      email: one.email,
      name: one.name,
      status: one.status,
      cadence: cadenceNames[one.cadence],
      created: dateOf(one.createdAt),
      lastDigest: one.lastDigestAt === null ? null : dateOf(one.lastDigestAt),
    })),
    before: found.length === limit && last !== undefined ? String(last.id) : null,
    erased: input.erased ?? false,
  };
}
