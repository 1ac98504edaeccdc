import { cut } from '../lengths.ts';
import { parseAddress } from '../subscribers/address.ts';

export const suppressionReasons = ['bounce', 'complaint', 'manual', 'erased'] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/** An address, a domain, or what is left of an address that was erased. */
export const suppressionKinds = ['address', 'domain', 'hash'] as const;

export type SuppressionKind = (typeof suppressionKinds)[number];

/** What a line of a list says: nothing more goes to this address, or to any at exactly this domain. */
export type SuppressedLine =
  | { email: string; reason: Exclude<SuppressionReason, 'erased'>; note: string | null }
  | { domain: string; note: string | null };

const longestNote = 500;
const longestWord = 50;

/** Other services' words, in small letters and without what is no letter. */
const words: ReadonlyMap<string, 'bounce' | 'complaint' | 'manual'> = new Map([
  ['bounce', 'bounce'],
  ['bounces', 'bounce'],
  ['bounced', 'bounce'],
  ['hard', 'bounce'],
  ['hardbounce', 'bounce'],
  ['cleaned', 'bounce'],
  ['invalid', 'bounce'],
  ['undeliverable', 'bounce'],
  ['complaint', 'complaint'],
  ['complaints', 'complaint'],
  ['complained', 'complaint'],
  ['spam', 'complaint'],
  ['spamcomplaint', 'complaint'],
  ['spamreport', 'complaint'],
  ['abuse', 'complaint'],
  ['manual', 'manual'],
  ['manualsuppression', 'manual'],
  ['unsubscribe', 'manual'],
  ['unsubscribed', 'manual'],
  ['unsubscribes', 'manual'],
  ['blocklisted', 'manual'],
]);

/**
 * Reads a line of a list of what must not be mailed: an address, or a domain with an `@` before it or without.
 * `reason`: why, in the words of whoever made the list; what is no such word is kept as the note, as are a server's
 * replies.
 */
export function readSuppressedLine(
  what: string,
  reason: string,
  note: string,
): { line: SuppressedLine } | { wrong: string } {
  const typed = cut(what, 1_000).trim();
  const domain = /^@?([^@]*)$/.exec(typed)?.[1];
  // A domain is right when an address at it would be.
  const parsed = parseAddress(domain === undefined ? typed : `anybody@${domain}`);
  if (typed === '' || typed === '@') return { wrong: 'needs an address or a domain' };
  if (!parsed.ok) return { wrong: parsed.message };
  const word = words.get(
    cut(reason, longestWord)
      .toLowerCase()
      .replace(/[^a-z]/g, ''),
  );
  const told = [word === undefined ? tidy(reason) : '', tidy(note)].filter(Boolean).join(': ');
  const kept = cut(told, longestNote) || null;
  if (domain !== undefined) return { line: { domain: parsed.domain, note: kept } };
  return { line: { email: parsed.address, reason: word ?? 'manual', note: kept } };
}

function tidy(text: string): string {
  return cut(text, longestNote)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
