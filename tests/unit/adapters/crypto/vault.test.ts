import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault } from '../../../../src/adapters/crypto/vault.ts';

const [old, current] = ['an old secret key of many letters!', 'the present secret key, as long too'];
const noSpaces = (key: string) => key.replaceAll(' ', '_');
const vault = createVault(noSpaces(current));
const secret = Buffer.from('12345678901234567890');

describe('the vault', () => {
  it('gives back what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (plain, about) => {
        const sealed = vault.seal(plain, about);
        expect(Buffer.from(vault.open(sealed, about) ?? [1])).toEqual(Buffer.from(plain));
      }),
    );
  });

  it('shows nothing of it, and not even that it is the same', () => {
    const sealed = [vault.seal(secret, 'a'), vault.seal(secret, 'a')].map((one) =>
      Buffer.from(one).toString('hex'),
    );
    expect(sealed[0]).not.toBe(sealed[1]);
    for (const one of sealed) expect(one).not.toContain(secret.toString('hex').slice(0, 8));
  });

  it('opens it as about nothing else, with no other key, and not when one bit is different', () => {
    const sealed = vault.seal(secret, 'totp of admin 1');
    expect(vault.open(sealed, 'totp of admin 2')).toBeNull();
    expect(createVault(noSpaces(old)).open(sealed, 'totp of admin 1')).toBeNull();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const other = Buffer.from(sealed);
      other[bit >> 3]! ^= 1 << (bit & 7);
      expect(vault.open(other, 'totp of admin 1')).toBeNull();
    }
    for (let end = 0; end < sealed.length; end++)
      expect(vault.open(sealed.subarray(0, end), 'totp of admin 1')).toBeNull();
  });

  it('after a change of the key opens what the old one sealed, as long as that stands behind the new one', () => {
    const sealed = createVault(noSpaces(old)).seal(secret, 'a');
    const both = createVault(`${noSpaces(current)} ${noSpaces(old)}`);
    expect(both.open(sealed, 'a')).toEqual(secret);
    expect(vault.open(both.seal(secret, 'a'), 'a')).toEqual(secret);
  });
});
