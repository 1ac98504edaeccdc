import type { BulkChange } from '../../../app/subscribers/bulk/bulk-store.ts';
import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { BulkKind, BulkState } from '../../../domain/subscribers/bulk-change.ts';
import { type SubscriberStatus, subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { cadenceNames, languageOptions, type Option, options } from '../../forms/form-options.ts';
import { type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { carried, type FilterValues } from './filter-form.ts';

/** What each kind is called, does and did; `them` is "312 subscribers". */
const words: Record<
  BulkKind,
  {
    title: (them: string) => string;
    says: (them: string) => string;
    hint: string;
    none: string;
    done: (tag: string | null) => string;
  }
> = {
  tag: {
    title: (them) => `Tag ${them}`,
    says: (them) => `This will give ${them} a tag`,
    hint: 'Who has it already keeps it.',
    none: 'Nobody fits, so there is nobody to tag.',
    done: (tag) => `given the tag ${tag === null ? 'that was deleted since' : `“${tag}”`}`,
  },
  untag: {
    title: (them) => `Take a tag from ${them}`,
    says: (them) => `This will take a tag from those of ${them} who have it`,
    hint: 'Nothing else about them changes.',
    none: 'Nobody fits, so there is nobody to take a tag from.',
    done: (tag) => `relieved of the tag ${tag === null ? 'that was deleted since' : `“${tag}”`}`,
  },
  unsubscribe: {
    title: (them) => `Unsubscribe ${them}`,
    says: (them) => `This will unsubscribe ${them}`,
    hint: 'At once, and without a mail to them; what is queued for them is not sent. Their page says that an admin did it, and can take it back for each who had confirmed.',
    none: 'Nobody who fits is active or pending, so there is nobody to unsubscribe.',
    done: () => 'unsubscribed',
  },
  erase: {
    title: (them) => `Erase ${them}`,
    says: (them) => `This will erase ${them}`,
    hint: 'For good: addresses, what they follow and their history are deleted, and nobody can bring them back. Only hashes of the addresses are kept, so that no import and no form can either.',
    none: 'Nobody fits, so there is nobody to erase.',
    done: () => 'erased',
  },
};

export type ChangeCheckModel = {
  kind: BulkKind;
  title: string;
  /** "This will unsubscribe 312 subscribers: 300 active, 12 pending." */
  sentence: string;
  hint: string;
  /** It is for somebody. */
  canStart: boolean;
  danger: boolean;
  /** What was looked for, in words. */
  asked: { name: string; value: string }[];
  carried: { name: string; value: string }[];
  counted: number;
  /** A tag is given, by its name. */
  givesTag: boolean;
  /** A tag is taken, one of these. */
  takesTag: boolean;
  tags: Option[];
  givenTag: string;
  asksPassword: boolean;
  errors: FieldMessages<'givenTag' | 'present'>;
  problem: string | null;
};

export const changeCheckPage = secretPage<ChangeCheckModel>('console/subscribers/change-check');

function askedInWords(values: FilterValues, topics: readonly Topic[]): { name: string; value: string }[] {
  const cadence = cadences.find((one) => one === values.cadence);
  const language = languageOptions(values.language).find(({ selected }) => selected);
  return [
    { name: 'Address or name', value: values.q.trim() },
    { name: 'Status', value: values.status },
    { name: 'Cadence', value: cadence === undefined ? '' : cadenceNames[cadence] },
    { name: 'Language', value: language?.text ?? '' },
    { name: 'Follows', value: topics.find(({ slug }) => slug === values.topic)?.name ?? values.topic },
    { name: 'Tag', value: values.tag },
  ].filter(({ value }) => value !== '');
}

/** What a change would be, before it is begun. */
export function changeCheckModel(input: {
  kind: BulkKind;
  values: FilterValues;
  total: number;
  counts: Partial<Record<SubscriberStatus, number>>;
  topics: readonly Topic[];
  tags: readonly Tag[];
  givenTag?: string;
  errors?: readonly FieldError[];
  problem?: string | null;
}): ChangeCheckModel {
  const { kind, values, total, counts, givenTag = '' } = input;
  const { title, says, hint, none } = words[kind];
  const them = quantity(total, 'subscriber');
  const split = subscriberStatuses
    .flatMap((status) => {
      const count = counts[status] ?? 0;
      return count > 0 ? [`${number(count)} ${status}`] : [];
    })
    .join(', ');
  const asked = askedInWords(values, input.topics);
  return {
    kind,
    title: title(them),
    sentence: total === 0 ? none : `${says(them)}: ${split}.`,
    hint: total === 0 ? '' : hint,
    canStart: total > 0,
    danger: kind === 'unsubscribe' || kind === 'erase',
    asked: asked.length > 0 ? asked : [{ name: 'Who', value: 'everybody' }],
    carried: carried(values),
    counted: total,
    givesTag: kind === 'tag' && total > 0,
    takesTag: kind === 'untag' && total > 0,
    tags: options(
      input.tags.map(({ name }) => name),
      givenTag || values.tag,
    ),
    givenTag,
    asksPassword: kind === 'erase' && total > 0,
    errors: messagesFor(['givenTag', 'present'], input.errors),
    problem: input.problem ?? null,
  };
}

const stateNames: Record<BulkState, string> = { running: 'under way', done: 'done', stopped: 'stopped' };

export type ChangeModel = {
  title: string;
  state: string;
  /** "120 of 312 have had their turn: 118 unsubscribed." */
  outcome: string;
  live: boolean;
  progress: { value: number; max: number };
  facts: { name: string; at: Moment }[];
  action: string;
};

export const changePage = secretPage<ChangeModel>('console/subscribers/change', { scripts: ['progress.js'] });

/** "120 of 312 have had their turn: 118 unsubscribed." */
export function progressInWords({ kind, tag, total, left, changed }: BulkChange): string {
  return `${number(total - left)} of ${number(total)} have had their turn: ${number(changed)} ${words[kind].done(tag)}.`;
}

export function changeTitle({ kind, total }: Pick<BulkChange, 'kind' | 'total'>): string {
  return words[kind].title(quantity(total, 'subscriber'));
}

/** `/admin/subscribers/changes/ID`: how far it is, then what came of it. */
export function changeModel(found: BulkChange): ChangeModel {
  const { id, state, total, left, createdAt, endedAt } = found;
  return {
    title: changeTitle(found),
    state: stateNames[state],
    outcome: state === 'stopped' ? stoppedInWords(found) : progressInWords(found),
    live: state === 'running',
    progress: { value: total - left, max: total },
    facts: [
      { name: 'Begun', at: momentOf(createdAt) },
      ...(endedAt === null ? [] : [{ name: 'Ended', at: momentOf(endedAt) }]),
    ],
    action: `/admin/subscribers/changes/${id}`,
  };
}

/** Who had no turn is forgotten then. */
function stoppedInWords({ kind, tag, total, changed }: BulkChange): string {
  return `It was for ${number(total)}, and was stopped: ${number(changed)} ${words[kind].done(tag)}.`;
}
