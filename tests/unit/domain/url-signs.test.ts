import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unencoded } from '../../../src/domain/url-signs.ts';

describe('a URL with a user and a password', () => {
  it.each([
    ['smtp://AKIA:abc/def+g@host:587', 'percent-encode the / in the password as %2F'],
    ['smtp://user:12/34@host', 'percent-encode the / in the password as %2F'],
    ['smtp://user:pa#ss@host', 'percent-encode the # in the password as %23'],
    ['smtp://user:pa?ss@host', 'percent-encode the ? in the password as %3F'],
    ['smtp://user:pa\\ss@host', 'percent-encode the \\ in the password as %5C'],
    ['smtp://us/er:pass@host', 'percent-encode the / in the user as %2F'],
    ['smtp://a/b@host', 'percent-encode the / in the user as %2F'],
    [
      'smtp://us#er:1/2?3@host',
      'percent-encode the # in the user as %23 and the / in the password as %2F and the ? in the password as %3F',
    ],
    ['smtp://user:p@1/2@host', 'percent-encode the / in the password as %2F'],
    ['postgresql://user:12/34@host:5432/db', 'percent-encode the / in the password as %2F'],
    ['postgresql://user:12?34@host:5432/db?user=a', 'percent-encode the ? in the password as %3F'],
  ])('says what ends it too early: %s', (url, words) => {
    expect(unencoded(url, { query: url.startsWith('postgres') })).toBe(words);
  });

  it.each([
    'smtp://user:p%2Fss@host:587',
    'smtp://us@er:p@ss@host:587?weight=3&name=a.example',
    'smtp://host/?weight=3',
    'postgresql://user:pass@host:5432/db?sslmode=require',
    'postgresql://host/db?user=ada@example.org&password=p@ss',
    'postgresql://user:pass@host/db?options=a@b',
    'postgresql:///db?host=/var/run/postgresql',
    'postgresql://user@/db',
    'nothing of the kind @ all',
    '',
  ])('is left alone when it ends where it should: %s', (url) => {
    expect(unencoded(url, { query: true })).toBeNull();
  });

  it('is never shown in part', () => {
    const secret = fc.stringMatching(/^[QXZ]{4,8}$/);
    const signs = fc.stringMatching(/^[/?#]{1,3}$/);
    fc.assert(
      fc.property(secret, signs, secret, fc.boolean(), (before, between, after, query) => {
        const words = unencoded(`smtp://QZX:${before}${between}${after}@host:587`, { query });
        expect(words).toMatch(
          /^percent-encode the . in the password as %..( and the . in the password as %..)*$/,
        );
      }),
    );
  });
});
