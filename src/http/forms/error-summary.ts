import type { FieldError } from '../../domain/errors.ts';

/** One line above a form that was refused; `href`: where the field is that it speaks of. */
export type SummaryLine = { href: string | null; text: string };

/**
 * What is wrong with a form, each line with the field's name and a link to it, in the order of the page.
 * `places`: by the name of a field, its label and the id of its control.
 */
export function errorSummary(
  errors: readonly FieldError[],
  places: ReadonlyMap<string, { label: string; id: string }>,
): SummaryLine[] {
  const order = [...places.keys()];
  const rank = ({ field }: FieldError) => (places.has(field) ? order.indexOf(field) : order.length);
  return errors
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ field, message }) => {
      const place = places.get(field);
      return place === undefined
        ? { href: null, text: `${field}: ${message}` }
        : { href: `#${place.id}`, text: `${place.label}: ${message}` };
    });
}
