import { createPublicKey } from 'node:crypto';
import type { SigningKey } from '../../../domain/doctor/dkim-record.ts';
import type { DkimKey } from './dkim-signature.ts';

/** What the DNS must have for signatures of a key to be accepted. */
export function signingKey({ domain, selector, privateKey }: DkimKey): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = `${selector}._domainkey.${domain}`;
  if (privateKey.asymmetricKeyType !== 'rsa') {
    // RFC 8463, 4: the bare 32 octets, which end the SPKI form.
    return { domain, name, type: 'ed25519', forms: [spki.subarray(-32).toString('base64')] };
  }
  // RFC 6376, 3.6.1 names RSAPublicKey, and everybody publishes SPKI: receivers take both.
  const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'der' });
  return { domain, name, type: 'rsa', forms: [spki.toString('base64'), pkcs1.toString('base64')] };
}
