import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../../src/adapters/smtp/turns.ts';

const a = { name: 'a', weight: 5 };
const b = { name: 'b', weight: 1 };
const c = { name: 'c', weight: 1 };

describe('turns by weight', () => {
  it('give each its share, the heavy one spread among the others', () => {
    const turn = createTurns<typeof a>();
    expect(Array.from({ length: 14 }, () => turn([a, b, c])?.name).join('')).toBe('aabacaaaabacaa');
  });

  it('share among those that can be chosen', () => {
    const turn = createTurns<typeof a>();
    expect(Array.from({ length: 4 }, () => turn([b, c])?.name).sort()).toEqual(['b', 'b', 'c', 'c']);
    expect(turn([b])).toBe(b);
    expect(turn([])).toBeUndefined();
  });
});
