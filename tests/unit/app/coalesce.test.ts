import { describe, expect, test } from 'vitest';
import { coalesce } from '../../../src/app/coalesce.ts';

describe('calls made while one is at work', () => {
  test('go together in the next, in order, at most so many, and each gets its own answer', async () => {
    const batches: (readonly number[])[] = [];
    const gates: (() => void)[] = [];
    const double = coalesce<number, number>(3, async (inputs) => {
      batches.push(inputs);
      await new Promise<void>((open) => gates.push(open));
      return inputs.map((input) => input * 2);
    });
    const first = double(1);
    await Promise.resolve();
    await Promise.resolve();
    const others = [2, 3, 4, 5].map(double);
    for (let index = 0; index < 3; index++) {
      gates[index]?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  test('reject with the one that they went with, and the next ones do not', async () => {
    let broken = true;
    const run = coalesce<string, string>(10, async (inputs) => {
      if (broken) throw new Error('the database is away');
      return inputs;
    });
    const both = await Promise.allSettled([run('a'), run('b')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await run('c')).toBe('c');
  });

  test('are never left without an answer', async () => {
    const run = coalesce<number, number>(10, async () => []);
    await expect(run(1)).rejects.toThrow('not every call was answered');
  });
});
