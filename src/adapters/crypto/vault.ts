import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Vault } from '../../app/accounts/account-ports.ts';
import { keysIn } from './links.ts';

const cipher = 'aes-256-gcm';
/** The first byte of what is sealed: how the rest is to be read. */
const format = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA256 (RFC 5869) makes of the secret key; what it is
 * about is authenticated with it. `secretKey` as for links: the first key in it seals, all of them open.
 */
export function createVault(secretKey: string): Vault {
  const keys = keysIn(secretKey).map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'offprint vault', 32)),
  );
  const [current] = keys;
  if (current === undefined) throw new Error('no secret key');

  return {
    seal(plain, about) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, current, nonce, { authTagLength: tagBytes });
      sealing.setAAD(Buffer.from(about));
      const sealed = Buffer.concat([sealing.update(plain), sealing.final()]);
      return Buffer.concat([Buffer.of(format), nonce, sealing.getAuthTag(), sealed]);
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < 1 + nonceBytes + tagBytes || bytes[0] !== format) return null;
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
      for (const key of keys) {
        const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
        opening.setAAD(Buffer.from(about));
        opening.setAuthTag(tag);
        try {
          return Buffer.concat([opening.update(bytes.subarray(1 + nonceBytes + tagBytes)), opening.final()]);
        } catch {
          // Not with this key.
        }
      }
      return null;
    },
  };
}
