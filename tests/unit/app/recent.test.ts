import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepRecent } from '../../../src/app/recent.ts';

describe('recent entries', () => {
  test('are made once, and those not used for longest are forgotten', () => {
    const recent = keepRecent<string, string>(2);
    expect(recent.of('a', () => 'first')).toBe('first');
    recent.set('b', 'second');
    expect(recent.of('a', () => 'not made')).toBe('first');
    recent.set('c', 'third');
    expect(recent.peek('b')).toBeUndefined();
    expect(recent.peek('a')).toBe('first');
    recent.forget('a');
    expect(recent.of('a', () => 'again')).toBe('again');
  });
  test('are not used by looking at them', () => {
    const recent = keepRecent<string, string>(2);
    recent.set('a', 'first');
    recent.set('b', 'second');
    expect(recent.peek('a')).toBe('first');
    recent.set('c', 'third');
    expect(recent.peek('a')).toBeUndefined();
  });
  test('are those of a list in which what is used goes to its end', () => {
    const use = fc.record({ how: fc.constantFrom('of', 'set', 'peek', 'forget'), key: fc.nat(6) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(use), (most, uses) => {
        const recent = keepRecent<number, string>(most);
        let list: number[] = [];
        for (const { how, key } of uses) {
          if (how === 'of') recent.of(key, () => `entry ${key}`);
          if (how === 'set') recent.set(key, `entry ${key}`);
          if (how === 'forget') recent.forget(key);
          if (how !== 'peek') list = list.filter((one) => one !== key);
          if (how === 'of' || how === 'set') list = [...list, key].slice(-most);
          for (let one = 0; one <= 6; one++)
            expect(recent.peek(one)).toBe(list.includes(one) ? `entry ${one}` : undefined);
        }
      }),
    );
  });
});
