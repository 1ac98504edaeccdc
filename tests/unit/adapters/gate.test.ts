import { expect, test } from 'vitest';
import { createGate } from '../../../src/adapters/gate.ts';

/** A piece of work that ends when it is told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<void>();
  return {
    run: async () => {
      begun.resolve();
      return await promise;
    },
    begun: begun.promise,
    resolve,
    reject,
  };
}

test('lets so many in, has so many wait in their order, and refuses the rest at once', async () => {
  const gate = createGate({ atOnce: 2, waiting: 1 }, 'come back later');
  const [one, two, three] = [work(), work(), work()];
  const first = gate(one.run);
  const second = gate(two.run);
  const third = gate(three.run);
  await Promise.all([one.begun, two.begun]);
  await expect(gate(work().run)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'come back later',
    retryAfter: 5,
  });
  one.resolve('one');
  expect(await first).toBe('one');
  await three.begun;
  three.resolve('three');
  two.resolve('two');
  expect(await Promise.all([second, third])).toEqual(['two', 'three']);
});

test('gives a place back when the work fails', async () => {
  const gate = createGate({ atOnce: 1, waiting: 0 }, 'come back later');
  const failing = work();
  const failed = gate(failing.run);
  failing.reject(new Error('broken'));
  await expect(failed).rejects.toThrow('broken');
  const next = work();
  next.resolve('done');
  expect(await gate(next.run)).toBe('done');
});
