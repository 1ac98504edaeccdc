import { secretPage } from '../../page-description.ts';

export type SignInModel = {
  action: string;
  csrf: string;
  values: { email: string };
  error: string | null;
  flash: string | null;
};

export const signInPage = secretPage<SignInModel>('console/sign-in/sign-in');

/** The second step, where the account has a second factor. */
export type SignInCodeModel = { action: string; csrf: string; ticket: string; error: string | null };

export const signInCodePage = secretPage<SignInCodeModel>('console/sign-in/sign-in-code');
