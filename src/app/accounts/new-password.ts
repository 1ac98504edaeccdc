import { randomBytes } from 'node:crypto';
import { guessableWords, isMadeOf, passwordFault } from '../../domain/accounts/password.ts';
import { invalid } from '../../domain/errors.ts';
import type { Deps } from '../deps.ts';

/** What is wrong with a password that somebody with that address chose, in words; null for one that will do. */
export async function newPasswordFault(
  deps: Pick<Deps, 'mailDomain' | 'passwords'>,
  password: string,
  email: string,
): Promise<string | null> {
  const words = guessableWords(email, deps.mailDomain);
  if (passwordFault(password) !== null) return passwordFault(password);
  return isMadeOf(words, password)
    ? 'must not be made of your address or of words about this service'
    : await deps.passwords.guessedBy(password, words);
}

/** Rejects with `invalid` when the password will not do. */
export async function refuseFaulty(
  deps: Pick<Deps, 'mailDomain' | 'passwords'>,
  password: string,
  email: string,
): Promise<void> {
  const fault = await newPasswordFault(deps, password, email);
  if (fault !== null) throw invalid([{ field: 'password', message: fault }]);
}

/** A password that is easy to copy: 144 random bits. */
export function makePassword(): string {
  return randomBytes(18).toString('base64url');
}
