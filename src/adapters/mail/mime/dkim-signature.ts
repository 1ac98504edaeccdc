import { createHash, type KeyObject, sign } from 'node:crypto';
import { foldLines } from 'nodemailer/lib/mime-funcs';
import { DomainError } from '../../../domain/errors.ts';
import type { Message } from './message.ts';

/** A key that signs for a domain; its public half is in the DNS at `selector._domainkey.domain`. */
export type DkimKey = { domain: string; selector: string; privateKey: KeyObject };

/**
 * What a signature covers: all that tells a reader or a mail program who wrote, to whom, what, and how to
 * unsubscribe. RFC 8058, 4 requires both List-Unsubscribe headers; RFC 6376, 5.4.1 suggests the others.
 */
const signedHeaders = [
  'from',
  'reply-to',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
  'feedback-id',
  'precedence',
  'auto-submitted',
];

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).toLowerCase();
}

/** A field in the "relaxed" form (RFC 6376, 3.4.2), without a line break at its end. */
function relaxed(field: string): string {
  const value = field
    .slice(field.indexOf(':') + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return `${nameOf(field)}:${value}`;
}

/** In libuv's thread pool, so that other mails are composed meanwhile. */
function signature(key: KeyObject, data: Buffer): Promise<Buffer> {
  const rsa = key.asymmetricKeyType === 'rsa';
  // RFC 8463, 3: Ed25519 signs the SHA-256 hash of what RSA signs.
  const input = rsa ? data : createHash('sha256').update(data).digest();
  return new Promise((resolve, reject) => {
    sign(rsa ? 'sha256' : null, input, key, (error, made) =>
      error === null ? resolve(made) : reject(error),
    );
  });
}

/** The DKIM-Signature of a message up to its empty `b=` (RFC 6376, 3.5). */
function unsignedField(key: DkimKey, names: readonly string[], bodyHash: string, signedAt: Date): string {
  const tags = {
    v: '1',
    a: key.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256',
    c: 'relaxed/simple',
    d: key.domain,
    s: key.selector,
    t: String(Math.floor(signedAt.getTime() / 1000)),
    h: names.join(': '),
    bh: bodyHash,
  };
  const list = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`);
  return `${foldLines(`DKIM-Signature: ${list.join('; ')};`, 76)}\r\n b=`;
}

function endsWithOneCrlf(body: Buffer): boolean {
  const end = body.subarray(-4).toString('latin1');
  return end.endsWith('\r\n') && end !== '\r\n\r\n' && body.length > 2;
}

/**
 * The DKIM-Signature fields of a message, one for each key and in their order, without line breaks at their ends (RFC
 * 6376; RSA with SHA-256, or Ed25519 as in RFC 8463). None of them covers another: each stands for itself (RFC 8463,
 * 6). `signedAt` becomes `t=`. Rejects with a DomainError `unavailable` when one of them cannot be made: a message must
 * not leave without a signature that is configured.
 */
export async function dkimSignatures(
  message: Pick<Message, 'fields' | 'body'>,
  keys: readonly DkimKey[],
  signedAt: Date,
): Promise<string[]> {
  if (keys.length === 0) return [];
  const { fields, body } = message;
  const byName = new Map(fields.map((field) => [nameOf(field), field]));
  const names = signedHeaders.filter((name) => byName.has(name));
  try {
    // RFC 6376, 5.4: From must be signed.
    if (!byName.has('from')) throw new TypeError('The message has no From');
    if (!endsWithOneCrlf(body)) throw new TypeError('The body does not end with one line break');
    // The "simple" form of a body that ends with one CRLF is the body itself (RFC 6376, 3.4.3).
    const bodyHash = createHash('sha256').update(body).digest('base64');
    const covered = names.map((name) => `${relaxed(byName.get(name) ?? '')}\r\n`).join('');
    return await Promise.all(
      keys.map(async (key) => {
        const unsigned = unsignedField(key, names, bodyHash, signedAt);
        const made = await signature(key.privateKey, Buffer.from(`${covered}${relaxed(unsigned)}`));
        return `${unsigned}${made.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ')}`;
      }),
    );
  } catch (cause) {
    throw new DomainError('unavailable', 'The message could not be signed with the DKIM key', { cause });
  }
}
