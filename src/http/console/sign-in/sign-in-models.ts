import { secretPage } from '../../page-description.ts';

export type SignInModel = {
  action: string;
  csrf: string;
  values: { email: string };
  error: string | null;
  flash: string | null;
  /** Browsers can use passkeys here. */
  passkeys: boolean;
};

export const signInPage = secretPage<SignInModel>('console/sign-in/sign-in');

/** Where the browser is asked for a passkey, or to make one (static/passkey.js). */
export type PasskeyModel = {
  heading: string;
  text: string;
  action: string;
  csrf: string;
  kind: 'create' | 'get';
  /** JSON, for the browser. */
  options: string;
  /** The device is asked when the page is there, and not only by the button. */
  atOnce: boolean;
  /** Of a new one. */
  name: string;
  button: string;
  back: { href: string; text: string };
};

export const passkeyPage = secretPage<PasskeyModel>('console/sign-in/passkey', {
  scripts: ['page.js', 'passkey.js'],
});

/** The second step, where the account has a second factor. */
export type SignInCodeModel = {
  action: string;
  csrf: string;
  ticket: string;
  error: string | null;
  passkeys: boolean;
};

export const signInCodePage = secretPage<SignInCodeModel>('console/sign-in/sign-in-code');
