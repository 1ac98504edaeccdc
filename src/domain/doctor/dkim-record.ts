import { fail, type Verdict, warn, weigh } from './check.ts';
import { colonList, formatTagList, parseTagList } from './tag-list.ts';
import { textLine } from './zone-line.ts';

/** The public half of a key that signs. */
export type SigningKey = {
  domain: string;
  /** Where its record is: `selector._domainkey.domain`. */
  name: string;
  type: 'rsa' | 'ed25519';
  /** Its forms that `p=` can have, in base64, the usual one first (RFC 6376, 3.6.1; RFC 8463, 4). */
  forms: readonly [string, ...string[]];
};

/**
 * Judges what the DNS has at the name of a key's record, each TXT record as one text (RFC 6376, 3.6). `rsaSigns`:
 * whether mail is signed with an RSA key, this one or another.
 */
export function judgeDkimRecords(key: SigningKey, texts: readonly string[], rsaSigns: boolean): Verdict {
  const { name, type } = key;
  const wanted = [
    ['v', 'DKIM1'],
    ['k', type],
    ['p', key.forms[0]],
  ] as const;
  const publish = textLine(name, formatTagList(wanted));
  const [text, ...others] = texts;
  if (text === undefined) {
    return fail(`There is no TXT record at ${name}: receivers cannot check what is signed.`, publish);
  }
  if (others.length > 0) {
    return fail(
      `There are ${texts.length} TXT records at ${name}, where one may be: which of them counts is left to chance (RFC 6376, 3.6.2.2).`,
      publish,
    );
  }
  const { tags, fault } = parseTagList(text);
  const wrong = fault ?? recordFault(key, tags);
  if (wrong !== null) return fail(`The record at ${name} does not serve the key: ${wrong}.`, publish);
  const problems: Verdict[] = [];
  if (colonList(tags.get('t') ?? '').includes('y')) {
    const unsure =
      't=y there says that the domain only tests DKIM, so receivers may treat signed mail as unsigned: take it out.';
    problems.push(warn(unsure, publish));
  }
  if (!rsaSigns) problems.push(warn('Not every receiver checks Ed25519 (RFC 8463): sign with an RSA key.'));
  return weigh(`The record at ${name} has the public half of the ${type} key.`, problems);
}

function recordFault(key: SigningKey, tags: ReadonlyMap<string, string>): string | null {
  const version = tags.get('v');
  if (version !== undefined && (version !== 'DKIM1' || [...tags.keys()][0] !== 'v'))
    return 'v=DKIM1 must be its first tag, written so';
  const published = tags.get('p');
  if (published === undefined) return 'it has no p=, the public key';
  if (published === '') return 'its p= is empty, which revokes the key';
  const type = (tags.get('k') ?? 'rsa').toLowerCase();
  if (type !== key.type) return `it says k=${type}, and the key is ${key.type}`;
  if (!key.forms.some((form) => bare(form) === bare(published)))
    return 'its p= is the public half of another key than the one that signs';
  const hashes = tags.get('h');
  if (hashes !== undefined && !colonList(hashes).includes('sha256'))
    return `h=${hashes} rules out SHA-256, with which is signed`;
  const services = tags.get('s');
  if (
    services !== undefined &&
    !colonList(services).some((service) => service === '*' || service === 'email')
  )
    return `s=${services} rules out mail`;
  return null;
}

/** Base64 without what does not count. */
function bare(base64: string): string {
  return base64.replace(/[\s=]/g, '');
}
