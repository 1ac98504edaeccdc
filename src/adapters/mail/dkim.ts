import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type FieldError, invalid } from '../../domain/errors.ts';
import { type DkimKey, dkimSignature } from './dkim-signature.ts';
import { alternatives, headerField } from './message.ts';
import { pieceOf } from './quoted-printable.ts';

export type { DkimKey };

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
  return { domain: input.domain.toLowerCase(), selector: input.selector, privateKey: key };
}

/** The public half as the DNS gives it: SPKI for RSA (RFC 6376, 3.6.1), the bare 32 bytes for Ed25519 (RFC 8463, 4). */
function publicRecord(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return key.asymmetricKeyType === 'rsa'
    ? `v=DKIM1; k=rsa; p=${der.toString('base64')}`
    : `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
}

/**
 * Signs a sample as every message is signed and has another implementation verify it. Rejects with a DomainError
 * `invalid` when the signature would not be accepted.
 */
export async function proveDkim(key: DkimKey): Promise<void> {
  const date = new Date('2026-01-01T00:00:00Z');
  const fields = [
    headerField('From', { name: 'Off, Print', address: `digest@${key.domain}` }),
    headerField(
      'Subject',
      'Größen, and a title that is long enough to be folded over several lines of a header',
    ),
    'Feedback-ID: 1:two  spaces and a\t tab:sample:offprint ',
    headerField('Date', date),
  ];
  const said = [pieceOf('A line with  two spaces and one at its end \n\n.\n')];
  const message = alternatives(fields, { text: said, html: said }, 'sample');
  const raw = message.finish([await dkimSignature(message, key, date)]);
  // Only a service that signs needs it.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const { results } = await dkimVerify(raw, {
    resolver: async () => [[publicRecord(key.privateKey)]],
    curTime: date,
    strict: true,
  });
  const status = results.length === 1 ? results[0]?.status : undefined;
  if (status?.result === 'pass') return;
  const why = status?.comment ? `: ${status.comment}` : '';
  throw invalid([{ field: 'DKIM_PRIVATE_KEY', message: `makes signatures that do not verify${why}` }]);
}
