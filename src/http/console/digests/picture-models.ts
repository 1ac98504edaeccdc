import type { Picture } from '../../../app/digests/letters/picture-store.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { number } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type PicturesModel = {
  pictures: { src: string; markdown: string; size: string; removeAction: string; isNew: boolean }[];
  errors: FieldMessages<'picture'>;
};

export const picturesPage = secretPage<PicturesModel>('console/digests/pictures');

/** `/admin/pictures`; `added`: the one that has just been uploaded. */
export function picturesModel(
  pictures: readonly Picture[],
  { added = null, errors = [] }: { added?: string | null; errors?: readonly FieldError[] } = {},
): PicturesModel {
  return {
    pictures: pictures.map(({ hash, width, height }) => ({
      src: `/pictures/${hash}`,
      markdown: `![What it shows](/pictures/${hash})`,
      size: `${number(width)} × ${number(height)}`,
      removeAction: `/admin/pictures/${hash}/remove`,
      isNew: hash === added,
    })),
    errors: messagesFor(['picture'], errors),
  };
}
