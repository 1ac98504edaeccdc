import { longest } from '../lengths.ts';

const least = 12;
const limit = longest.password;

/** What is wrong with a new password; null for one that will do. Length is what counts (NIST SP 800-63B, 3.1.1.2). */
export function passwordFault(password: string): string | null {
  if (password.length < least) return `must have at least ${least} characters`;
  if (password.length > limit) return `must have at most ${limit} characters`;
  return null;
}
