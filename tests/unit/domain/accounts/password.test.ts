import { expect, it } from 'vitest';
import { passwordFault } from '../../../../src/domain/accounts/password.ts';

it('a password has 12 to 200 characters, whichever', () => {
  expect(passwordFault('x'.repeat(11))).toMatch('12');
  expect(passwordFault('x'.repeat(12))).toBeNull();
  expect(passwordFault(' '.repeat(200))).toBeNull();
  expect(passwordFault('x'.repeat(201))).toMatch('200');
});
