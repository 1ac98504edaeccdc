import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinks } from '../../../../src/adapters/crypto/links.ts';
import { makeToken } from '../../../../src/app/secret-token.ts';

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

describe('the end of a link', () => {
  const secret = 'k'.repeat(32);
  const more = (id: number) =>
    createHmac('sha256', secret).update(`offprint link\0feedback\0${id}.1`).digest('base64url').slice(0, 21);

  it('is a letter or a digit: programs leave a dash out of the address', () => {
    for (let id = 0; id < 500; id++) {
      const { more, less } = links.feedback(id, 1);
      const ending = links.ending('erase', id, new Date());
      for (const url of [
        more,
        less,
        ending,
        links.unsubscribe(id),
        links.preferences(id),
        links.saved(id),
        links.saved(id, [12, 7]),
        links.savedFeed(id),
        links.view(`${id}`),
      ])
        expect(url).toMatch(/[A-Za-z0-9]$/);
      expect(makeToken()).toMatch(/^[\w-]{42}[A-Za-z0-9]$/);
    }
  });
  it('was a dash in mails that were sent before, whose links go on working', () => {
    const id = Array.from({ length: 500 }, (_, one) => one).find((one) => /[-_]$/.test(more(one))) ?? 0;
    const [keyId] = tokenOf(links.unsubscribe(1)).split('.');
    const token = `${keyId}.${id}.1.more.${more(id)}`;
    expect(token).toMatch(/[-_]$/);
    expect(links.readFeedback(token)).toEqual({ subscriberId: id, paperId: 1, vote: 'more' });
    expect(links.readFeedback(token.slice(0, -1))).toBeNull();
  });
});

describe('links that end', () => {
  const until = new Date('2026-11-24T11:00:00.999Z');
  const token = tokenOf(links.ending('erase', 7, until));

  it('give back whose they are and until when, to the second', () => {
    const whole = new Date('2026-11-24T11:00:00Z');
    expect(links.readEnding('erase', token)).toEqual({ id: 7, until: whole });
  });
  it('are worth nothing with another end, another reader or for another purpose', () => {
    const [key = '', id = '', seconds = '', given = ''] = token.split('.');
    for (const wrong of [
      [key, id, String(Number(seconds) + 3600), given],
      [key, '8', seconds, given],
      [key, `0${id}`, seconds, given],
      [key, id, seconds, ''],
      [key, id, seconds],
      [key, id, seconds, given, given],
    ])
      expect(links.readEnding('erase', wrong.join('.'))).toBeNull();
    expect(links.readEnding('export', token)).toBeNull();
    expect(links.read('preferences', token)).toBeNull();
    expect(links.readEnding('erase', tokenOf(links.preferences(7)))).toBeNull();
  });
  it('never throw for whatever comes as a token', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(links.readEnding('export', text)).toBeNull();
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
