import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type Subscriber, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { type FieldMessages, messagesFor } from '../../forms/form-models.ts';
import { cadenceNames } from '../../forms/form-options.ts';
import { dayOf, type Moment, type Option, type OptionGroup } from '../../forms/list-models.ts';

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
  const option = (selected: string) => (value: string) => ({
    value,
    text: value,
    selected: value === selected,
  });
  const last = found.at(-1);
  return {
    values,
    statuses: subscriberStatuses.map(option(values.status)),
    cadences: cadences.map(option(values.cadence)),
    topics: [...Map.groupBy(input.topics, ({ group }) => group)].map(([label, members]) => ({
      label,
      options: members.map(({ slug, name }) => ({
        value: slug,
        text: name,
        selected: slug === values.topic,
      })),
    })),
    errors: messagesFor(['topic'], input.errors),
    narrowed: Object.values(values).some((value) => value.trim() !== ''),
    rows: found.map((one) => ({
      href: `/admin/subscribers/${one.id}`,
      email: one.email,
      name: one.name,
      status: one.status,
      cadence: cadenceNames[one.cadence],
      created: dayOf(one.createdAt),
      lastDigest: one.lastDigestAt === null ? null : dayOf(one.lastDigestAt),
    })),
    before: found.length === limit && last !== undefined ? String(last.id) : null,
    erased: input.erased ?? false,
  };
}
