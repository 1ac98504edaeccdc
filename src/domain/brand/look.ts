import type { FieldError } from '../errors.ts';

export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

/** What comes first below a paper's title in a digest; `votes` with what else speaks for it. */
export const cardOrders = ['authors', 'votes', 'summary'] as const;
export type CardOrder = (typeof cardOrders)[number];

export const mostSummaryLines = 10;

/** What a paper's card in a digest looks like. */
export type Look = {
  /** Whether cards have the pictures that a source's papers come with. */
  pictures: boolean;
  density: Density;
  order: CardOrder;
  /** About so many lines of a summary on a desk, at most; 0: none. */
  summaryLines: number;
};

export const usualLook: Look = { pictures: true, density: 'comfortable', order: 'authors', summaryLines: 5 };

export const lookFields = ['pictures', 'density', 'order', 'summaryLines'] as const;
export type LookField = (typeof lookFields)[number];

/** Reads what was chosen; tells every field that is wrong. `pictures` is `on`, or anything else for none. */
export function readLook(typed: Readonly<Record<LookField, string>>): { look: Look; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const density = densities.find((one) => one === typed.density);
  if (density === undefined) errors.push({ field: 'density', message: 'choose one of those that there are' });
  const order = cardOrders.find((one) => one === typed.order);
  if (order === undefined) errors.push({ field: 'order', message: 'choose one of those that there are' });
  const lines = /^\d{1,2}$/.test(typed.summaryLines.trim().slice(0, 10)) ? Number(typed.summaryLines) : -1;
  if (lines < 0 || lines > mostSummaryLines)
    errors.push({ field: 'summaryLines', message: `must be a number from 0 to ${mostSummaryLines}` });
  return {
    look: {
      pictures: typed.pictures === 'on',
      density: density ?? usualLook.density,
      order: order ?? usualLook.order,
      summaryLines: lines,
    },
    errors,
  };
}

/** Its fields as a form has them. */
export function typedLook(look: Look): Record<LookField, string> {
  return { ...look, pictures: look.pictures ? 'on' : '', summaryLines: String(look.summaryLines) };
}
