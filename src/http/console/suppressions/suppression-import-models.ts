import type { SuppressionImport } from '../../../app/bounces/import-suppressions.ts';
import type { RefusedLine } from '../../../app/refused-lines.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { number } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';

export type SuppressionImportModel = {
  /** What was typed and refused, to be mended. */
  lines: string;
  errors: FieldMessages<'lines' | 'file'>;
  /** What came of the list; null before one was sent. */
  report: { words: string; refused: readonly RefusedLine[]; moreRefused: string | null } | null;
};

export const suppressionImportPage = secretPage<SuppressionImportModel>('console/suppressions/import');

/** `/admin/suppressions/import`: a list to suppress, and what came of the one that was sent. */
export function suppressionImportModel(
  input: { lines?: string; errors?: readonly FieldError[]; done?: SuppressionImport } = {},
): SuppressionImportModel {
  const { lines = '', errors, done } = input;
  return {
    lines,
    errors: messagesFor(['lines', 'file'], errors),
    report: done === undefined ? null : reportOf(done),
  };
}

function reportOf({
  rows,
  added,
  existing,
  refused,
  errors,
}: SuppressionImport): NonNullable<SuppressionImportModel['report']> {
  const more = refused - errors.length;
  return {
    words: `${number(rows)} ${rows === 1 ? 'row' : 'rows'} read: ${number(added)} added, ${number(existing)} suppressed before, ${number(refused)} refused.`,
    refused: errors,
    moreRefused: more > 0 ? number(more) : null,
  };
}
