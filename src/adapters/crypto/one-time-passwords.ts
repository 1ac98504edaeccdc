import { Secret, TOTP } from 'otpauth';
import type { OneTimePasswords } from '../../app/accounts/account-ports.ts';

/** As long as the hash's own output (RFC 4226, 4). */
const secretBytes = 20;
/** Steps before and after the present one that count: clocks differ, and typing takes time (RFC 6238, 5.2). */
const window = 1;

function totpOf(secret: Uint8Array, account: string): TOTP {
  return new TOTP({
    issuer: 'Offprint',
    label: account,
    // A copy: what a database gives out is often a view of a larger buffer.
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  });
}

/** TOTP (RFC 6238). */
export const oneTimePasswords: OneTimePasswords = {
  newSecret: () => new Secret({ size: secretBytes }).bytes,
  describe(secret, account) {
    const totp = totpOf(secret, account);
    return { uri: totp.toString(), typed: totp.secret.base32 };
  },
  stepOf(secret, code, now) {
    const totp = totpOf(secret, '');
    const timestamp = now.getTime();
    const delta = totp.validate({ token: code, timestamp, window });
    return delta === null ? null : totp.counter({ timestamp }) + delta;
  },
};
