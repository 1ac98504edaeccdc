import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type FieldError, invalid } from '../../../domain/errors.ts';
import { type DkimKey, dkimSignatures } from './dkim-signature.ts';
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

/** Reads one key; null when it cannot sign, of which `wrong` is told. */
function readKey(privateKey: string, wrong: (message: string) => void): KeyObject | null {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKey);
  } catch {
    // The library's message is left out: it can quote the key.
    wrong('is not a private key in PEM');
    return null;
  }
  const fault = keyFault(key);
  if (fault !== null) wrong(fault);
  return fault === null ? key : null;
}

/**
 * DKIM keys that are known to sign, in the order of their signatures: one of RSA of 2048 bits or more (RFC 8301) or of
 * Ed25519 (RFC 8463); with `ed25519`, one of RSA and then that one, for the same domain. RSA comes first, on top:
 * verifiers may look at few signatures and in any order (RFC 6376, 6.1), and every one of them knows RSA. Throws a
 * DomainError `invalid` that names each setting that is wrong.
 */
export function loadDkimKeys(input: {
  domain: string;
  selector: string;
  privateKey: string;
  ed25519?: { selector: string; privateKey: string } | null;
}): DkimKey[] {
  const faults: FieldError[] = [];
  const wrong = (field: string) => (message: string) => void faults.push({ field, message });
  const { domain, selector, ed25519 = null } = input;
  if (!domainName.test(domain)) wrong('DKIM_DOMAIN')('is not a domain name');
  if (!selectorName.test(selector)) wrong('DKIM_SELECTOR')('is not a DNS label');
  const key = readKey(input.privateKey, wrong('DKIM_PRIVATE_KEY'));
  const keys = [{ selector, key }];
  if (ed25519 !== null) {
    const { selector: other } = ed25519;
    if (key !== null && key.asymmetricKeyType !== 'rsa')
      wrong('DKIM_PRIVATE_KEY')('must be an RSA key when there is an Ed25519 key for a second signature');
    if (!selectorName.test(other)) wrong('DKIM_ED25519_SELECTOR')('is not a DNS label');
    const second = readKey(ed25519.privateKey, wrong('DKIM_ED25519_PRIVATE_KEY'));
    if (second !== null && second.asymmetricKeyType !== 'ed25519')
      wrong('DKIM_ED25519_PRIVATE_KEY')('is not an Ed25519 key');
    keys.push({ selector: other, key: second });
  }
  if (faults.length > 0) throw invalid(faults);
  return keys.flatMap((one) =>
    one.key === null ? [] : { domain: domain.toLowerCase(), selector: one.selector, privateKey: one.key },
  );
}

/** The public half as the DNS gives it: SPKI for RSA (RFC 6376, 3.6.1), the bare 32 bytes for Ed25519 (RFC 8463, 4). */
function publicRecord(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return key.asymmetricKeyType === 'rsa'
    ? `v=DKIM1; k=rsa; p=${der.toString('base64')}`
    : `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
}

/** Where the public half of a key is. */
function recordName({ domain, selector }: DkimKey): string {
  return `${selector}._domainkey.${domain}`;
}

/** The settings of the keys, in the order of the signatures. */
const settings = ['DKIM_PRIVATE_KEY', 'DKIM_ED25519_PRIVATE_KEY'];

/**
 * Signs a sample as every message is signed and has another implementation verify each signature. Rejects with a
 * DomainError `invalid` that names the keys whose signatures would not be accepted.
 */
export async function proveDkim(keys: readonly DkimKey[]): Promise<void> {
  const [first] = keys;
  if (first === undefined) return;
  const date = new Date('2026-01-01T00:00:00Z');
  const fields = [
    headerField('From', { name: 'Off, Print', address: `digest@${first.domain}` }),
    headerField(
      'Subject',
      'Größen, and a title that is long enough to be folded over several lines of a header',
    ),
    'Feedback-ID: 1:two  spaces and a\t tab:sample:offprint ',
    headerField('Date', date),
  ];
  const stated = [pieceOf('A line with  two spaces and one at its end \n\n.\n')];
  const message = alternatives(fields, { text: stated, html: stated }, 'sample');
  const raw = message.finish(await dkimSignatures(message, keys, date));
  // Only a service that signs needs it.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const records = new Map(keys.map((key) => [recordName(key), publicRecord(key.privateKey)]));
  const { results } = await dkimVerify(raw, {
    resolver: async (name: string) => [[records.get(name) ?? '']],
    curTime: date,
    strict: true,
  });
  const faults = keys.flatMap((key, index) => {
    const status = results.find(({ selector }) => selector === key.selector)?.status;
    if (status?.result === 'pass') return [];
    const why = status?.comment ? `: ${status.comment}` : '';
    const field = settings[index] ?? 'DKIM_PRIVATE_KEY';
    return { field, message: `makes signatures that do not verify${why}` };
  });
  if (faults.length > 0) throw invalid(faults);
}
