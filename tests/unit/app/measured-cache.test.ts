import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { measuredCache } from '../../../src/app/measured-cache.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads that take `ms`, numbered. */
function reader(ms: number) {
  let reads = 0;
  return async () => {
    const read = ++reads;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return read;
  };
}
async function during<T>(work: Promise<T>, ms: number): Promise<T> {
  await vi.advanceTimersByTimeAsync(ms);
  return await work;
}

describe('what is dear', () => {
  test('is read once for all who come while it is being read', async () => {
    const read = measuredCache(reader(100), {});
    expect(await during(Promise.all([read(), read(), read()]), 100)).toEqual([1, 1, 1]);
  });
  test('is read again only after forty times what it took', async () => {
    const read = measuredCache(reader(100), {});
    await during(read(), 100);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(await read()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await during(read(), 100)).toBe(2);
  });
  test('is not read within the least time, however fast it was', async () => {
    const read = measuredCache(reader(1), { leastMs: 5_000 });
    await during(read(), 1);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await read()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await during(read(), 1)).toBe(2);
  });
});

test('what is cheap is read each time', async () => {
  const read = measuredCache(reader(10), { cheapMs: 50 });
  await during(read(), 10);
  expect(await during(read(), 10)).toBe(2);
});

test('after a failure the next one reads again', async () => {
  let fails = true;
  const read = measuredCache(async () => {
    if (fails) throw new Error('away');
    return 'there';
  }, {});
  await expect(read()).rejects.toThrow('away');
  fails = false;
  expect(await read()).toBe('there');
});
