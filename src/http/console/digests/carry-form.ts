import type { CarryInput } from '../../../app/digests/carried/read-carried.ts';
import type { CountedCollection } from '../../../app/papers/collections/collection-store.ts';
import { type FieldError, invalid } from '../../../domain/errors.ts';
import { type Carried, type CarriedPlace, carriedPlaces } from '../../../domain/ranking/carried.ts';
import { messagesFor } from '../../forms/field-messages.ts';
import { field } from '../../forms/form-body.ts';
import type { Option } from '../../forms/form-options.ts';
import { quantity } from '../../forms/words.ts';

/** The collection of a digest as it is chosen: a slug, nothing, or `kept` for the one that it carries already. */
export type CarryValues = { collection: string; collectionPlace: string };

/** No slug has this sign. */
const kept = '=';

const names = ['collection', 'collectionPlace'] as const;

export type CarryFields = {
  /** None can be chosen. */
  none: boolean;
  collections: Option[];
  places: Option[];
  errors: Record<(typeof names)[number], string | null>;
};

export function readCarry(body: unknown): CarryValues {
  return { collection: field(body, 'collection'), collectionPlace: field(body, 'collectionPlace') };
}

/** What the fields ask for. Throws `invalid` with the wrong field. */
export function carryAsked({ collection, collectionPlace }: CarryValues): CarryInput {
  if (collection === '') return {};
  const place = carriedPlaces.find((one) => one === (collectionPlace || 'first'));
  if (place === undefined)
    throw invalid([{ field: 'collectionPlace', message: `must be one of ${carriedPlaces.join(', ')}` }]);
  return collection === kept
    ? { keepCollection: true, collectionPlace: place }
    : { collection, collectionPlace: place };
}

/** What the fields hold of a collection that is carried already. */
export function carryValues(carried: Carried | null): CarryValues {
  return { collection: carried === null ? '' : kept, collectionPlace: carried?.place ?? 'first' };
}

const placeWords: Record<CarriedPlace, string> = {
  first: 'Above the other papers',
  last: 'Below the other papers',
};

/** `published`: what can be chosen; `carried`: what is carried already. */
export function carryFields(
  values: Partial<CarryValues>,
  errors: readonly FieldError[],
  { published, carried = null }: { published: readonly CountedCollection[]; carried?: Carried | null },
): CarryFields {
  const { collection = '', collectionPlace = 'first' } = values;
  const chosen = (value: string, text: string): Option => ({ value, text, selected: value === collection });
  const held = carried === null ? [] : [chosen(kept, `${named(carried)}, as it was when it was chosen`)];
  return {
    none: published.length === 0 && carried === null,
    collections: [
      chosen('', 'None'),
      ...held,
      ...published.map(({ slug, name, papers }) => chosen(slug, `${name}, ${quantity(papers, 'paper')}`)),
    ],
    places: carriedPlaces.map((place) => ({
      value: place,
      text: placeWords[place],
      selected: place === collectionPlace,
    })),
    errors: messagesFor(names, errors),
  };
}

function named({ name, papers }: Carried): string {
  return `${name}, ${quantity(papers.length, 'paper')}`;
}

/** "Reading group, 5 papers, above the others". */
export function carriedInWords(carried: Carried): string {
  return `${named(carried)}, ${carried.place === 'first' ? 'above' : 'below'} the others`;
}

/** Errors that stand beside none of the fields. */
export function withoutCarry(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field: name }) => !names.some((one) => one === name));
}
