import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinks } from '../../../../src/adapters/crypto/links.ts';

const publicUrl = 'https://papers.example.org';
const links = createLinks({ publicUrl, secretKey: 'k'.repeat(32) });
const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

describe('the signature of links', () => {
  it('is HMAC-SHA256 over purpose and id, cut to 128 bits, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), fc.nat(), (key, id) => {
        // Spaces may part several keys.
        fc.pre(!/\s/.test(key));
        const expected = createHmac('sha256', key).update(`offprint link\0unsubscribe\0${id}`).digest();
        const [, , signature] = tokenOf(createLinks({ publicUrl, secretKey: key }).unsubscribe(id)).split(
          '.',
        );
        expect(signature).toBe(expected.subarray(0, 16).toString('base64url'));
      }),
    );
  });
});

describe('signed links', () => {
  it('give back the id that they were made for', () => {
    fc.assert(
      fc.property(fc.nat(), (id) => {
        expect(links.read('unsubscribe', tokenOf(links.unsubscribe(id)))).toBe(String(id));
        expect(links.read('view', tokenOf(links.view(String(id))))).toBe(String(id));
      }),
    );
  });
  it('to vote give back the reader, the paper and the vote that they were made for', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.constantFrom('more' as const, 'less' as const),
        (reader, paper, vote) => {
          const token = tokenOf(links.feedback(reader, paper)[vote]);
          expect(links.readFeedback(token)).toEqual({ subscriberId: reader, paperId: paper, vote });
          expect(
            links.readFeedback(token.replace(/more|less/, vote === 'more' ? 'less' : 'more')),
          ).toBeNull();
          expect(links.read('preferences', token)).toBeNull();
        },
      ),
    );
  });
  it('to vote are refused when one character was changed, and never throw', () => {
    const token = tokenOf(links.feedback(12, 34).more);
    fc.assert(
      fc.property(
        fc.nat(token.length - 2),
        fc.constantFrom('a', 'Z', '0', '9', '_', '.'),
        (at, character) => {
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          if (changed !== token) expect(links.readFeedback(changed)).toBeNull();
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(links.readFeedback(text)).toBeNull();
      }),
    );
    expect(links.readFeedback(tokenOf(links.unsubscribe(7)))).toBeNull();
  });
  it('to vote work while the key that they were made with is still listed', () => {
    const [first, second] = ['n'.repeat(32), 'o'.repeat(40)];
    const token = tokenOf(createLinks({ publicUrl, secretKey: second }).feedback(5, 6).less);
    expect(createLinks({ publicUrl, secretKey: `${first} ${second}` }).readFeedback(token)?.vote).toBe(
      'less',
    );
    expect(createLinks({ publicUrl, secretKey: first }).readFeedback(token)).toBeNull();
  });
  it('are worth nothing for another purpose', () => {
    expect(links.read('preferences', tokenOf(links.unsubscribe(7)))).toBeNull();
    expect(links.read('view', tokenOf(links.preferences(7)))).toBeNull();
  });
  it('are refused when one character was changed', () => {
    const token = tokenOf(links.preferences(123));
    fc.assert(
      fc.property(
        fc.nat(token.length - 2),
        fc.constantFrom('a', 'Z', '0', '9', '_', '-', '.'),
        (at, character) => {
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          if (changed !== token) expect(links.read('preferences', changed)).toBeNull();
        },
      ),
    );
  });
  it('never throw for whatever comes as a token', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(links.read('view', token)).toBeNull();
      }),
    );
  });
  it('made with a replaced key go on working while that key is still listed', () => {
    const [first, second] = ['n'.repeat(32), 'o'.repeat(40)];
    const before = createLinks({ publicUrl, secretKey: second });
    const rotated = createLinks({ publicUrl, secretKey: `${first} ${second}` });
    const token = tokenOf(before.unsubscribe(5));
    expect(rotated.read('unsubscribe', token)).toBe('5');
    expect(tokenOf(rotated.unsubscribe(5))).not.toBe(token);
    expect(before.read('unsubscribe', tokenOf(rotated.unsubscribe(5)))).toBeNull();
  });
  it('take a passphrase with spaces as one key, never its first word', () => {
    const firstWord = createLinks({ publicUrl, secretKey: 'a' });
    const passphrase = createLinks({ publicUrl, secretKey: 'a passphrase of several words that is long' });
    expect(passphrase.read('unsubscribe', tokenOf(firstWord.unsubscribe(5)))).toBeNull();
    expect(firstWord.read('unsubscribe', tokenOf(passphrase.unsubscribe(5)))).toBeNull();
  });
  it('hold no address', () => {
    expect(links.unsubscribe(5)).toMatch(
      /^https:\/\/papers\.example\.org\/unsubscribe\/[\w-]{4}\.5\.[\w-]{22}$/,
    );
  });
});
