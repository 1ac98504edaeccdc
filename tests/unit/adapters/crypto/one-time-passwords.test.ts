import { describe, expect, it } from 'vitest';
import { oneTimePasswords } from '../../../../src/adapters/crypto/one-time-passwords.ts';

/** RFC 6238, appendix B: the secret and, for SHA-1, the last six of the eight digits at each time. */
const secret = Buffer.from('12345678901234567890');
const vectors: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];

describe('codes of an authenticator', () => {
  it.each(vectors)('at second %i: %s (RFC 6238)', (seconds, code) => {
    const at = (second: number) => oneTimePasswords.stepOf(secret, code, new Date(second * 1000));
    const step = Math.floor(seconds / 30);
    expect(at(seconds)).toBe(step);
    // One step early or late counts, as the step that it is of; two do not.
    const begin = step * 30;
    expect([at(begin - 30), at(begin + 59)]).toEqual([step, step]);
    expect([at(begin - 31), at(begin + 60)]).toEqual([null, null]);
  });

  it('are wrong in every other case', () => {
    const now = new Date(59_000);
    for (const code of ['287083', '94287082', '', '28708', 'abcdef'])
      expect(oneTimePasswords.stepOf(secret, code, now)).toBeNull();
    expect(oneTimePasswords.stepOf(oneTimePasswords.newSecret(), '287082', now)).toBeNull();
  });

  it('come of a secret of 160 random bits, told as authenticators read it', () => {
    const made = oneTimePasswords.newSecret();
    expect(made).toHaveLength(20);
    expect(Buffer.from(made)).not.toEqual(Buffer.from(oneTimePasswords.newSecret()));
    const { uri, typed } = oneTimePasswords.describe(secret, 'ada+b@example.org');
    expect(typed).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    const url = new URL(uri);
    expect([url.protocol, url.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(url.pathname)).toBe('/Offprint:ada+b@example.org');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      issuer: 'Offprint',
      secret: typed,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
