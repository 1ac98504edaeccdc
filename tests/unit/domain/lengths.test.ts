import { describe, expect, it } from 'vitest';
import { cut } from '../../../src/domain/lengths.ts';

describe('a text that is cut', () => {
  it('is itself when it is short enough', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('', 0)).toBe('');
  });
  it('never loses half of a character', () => {
    expect(cut('abc', 2)).toBe('ab');
    expect(cut('a👍', 2)).toBe('a');
    expect(cut('👍👍', 2)).toBe('👍');
    expect(cut('👍', 1)).toBe('');
  });
});
