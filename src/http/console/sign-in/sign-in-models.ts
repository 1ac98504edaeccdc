export type SignInModel = {
  action: string;
  csrf: string;
  values: { email: string };
  error: string | null;
  flash: string | null;
};

/** The second step, where the account has a second factor. */
export type SignInCodeModel = { action: string; csrf: string; ticket: string; error: string | null };
