import {
  cardOrders,
  densities,
  type LookField,
  lookFields,
  mostSummaryLines,
  readLook,
} from '../../../domain/brand/look.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

const densityNames = { comfortable: 'Comfortable', compact: 'Compact' } as const;
const orderNames = {
  authors: 'Authors first',
  votes: 'Votes first',
  summary: 'Summary first',
} as const;

export type LookModel = {
  pictures: boolean;
  summaryLines: string;
  mostSummaryLines: number;
  densities: Option[];
  orders: Option[];
  errors: FieldMessages<LookField>;
  /** The same in words, for whoever may not change it. */
  inWords: string;
  /** What is shown below is what is chosen above, and not saved. */
  tried: boolean;
  saved: boolean;
  /** Null: what is chosen cannot be shown. */
  frameHref: string | null;
};

export const lookPage = secretPage<LookModel>('console/brand/look', { scripts: ['look.js'] });

/** `/admin/settings/look`. */
export function lookModel(input: {
  typed: Readonly<Record<LookField, string>>;
  errors?: readonly FieldError[];
  tried?: boolean;
  saved?: boolean;
}): LookModel {
  const { typed, errors = [] } = input;
  const { look } = readLook(typed);
  const query = new URLSearchParams(typed).toString();
  return {
    pictures: typed.pictures === 'on',
    summaryLines: typed.summaryLines,
    mostSummaryLines,
    densities: options(densities, typed.density, (one) => densityNames[one]),
    orders: options(cardOrders, typed.order, (one) => orderNames[one]),
    inWords: [
      densityNames[look.density],
      orderNames[look.order].toLowerCase(),
      `${quantity(look.summaryLines, 'line')} of a summary`,
      look.pictures ? 'with pictures' : 'without pictures',
    ].join('; '),
    errors: messagesFor(lookFields, errors),
    tried: input.tried ?? false,
    saved: input.saved ?? false,
    frameHref: errors.length > 0 ? null : `/admin/settings/look/mail?${query}`,
  };
}
