import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { secretPage } from '../../page-description.ts';

export type ForgottenModel = {
  action: string;
  csrf: string;
  values: { email: string };
  errors: FieldMessages<'email'>;
};

export const forgottenPage = secretPage<ForgottenModel>('console/accounts/forgotten');

/** Where somebody whom a mail has led here chooses a password. */
export type NewPasswordModel = {
  action: string;
  csrf: string;
  heading: string;
  text: string;
  /** Whose account it is; a browser keeps the password under it. */
  email: string;
  button: string;
  errors: FieldMessages<'password'>;
};

export const newPasswordPage = secretPage<NewPasswordModel>('console/accounts/new-password');

export function forgottenModel(input: {
  email: string;
  csrf: string;
  errors: readonly FieldError[];
}): ForgottenModel {
  return {
    action: '/admin/forgotten',
    csrf: input.csrf,
    values: { email: input.email },
    errors: messagesFor(['email'], input.errors),
  };
}

export function newPasswordModel(
  input: Omit<NewPasswordModel, 'errors'> & { errors: readonly FieldError[] },
): NewPasswordModel {
  return { ...input, errors: messagesFor(['password'], input.errors) };
}
