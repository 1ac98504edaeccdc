import { describe, expect, test } from 'vitest';
import { withLostBackslashes } from '../../../../src/domain/papers/lost-backslashes.ts';
import { texToText } from '../../../../src/domain/tex/tex.ts';

const shown = (text: string) => texToText(withLostBackslashes(text));

describe('a text that has lost its backslashes', () => {
  test.each([
    ['sampling at 256times256 pixels', 'sampling at 256×256 pixels'],
    ['ImageNet 256times256 and 4times faster', 'ImageNet 256×256 and 4× faster'],
    ['about sim40% less', 'about ∼40% less'],
    ['(sim50%)', '(∼50%)'],
    ['in textbf{in-context defense} we', 'in in-context defense we'],
    ['at emph{every} step', 'at every step'],
    ['mathcal{O}(n) time', '𝒪(n) time'],
    ['mathbb{R}^n', 'ℝⁿ'],
    ['the ell_{2,1}-norm', 'the ℓ_(2,1)-norm'],
    ['an ell_2 ball', 'an ℓ₂ ball'],
    ['ell_{p}!left(!0!<! p!leq!1right)', 'ℓₚ( 0 < p ≤ 1)'],
    ['if x leq 3', 'if x ≤ 3'],
    ['3pm2 points', '3±2 points'],
    ['$256times256$', '256×256'],
    ['$alpha in (0,1)$', 'α ∈ (0,1)'],
  ])('%j is shown as %j', (text, expected) => {
    expect(shown(text).replaceAll(/\s+/g, ' ')).toBe(expected);
  });

  test.each([
    'three times faster, at times 4 times as fast',
    'lambda_align is a weight',
    'the alpha channel and the beta version',
    'We simulate simple similes; approx. 5 pm',
    'turn left (or right) at the end',
    'costs $5 and $10 times more',
    'a \\textbf{bold} word and \\mathcal{O}(n) at 256\\times256',
    'context{x} and subtext{y}',
    'the text {x} is in braces',
    '$\\alpha times$ x',
  ])('%j is left as it is', (text) => {
    expect(withLostBackslashes(text)).toBe(text);
  });

  test('is repaired but once', () => {
    const text = 'textbf{x} at 256times256 with ell_{2} and sim40%';
    expect(withLostBackslashes(withLostBackslashes(text))).toBe(withLostBackslashes(text));
  });
});
