import { DomainError, type ErrorCode, type FieldError } from '../../domain/errors.ts';
import { english } from '../../domain/languages/en.ts';
import type { Language } from '../../domain/languages/language.ts';
import { errorIn } from '../../domain/languages/pages/errors.ts';

/** The error, when it is an expected one with one of `codes`, to be shown on the page; throws every other one on. */
export function refusalOrThrow(error: unknown, codes: readonly ErrorCode[]): DomainError {
  if (error instanceof DomainError && codes.includes(error.code)) return error;
  throw error;
}

/**
 * The wrong fields of a form, in the words of the language, to be shown with it; throws every error on that is not
 * about wrong input.
 */
export function wrongFieldsOrThrow(error: unknown, language: Language = english): readonly FieldError[] {
  const { fields } = refusalOrThrow(error, ['invalid']);
  return fields.map(({ field, message }) => ({ field, message: errorIn(language, message) }));
}
