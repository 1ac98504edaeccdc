import { cut, longest } from '../lengths.ts';

/** A list `name=value; name=value`, as DKIM and DMARC records are (RFC 6376, 3.2; RFC 9989, 4.7). */
export type TagList = {
  /** In their order; white space around names and values is gone. Names keep their case, which counts. */
  tags: ReadonlyMap<string, string>;
  /** Why receivers may take no notice of the whole record; null when it is well formed. */
  fault: string | null;
};

const tagName = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Printable but the semicolon, with white space within (RFC 6376, 3.2). */
const tagValue = /^[\x21-\x3a\x3c-\x7e\s]*$/;

/** Reads a tag list. Never throws; of a tag that is there twice the first counts, and the list has a fault. */
export function parseTagList(text: string): TagList {
  if (text.length > longest.dnsText)
    return { tags: new Map(), fault: `it has more than ${longest.dnsText} characters` };
  const tags = new Map<string, string>();
  const specs = text.split(';').map((spec) => spec.trim());
  // One semicolon may end it.
  if (specs.length > 1 && specs.at(-1) === '') specs.pop();
  let fault: string | null = null;
  for (const spec of specs) {
    const [name = '', ...rest] = spec.split('=');
    const [tag, value] = [name.trim(), rest.join('=').trim()];
    const wrong = specFault(spec, tag, value, tags.has(tag));
    fault ??= wrong;
    if (wrong === null) tags.set(tag, value);
  }
  return { tags, fault };
}

function specFault(spec: string, tag: string, value: string, known: boolean): string | null {
  if (spec === '') return 'nothing stands between two semicolons';
  if (!spec.includes('=')) return `“${spec}” is no tag: “=” is missing`;
  if (!tagName.test(tag)) return `“${tag}” cannot be the name of a tag`;
  if (!tagValue.test(value)) return `the value of ${tag}= has a character that cannot be there`;
  if (known) return `${tag}= is there twice`;
  return null;
}

/** The entries of a value with colons between them, in lower case; those of as much as a record may have. */
export function colonList(value: string): string[] {
  return cut(value, longest.dnsText)
    .split(':')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
}

/** A tag list as it is published. */
export function formatTagList(tags: Iterable<readonly [string, string]>): string {
  return [...tags].map(([tag, value]) => `${tag}=${value}`).join('; ');
}
