import { expect, test } from 'vitest';
import { createAllowances } from '../../../src/adapters/allowance.ts';

const words = 'Please wait.';

function clocked() {
  let now = 0;
  const allowances = createAllowances({ most: 1_000, aSecond: 100 }, words, () => now);
  return { allowances, pass: (ms: number) => (now += ms) };
}

test('whoever has used up their time waits until there is some again, and nobody else does', () => {
  const { allowances, pass } = clocked();
  allowances.check('a');
  allowances.charge('a', 900);
  allowances.check('a');
  // The last piece of work may cost more than was left.
  allowances.charge('a', 600);
  expect(() => allowances.check('a')).toThrow(expect.objectContaining({ code: 'too_many', retryAfter: 6 }));
  allowances.check('b');
  pass(5_000);
  expect(() => allowances.check('a')).toThrow(words);
  pass(10);
  allowances.check('a');
});

test('what is not used does not grow beyond the most', () => {
  const { allowances, pass } = clocked();
  allowances.charge('a', 1);
  pass(3_600_000);
  allowances.charge('a', 1_001);
  expect(() => allowances.check('a')).toThrow(words);
});
