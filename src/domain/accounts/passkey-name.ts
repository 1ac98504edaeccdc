const longestName = 60;

/** What is wrong with the name that somebody gives a passkey of theirs; null for one that will do. */
export function passkeyNameFault(name: string): string | null {
  if (name.length > 4 * longestName) return `must have at most ${longestName} characters`;
  const trimmed = name.trim();
  if (trimmed === '') return 'must say which one it is, such as "laptop"';
  if (trimmed.length > longestName) return `must have at most ${longestName} characters`;
  return /\p{Cc}/u.test(trimmed) ? 'must be on one line' : null;
}
