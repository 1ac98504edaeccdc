import type { Tag } from '../../../app/subscribers/tags/tag-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { sentence } from '../../forms/field-messages.ts';
import { quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type TagsModel = {
  tags: {
    id: number;
    name: string;
    href: string;
    /** "12 subscribers". */
    holders: string;
    action: string;
    /** What stands in its field. */
    value: string;
    error: string | null;
    /** Its form is open. */
    open: boolean;
  }[];
  flash: string | null;
};

export const tagsPage = secretPage<TagsModel>('console/subscribers/tags');

const done: Readonly<Record<string, string>> = {
  renamed: 'Renamed.',
  deleted: 'The tag is deleted: nobody has it any more.',
};

/** `/admin/subscribers/tags`. `refused`: a new name that cannot be. */
export function tagsModel(input: {
  tags: readonly (Tag & { holders: number })[];
  done?: string | undefined;
  refused?: { id: number; name: string; errors: readonly FieldError[] };
}): TagsModel {
  const { refused } = input;
  return {
    tags: input.tags.map(({ id, name, holders }) => ({
      id,
      name,
      href: `/admin/subscribers?${new URLSearchParams({ tag: name }).toString()}`,
      holders: quantity(holders, 'subscriber'),
      action: `/admin/subscribers/tags/${id}`,
      value: refused?.id === id ? refused.name : name,
      error: refused?.id === id ? sentence(refused.errors.map(({ message }) => message).join('; ')) : null,
      open: refused?.id === id,
    })),
    flash: done[input.done ?? ''] ?? null,
  };
}
