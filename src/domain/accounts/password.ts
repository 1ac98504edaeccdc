import { cut, longest } from '../lengths.ts';

const least = 12;
const limit = longest.password;

/** Words that anybody who looks at this service would try first, whoever has the account. */
const serviceWords = ['offprint', 'arxiv', 'digest', 'papers', 'admin', 'owner', 'editor', 'viewer'];

/** How long a password that this service made can be used to sign in and choose one's own, in days. */
export const madePasswordDays = 7;

/**
 * What is wrong with the length of a new password; null for one that is long enough. Length is what counts most
 * (NIST SP 800-63B, 3.1.1.2); how easily it is guessed is asked of `Passwords.guessedBy`.
 */
export function passwordFault(password: string): string | null {
  if (password.length < least) return `must have at least ${least} characters`;
  if (password.length > limit) return `must have at most ${limit} characters`;
  return null;
}

/** Whether a password is nothing but such words, with digits and signs around them. */
export function isMadeOf(words: readonly string[], password: string): boolean {
  const left = words
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ''), cut(password, limit).toLowerCase());
  return left.replace(/[^\p{L}]/gu, '').length < 4;
}

/**
 * The words that make a password easy to guess here: the account's address and its parts, the domain of this service's
 * mail, and the names of what it is about (OWASP ASVS 5.0, 6.1.2). In lower case.
 */
export function guessableWords(email: string, mailDomain: string): string[] {
  const address = cut(email, longest.address).toLowerCase();
  const domain = cut(mailDomain, longest.domain).toLowerCase();
  const parts = [address, domain].flatMap((text) => text.split(/[^\p{L}\p{N}]/u));
  const [local = ''] = address.split('@');
  return [...new Set([address, local, domain, ...parts, ...serviceWords])].filter((word) => word.length > 2);
}
