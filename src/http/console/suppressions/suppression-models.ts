import type { Suppression } from '../../../app/bounces/suppression-store.ts';
import { suppressionKinds, suppressionReasons } from '../../../domain/bounces/suppression.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type Option, options } from '../../forms/form-options.ts';
import { olderHref } from '../../forms/list-models.ts';
import { type Moment, momentOf } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type SuppressionsModel = {
  kinds: Option[];
  reasons: Option[];
  rows: {
    id: number;
    what: string;
    /** Only the hash of an address is left. */
    hashed: boolean;
    reason: string;
    note: string;
    created: Moment;
  }[];
  olderHref: string | null;
  values: { what: string; note: string; email: string };
  errors: FieldMessages<'what' | 'note' | 'email'>;
  /** What was looked for by address; null for the list. */
  lookedFor: string | null;
  flash: string | null;
};

export const suppressionsPage = secretPage<SuppressionsModel>('console/suppressions/suppressions');

/** `/admin/suppressions`. */
export function suppressionsModel(input: {
  items: readonly Suppression[];
  limit: number;
  filters: { kind: string; reason: string };
  values?: Partial<SuppressionsModel['values']>;
  errors?: readonly FieldError[];
  lookedFor?: string | null;
  flash?: string | null;
}): SuppressionsModel {
  const { items, filters } = input;
  return {
    kinds: options(suppressionKinds, filters.kind),
    reasons: options(suppressionReasons, filters.reason),
    rows: items.map(({ id, email, domain, reason, note, createdAt }) => ({
      id,
      what: email ?? (domain === null ? `erased address (number ${id})` : `@${domain}`),
      hashed: email === null && domain === null,
      reason,
      note: note ?? '',
      created: momentOf(createdAt),
    })),
    olderHref: input.lookedFor == null ? olderHref('/admin/suppressions', filters, items, input.limit) : null,
    values: { what: '', note: '', email: '', ...input.values },
    errors: messagesFor(['what', 'note', 'email'], input.errors),
    lookedFor: input.lookedFor ?? null,
    flash: input.flash ?? null,
  };
}
