import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTex, texToText } from '../../../../src/domain/tex/tex.ts';
import { plainWords } from '../../../support/papers/tex-sources.ts';

const tex = String.raw;

describe('pairs of dollar signs', () => {
  test.each([
    [tex`Let $ v$ be a \alpha map $x$ end.`, 'Let v be a α map x end.'],
    ['When $ d=1$, the gas', 'When d = 1, the gas'],
    ['for all $t, n $ in it', 'for all t, n in it'],
    [
      tex`$ x $, $ \alpha \in A$, $ SU(2) $, $ \log n $, $ max $ and $ 2 $`,
      'x, α ∈ A, SU(2), log n, max and 2',
    ],
    [tex`$2 \times 3 $ to $3$, $2-3$ times`, '2 × 3 to 3, 2−3 times'],
    ['$10$ to $20$ 13 times', '10 to 20 13 times'],
    [tex`$\text{if $x>0$}$ it is $\texttt{$Flora$}$`, 'if x > 0 it is Flora'],
    [tex`$1 \text{ if } x > 0 \text{ and not otherwise}$`, '1 if x > 0 and not otherwise'],
    ['$accuracy$, $precision at k$, $learning rate = 0.1$', 'accuracy, precision at k, learning rate = 0.1'],
  ])('in %s read %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });

  test.each([
    ['let $x be a map with value y$z$ and $w$', 'let $x be a map with value yz and w'],
    [
      tex`let $x be a map, of which \alpha is one, and $y^2$ so`,
      'let $x be a map, of which α is one, and y² so',
    ],
    ['the $GPU cost and the $CPU cost', 'the $GPU cost and the $CPU cost'],
  ])('in %s hold no prose: %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

describe('prices', () => {
  test.each([
    'a lone $5 price',
    'costs $3',
    '$5 and $10',
    'between $5 and $10',
    'it cost $5, then US$ 7; now $100 million',
    'costs US$ 7 and US$ 8',
    'US$7 vs US$8',
    'from $5-$10 to $20',
    '$3.5M, $1.2B and $',
    'costs $5K–$10K while others cost $20K',
    'pays $1/hour and $2/hour',
  ])('%s stays', (source) => {
    expect(texToText(source)).toBe(source);
  });

  test.each([
    [tex`$5 and $10 per $n^2$ runs, $\sim$100`, '$5 and $10 per n² runs, ∼100'],
    [tex`costs $3 for the \alpha map $x$ end`, 'costs $3 for the α map x end'],
    [
      tex`under $1 per query, beating $k$-NN by \alpha and $n$`,
      'under $1 per query, beating k-NN by α and n',
    ],
    [tex`\$5 and \$10 and $n$`, '$5 and $10 and n'],
    [tex`($0.5 vs. $1.2) and ($\sim$3)`, '($0.5 vs. $1.2) and (∼3)'],
  ])('beside formulas, %s reads %s', (source, text) => {
    expect(texToText(source)).toBe(text);
  });
});

test('a sentence between two formulas or prices is never in italics', () => {
  const sign = fc.constantFrom(
    '$x$',
    '$ x$',
    '$t, n $',
    '$x^2$',
    tex`$\alpha$`,
    '$5',
    'US$ 7',
    tex`\alpha`,
    '$',
    tex`\$`,
  );
  const words = fc.array(fc.constantFrom(...plainWords, 'and', 'is', 'not'), { minLength: 3, maxLength: 9 });
  const sentence = words.map((some) => ` ${some.join(' ')} `);
  fc.assert(
    fc.property(fc.array(fc.tuple(sign, sentence), { maxLength: 8 }), (parts) => {
      for (const { text, style } of readTex(parts.flat().join('')))
        if (style !== 'plain') expect(text).not.toMatch(/and|is|not|quantum|gravity|lattice|neural/);
    }),
    { numRuns: 3000 },
  );
});
