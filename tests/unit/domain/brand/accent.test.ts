import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accentOf,
  contrastOf,
  leastContrast,
  readColour,
  usualAccent,
} from '../../../../src/domain/brand/accent.ts';

const grounds = {
  light: ['#fbfaf7', '#ffffff', '#f3f1ea'],
  dark: ['#131619', '#1b1f23', '#0e1113'],
} as const;
const colours = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('an accent', () => {
  it('is read with and without a #, long and short', () => {
    expect(['#0A5F6B', ' 0a5f6b', '#abc', 'abc'].map(readColour)).toEqual([
      '#0a5f6b',
      '#0a5f6b',
      '#aabbcc',
      '#aabbcc',
    ]);
    expect(['', 'red', '#12345', 'url(x)', '#1234567', `#${'a'.repeat(99)}`].map(readColour)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('has the contrasts that WCAG gives', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrastOf('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });

  it('can be read on everything that it stands on, and carries text, whatever colour was chosen', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        const accent = accentOf(colour);
        for (const scheme of ['light', 'dark'] as const) {
          const { accent: own, strong, tint, onAccent } = accent[scheme];
          for (const ground of [...grounds[scheme], tint, onAccent])
            expect(contrastOf(own, ground)).toBeGreaterThanOrEqual(leastContrast);
          expect(contrastOf(strong, onAccent)).toBeGreaterThanOrEqual(leastContrast);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stays what was chosen where that can be read', () => {
    expect(accentOf('#0a5f6b').light.accent).toBe('#0a5f6b');
    expect(accentOf('#7fcbd2').dark.accent).toBe('#7fcbd2');
  });

  it('says the contrast of the usual one as it is', () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { accent, tint, onAccent, contrast } = usualAccent[scheme];
      const least = Math.min(
        ...[...grounds[scheme], tint, onAccent].map((other) => contrastOf(accent, other)),
      );
      expect(contrast).toBeCloseTo(least, 1);
    }
  });
});
