import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReturnPaths } from '../../../../src/adapters/crypto/return-paths.ts';
import type { ReturnedMail } from '../../../../src/app/return-paths.ts';

const [first, second] = ['1'.repeat(32), '2'.repeat(32)] as const;
const domain = 'Bounce.Example.org';
const paths = createReturnPaths({ domain, secretKey: first });
const digest: ReturnedMail = { kind: 'digest', deliveryId: '4711' };
const anyMail: fc.Arbitrary<ReturnedMail> = fc.oneof(
  fc
    .bigInt({ min: 1n, max: 2n ** 63n - 1n })
    .map((id) => ({ kind: 'digest' as const, deliveryId: String(id) })),
  fc
    .integer({ min: 1, max: 2 ** 31 - 1 })
    .map((subscriberId) => ({ kind: 'subscription' as const, subscriberId })),
);

describe('an envelope sender', () => {
  it('names the message, and is a short local part that any server takes', () => {
    fc.assert(
      fc.property(anyMail, (mail) => {
        const address = paths.of(mail)!;
        expect(address).toMatch(/^b\+[a-z0-9-]{28,60}@bounce\.example\.org$/);
        expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
        expect(paths.read(address)).toEqual(mail);
      }),
    );
  });

  it('is understood in whatever case a server made of it', () => {
    expect(paths.read(paths.of(digest)!.toUpperCase())).toEqual(digest);
  });

  it('cannot be made up: a change of any character voids it', () => {
    const address = paths.of(digest)!;
    for (let at = 0; at < address.length; at++) {
      for (const other of ['a', 'z', '7']) {
        const changed = address.slice(0, at) + other + address.slice(at + 1);
        if (changed !== address) expect(paths.read(changed)).toBeNull();
      }
    }
    expect(createReturnPaths({ domain, secretKey: second }).read(address)).toBeNull();
  });

  it('stands for one message only', () => {
    const mac = paths.of(digest)!.slice(-1 - domain.length - 26);
    expect(paths.read(`b+d1-${mac}`)).toBeNull();
    expect(paths.read(paths.of(digest)!.replace('b+d', 'b+s'))).toBeNull();
  });

  it('goes on being understood when the key is replaced', () => {
    const rotated = createReturnPaths({ domain, secretKey: `${second} ${first}` });
    expect(rotated.read(paths.of(digest)!)).toEqual(digest);
    expect(rotated.of(digest)).not.toBe(paths.of(digest));
  });

  it('is of the domain for it only, and there is none without one', () => {
    expect(paths.read(paths.of(digest)!.replace('@bounce.', '@other.'))).toBeNull();
    const none = createReturnPaths({ domain: null, secretKey: first });
    expect(none.of(digest)).toBeNull();
    expect(none.read(paths.of(digest)!)).toBeNull();
  });

  it('may be anything without an error', () => {
    fc.assert(fc.property(fc.string(), (text) => paths.read(text) === null));
    for (const text of ['', '@', 'b+@bounce.example.org', 'b+d-@bounce.example.org'])
      expect(paths.read(text)).toBeNull();
  });
});
