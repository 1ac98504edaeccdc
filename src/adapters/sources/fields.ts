import { oneLine } from '../../domain/one-line.ts';

const longest = { title: 2_000, abstract: 50_000 };
/** What the database's whole numbers hold, with room to spare. */
const largestCount = 2_000_000_000;

/** One line of text, or null when the value is none or says nothing. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? oneLine(value) || null : null;
}

/** Title and abstract cleaned; null when one is missing or too long to be what it claims to be. */
export function readableText(title: unknown, abstract: unknown): { title: string; abstract: string } | null {
  const text = { title: textOrNull(title), abstract: textOrNull(abstract) };
  if (text.title === null || text.abstract === null) return null;
  if (text.title.length > longest.title || text.abstract.length > longest.abstract) return null;
  return { title: text.title, abstract: text.abstract };
}

/** A moment in ISO 8601 (without a zone: UTC) or as mail and feeds write it (RFC 5322); null when it is none. */
export function instantOrNull(value: unknown): Date | null {
  if (typeof value !== 'string' || !/\d{4}/.test(value)) return null;
  const text = value.trim();
  const instant = new Date(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text) ? `${text}Z` : text);
  const year = instant.getUTCFullYear();
  return year >= 1900 && year <= 9999 ? instant : null;
}

/** A count of zero or more; null when the value is none. */
export function countOrNull(value: unknown): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestCount;
  return isCount ? value : null;
}

/** A web address in its normal form; null when the value is none. `secure` takes https only. */
export function webAddressOrNull(value: unknown, secure = false): string | null {
  const url = typeof value === 'string' && value.length <= 2_000 ? URL.parse(value) : null;
  if (url === null) return null;
  const { protocol, href } = url;
  return protocol === 'https:' || (protocol === 'http:' && !secure) ? href : null;
}

/**
 * Reads every entry of an answer, leaving out those that are wrong in themselves. Null when most of them are, and
 * it is not just one or two: then the answer has another shape than the one we know, and taking the rest would
 * hide that.
 */
export function readMost<T>(entries: readonly unknown[], read: (entry: unknown) => T | null): T[] | null {
  const readable = entries.map(read).filter((entry) => entry !== null);
  const wrong = entries.length - readable.length;
  return wrong >= 3 && wrong > readable.length ? null : readable;
}
