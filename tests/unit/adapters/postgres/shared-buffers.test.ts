import { expect, test } from 'vitest';
import { sharedBuffersMb } from '../../../../src/adapters/postgres/embedded/server.ts';

test('memory for the database goes by what there is', () => {
  const gib = 1024 ** 3;
  expect(sharedBuffersMb(4 * gib, 0)).toBe(512);
  expect(sharedBuffersMb(0.5 * gib, 0)).toBe(128);
  expect(sharedBuffersMb(64 * gib, 0)).toBe(1024);
  // A container on a large machine; without a bound some systems say a number beyond all memory.
  expect(sharedBuffersMb(64 * gib, 2 * gib)).toBe(256);
  expect(sharedBuffersMb(4 * gib, 2 ** 63)).toBe(512);
});
