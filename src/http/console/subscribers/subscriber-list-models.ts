import type { BulkChange } from '../../../app/subscribers/bulk/bulk-store.ts';
import type { FoundSubscribers } from '../../../app/subscribers/list/find-subscribers.ts';
import {
  type OrderField,
  orderWord,
  placeWord,
  type SubscriberOrder,
} from '../../../app/subscribers/list/subscriber-order.ts';
import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import {
  cadenceNames,
  type LanguageOption,
  languageOptions,
  type Option,
  type OptionGroup,
  options,
  topicOptions,
} from '../../forms/form-options.ts';
import { dateOf, type Moment, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { changeTitle, progressInWords } from './change-models.ts';
import { carried, type FilterValues, isNarrowed } from './filter-form.ts';

export type SubscribersModel = {
  values: FilterValues;
  statuses: Option[];
  cadences: Option[];
  languages: LanguageOption[];
  topics: OptionGroup[];
  tags: Option[];
  errors: FieldMessages<'topic' | 'tag' | 'order'>;
  /** Something was looked for. */
  narrowed: boolean;
  /** The order that the list has, and stays in. */
  order: string;
  /** What a form carries that is about all who fit. */
  carried: { name: string; value: string }[];
  /** "312 subscribers"; how many fit. */
  total: string;
  /** "300 active, 12 pending"; null when there is nothing to tell apart. */
  split: string | null;
  /** Nobody fits. */
  none: boolean;
  columns: {
    title: string;
    /** The order that a press on it asks for; null where there is none. */
    order: string | null;
    /** For `aria-sort`, when the list is ordered by it. */
    sorted: 'ascending' | 'descending' | null;
    arrow: string;
  }[];
  rows: {
    href: string;
    email: string;
    name: string | null;
    status: string;
    cadence: string;
    tags: string[];
    created: Moment;
    lastDigest: Moment | null;
  }[];
  /** Where the next part of the list begins; null at its end. */
  after: string | null;
  /** This is not its first part. */
  further: boolean;
  erased: boolean;
  /** Changes of many that are under way. */
  running: { href: string; title: string; outcome: string }[];
};

export const subscribersPage = secretPage<SubscribersModel>('console/subscribers/subscribers');

/** By what a column is ordered, and whether what one looks for first is at its end. */
const columns: readonly { title: string; by: OrderField | null; descending?: boolean }[] = [
  { title: 'Address', by: 'address' },
  { title: 'Status', by: 'status' },
  { title: 'Cadence', by: null },
  { title: 'Added', by: 'joined', descending: true },
  { title: 'Last digest', by: 'last-digest', descending: true },
];

function columnOf(
  { title, by, descending = false }: (typeof columns)[number],
  order: SubscriberOrder,
): SubscribersModel['columns'][number] {
  if (by === null) return { title, order: null, sorted: null, arrow: '' };
  if (by !== order.by) return { title, order: orderWord({ by, descending }), sorted: null, arrow: '' };
  return {
    title,
    order: orderWord({ by, descending: !order.descending }),
    sorted: order.descending ? 'descending' : 'ascending',
    arrow: order.descending ? '↓' : '↑',
  };
}

/** "300 active, 12 pending": those of whom there are any. */
export function countsInWords(counts: FoundSubscribers['counts']): string {
  return subscriberStatuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${number(counts[status])} ${status}`)
    .join(', ');
}

/** `/admin/subscribers`. */
export function subscribersModel(input: {
  /** Null: what was asked for is refused. */
  list: FoundSubscribers | null;
  order: SubscriberOrder;
  further?: boolean;
  values: FilterValues;
  topics: readonly Topic[];
  tags: readonly Tag[];
  errors?: readonly FieldError[];
  erased?: boolean;
  running?: readonly BulkChange[];
}): SubscribersModel {
  const { list, order, values } = input;
  const total = list?.total ?? 0;
  const counted = (status: (typeof subscriberStatuses)[number]) =>
    list === null ? status : `${status} (${number(list.counts[status])})`;
  return {
    values,
    statuses: options(subscriberStatuses, values.status, counted),
    cadences: options(cadences, values.cadence, (cadence) => cadenceNames[cadence]),
    languages: languageOptions(values.language),
    topics: topicOptions(input.topics, values.topic),
    tags: options(
      input.tags.map(({ name }) => name),
      values.tag,
    ),
    errors: messagesFor(['topic', 'tag', 'order'], input.errors),
    narrowed: isNarrowed(values),
    order: orderWord(order),
    carried: carried(values),
    total: quantity(total, 'subscriber'),
    split: list === null || values.status !== '' || total === 0 ? null : countsInWords(list.counts),
    none: list !== null && total === 0,
    columns: columns.map((column) => columnOf(column, order)),
    rows: (list?.found ?? []).map((one) => ({
      href: `/admin/subscribers/${one.id}`,
      email: one.email,
      name: one.name,
      status: one.status,
      cadence: cadenceNames[one.cadence],
      tags: one.tags,
      created: dateOf(one.createdAt),
      lastDigest: one.lastDigestAt === null ? null : dateOf(one.lastDigestAt),
    })),
    after: list?.next == null ? null : placeWord(list.next),
    further: input.further ?? false,
    erased: input.erased ?? false,
    running: (input.running ?? []).map((change) => ({
      href: `/admin/subscribers/changes/${change.id}`,
      title: changeTitle(change),
      outcome: progressInWords(change),
    })),
  };
}
