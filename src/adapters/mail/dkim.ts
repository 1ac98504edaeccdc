import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { DomainError, type FieldError, invalid } from '../../domain/errors.ts';

/** A checked key; `privateKey` is PKCS #8 in PEM. */
export type DkimKey = { domain: string; selector: string; privateKey: string };

/**
 * What a signature covers: all that tells a reader or a mail program who wrote, to whom, what, and how to
 * unsubscribe. RFC 8058, 4 requires both List-Unsubscribe headers; RFC 6376, 5.4.1 suggests the others.
 */
const signedHeaders = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'List-Id',
  'Feedback-ID',
  'Precedence',
  'Auto-Submitted',
];

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const domainName = new RegExp(`^${label}(?:\\.${label})+$`, 'i');
const selectorName = new RegExp(`^${label}(?:\\.${label})*$`, 'i');
const minimalRsaBits = 2048;

/** Why a key cannot sign; null when it can, which a signature made and checked has shown. */
function keyFault(key: KeyObject): string | null {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa') {
    if (bits < minimalRsaBits) return `has ${bits} bits; RSA needs at least ${minimalRsaBits}`;
  } else if (key.asymmetricKeyType !== 'ed25519') {
    return `is of type ${key.asymmetricKeyType ?? 'unknown'}; DKIM takes RSA or Ed25519`;
  }
  const algorithm = key.asymmetricKeyType === 'rsa' ? 'sha256' : null;
  const sample = Buffer.from('offprint');
  const proven = verify(algorithm, sample, createPublicKey(key), sign(algorithm, sample, key));
  return proven ? null : 'makes signatures that its public half does not accept';
}

/**
 * A DKIM key that is known to sign: RSA of 2048 bits or more (RFC 8301), or Ed25519 (RFC 8463). Throws a
 * DomainError `invalid` that names every wrong one of DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY.
 */
export function loadDkimKey(input: { domain: string; selector: string; privateKey: string }): DkimKey {
  const faults: FieldError[] = [];
  if (!domainName.test(input.domain)) faults.push({ field: 'DKIM_DOMAIN', message: 'is not a domain name' });
  if (!selectorName.test(input.selector))
    faults.push({ field: 'DKIM_SELECTOR', message: 'is not a DNS label' });
  let key: KeyObject | null = null;
  let fault: string | null;
  try {
    key = createPrivateKey(input.privateKey);
    fault = keyFault(key);
  } catch {
    // The library's message is left out: it can quote the key.
    fault = 'is not a private key in PEM';
  }
  if (fault !== null) faults.push({ field: 'DKIM_PRIVATE_KEY', message: fault });
  if (key === null || faults.length > 0) throw invalid(faults);
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { domain: input.domain.toLowerCase(), selector: input.selector, privateKey };
}

/**
 * The message with its DKIM-Signature in front (relaxed/relaxed, `t=` is `signedAt`). Rejects with a DomainError
 * `unavailable` when no signature came out: a message must not leave unsigned when a key is configured.
 */
export async function signed(message: Buffer, key: DkimKey, signedAt: Date): Promise<Buffer> {
  const signature = { signingDomain: key.domain, selector: key.selector, privateKey: key.privateKey };
  const { signatures, errors } = await dkimSign(message, {
    ...signature,
    signatureData: [signature],
    headerList: signedHeaders,
    canonicalization: 'relaxed/relaxed',
    signTime: signedAt,
    strict: true,
  });
  if (errors.length > 0 || !/^DKIM-Signature:[\s\S]*\bb=[\s\S]+\r\n$/.test(signatures)) {
    throw new DomainError('unavailable', 'The message could not be signed with the DKIM key', {
      cause: errors[0]?.err,
    });
  }
  return Buffer.concat([Buffer.from(signatures), message]);
}
