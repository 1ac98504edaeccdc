import { expect, test } from 'vitest';
import { complaintLimit, hardBounceLimit, standing } from '../../../../src/domain/sending/sending-limits.ts';

test.each([
  [0, 0, 'nothing sent'],
  [1, 0, 'over the limit'],
  [0, 1_000, 'well'],
  [9, 10_000, 'well'],
  [10, 10_000, 'in doubt'],
  [29, 10_000, 'in doubt'],
  [30, 10_000, 'over the limit'],
] as const)('%d complaints of %d messages: %s', (count, messages, expected) => {
  expect(standing(count, messages, complaintLimit)).toBe(expected);
});

test.each([
  [49, 'well'],
  [50, 'in doubt'],
  [99, 'in doubt'],
  [100, 'over the limit'],
] as const)('%d hard bounces of a thousand: %s', (count, expected) => {
  expect(standing(count, 1_000, hardBounceLimit)).toBe(expected);
});
