import { describe, expect, test } from 'vitest';
import { once, singleFlight } from '../../../src/app/single-flight.ts';

function work() {
  const runs: PromiseWithResolvers<string>[] = [];
  return {
    runs,
    run() {
      const one = Promise.withResolvers<string>();
      runs.push(one);
      return one.promise;
    },
  };
}

describe('a single flight', () => {
  test('is joined by all who call meanwhile; the next call runs again', async () => {
    const { run, runs } = work();
    const fly = singleFlight(run);
    const together = Promise.all([fly(), fly()]);
    runs[0]!.resolve('one');
    expect(await together).toEqual(['one', 'one']);
    const next = fly();
    runs[1]!.resolve('two');
    expect(await next).toBe('two');
    expect(runs).toHaveLength(2);
  });
  test('that fails does so for all who joined it, and for nobody after', async () => {
    const { run, runs } = work();
    const fly = singleFlight(run);
    const together = Promise.allSettled([fly(), fly()]);
    runs[0]!.reject(new Error('away'));
    expect((await together).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = fly();
    runs[1]!.resolve('back');
    expect(await next).toBe('back');
  });
});

test('what is made once stays as it came, a failure too', async () => {
  const { run, runs } = work();
  const get = once(run);
  const first = get();
  runs[0]!.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect(get()).rejects.toThrow('away');
  expect(runs).toHaveLength(1);
});
