import type { AskedFilter } from '../../../app/subscribers/list/find-subscribers.ts';
import { knownLanguage } from '../../../domain/languages/index.ts';
import { cut, longest } from '../../../domain/lengths.ts';
import { subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import { field } from '../../forms/form-body.ts';

const names = ['q', 'status', 'cadence', 'language', 'topic', 'tag'] as const;

/** What is looked for, as a form holds it. */
export type FilterValues = Record<(typeof names)[number], string>;

export const noFilter: FilterValues = { q: '', status: '', cadence: '', language: '', topic: '', tag: '' };

/** What was typed and chosen, no longer than what can be found. */
export function readFilterForm(body: unknown): FilterValues {
  const value = (name: keyof FilterValues, most: number) => cut(field(body, name), most);
  return {
    q: value('q', longest.address),
    status: value('status', longest.slug),
    cadence: value('cadence', longest.slug),
    language: value('language', longest.languageTag),
    topic: value('topic', longest.slug),
    tag: value('tag', longest.typedTag),
  };
}

/** The same as it is asked for; what is no status, cadence or language is not looked at. */
export function askedBy(values: FilterValues): AskedFilter {
  return {
    q: values.q,
    status: subscriberStatuses.find((one) => one === values.status),
    cadence: cadences.find((one) => one === values.cadence),
    language: knownLanguage(values.language) ?? undefined,
    topic: values.topic,
    tag: values.tag,
  };
}

export function isNarrowed(values: FilterValues): boolean {
  return names.some((name) => values[name].trim() !== '');
}

/** The fields that a form carries along, so that it is about the same subscribers. */
export function carried(values: FilterValues): { name: string; value: string }[] {
  return names.filter((name) => values[name] !== '').map((name) => ({ name, value: values[name] }));
}
