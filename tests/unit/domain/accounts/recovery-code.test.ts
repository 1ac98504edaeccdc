import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readRecoveryCode,
  readTotpCode,
  recoveryCodeBytes,
  writeRecoveryCode,
} from '../../../../src/domain/accounts/recovery-code.ts';

const bytes = fc.uint8Array({ minLength: recoveryCodeBytes, maxLength: recoveryCodeBytes });

describe('a recovery code', () => {
  it('is thirty-two letters and digits in fours', () => {
    expect(writeRecoveryCode(new Uint8Array(20))).toBe('0000-0000-0000-0000-0000-0000-0000-0000');
    expect(writeRecoveryCode(new Uint8Array(20).fill(255))).toBe('zzzz-zzzz-zzzz-zzzz-zzzz-zzzz-zzzz-zzzz');
    const counted = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 31]);
    expect(writeRecoveryCode(counted)).toBe('0410-6105-0r3g-g28a-0000-0000-0000-000z');
    expect(() => writeRecoveryCode(new Uint8Array(10))).toThrow(RangeError);
  });

  it('of sixteen letters, as there were before, is read too', () => {
    expect(readRecoveryCode('0410 6105 OR3G G28A')).toBe('0410-6105-0r3g-g28a');
  });

  it('is another for other bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const same = Buffer.from(one).equals(Buffer.from(other));
        expect(writeRecoveryCode(one) === writeRecoveryCode(other)).toBe(same);
      }),
    );
    const first = writeRecoveryCode(new Uint8Array(20));
    for (let bit = 0; bit < 160; bit++) {
      const flipped = new Uint8Array(20);
      flipped[bit >> 3] = 1 << (bit & 7);
      expect(writeRecoveryCode(flipped)).not.toBe(first);
    }
  });

  it('is read however it is typed: in capitals, without dashes, with spaces, with letters for digits', () => {
    fc.assert(
      fc.property(bytes, (made) => {
        const code = writeRecoveryCode(made);
        const typed = [
          code,
          code.toUpperCase(),
          code.replaceAll('-', ''),
          ` ${code.replaceAll('-', ' ')} `,
          code.replaceAll('0', 'O').replaceAll('1', 'l'),
          code.replaceAll('1', 'I'),
        ];
        for (const one of typed) expect(readRecoveryCode(one)).toBe(code);
      }),
    );
  });

  it('is nothing else', () => {
    for (const typed of ['', '123456', '0410-6105-0r3g-g28', '0410-6105-0r3g-g28aa', 'uuuu-uuuu-uuuu-uuuu'])
      expect(readRecoveryCode(typed)).toBeNull();
  });
});

it('a code of an authenticator is six digits, however they are spaced', () => {
  expect(readTotpCode('123456')).toBe('123456');
  for (const typed of [' 012 345 ', '012-345', '０１２３４５', '٠١٢٣٤٥', '۰۱۲۳۴۵'])
    expect(readTotpCode(typed)).toBe('012345');
  for (const typed of ['', '12345', `${' '.repeat(100)}123456`, '1234567', '12345a', '-12345'])
    expect(readTotpCode(typed)).toBeNull();
});
