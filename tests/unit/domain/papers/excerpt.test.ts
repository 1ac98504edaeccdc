import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, excerptAround, shorten } from '../../../../src/domain/papers/excerpt.ts';

/** How many dollar signs and braces are left open; escaped ones do not count. */
function openTex(text: string): { dollars: number; braces: number } {
  const bare = text.replace(/\\[^a-zA-Z]/gu, '');
  const count = (mark: string) => bare.split(mark).length - 1;
  return { dollars: count('$') % 2, braces: count('{') - count('}') };
}

const whole = { dollars: 0, braces: 0 };

describe('excerpt', () => {
  it('leaves a text that fits as it is, without the space around it', () => {
    expect(excerpt('  One. Two. ', 20)).toBe('One. Two.');
  });

  it('ends with the last sentence that fits', () => {
    expect(excerpt('The first is here. The second is here. The third is not.', 40)).toBe(
      'The first is here. The second is here.',
    );
  });

  it('takes no abbreviation, initial or decimal point for the end of a sentence', () => {
    const text =
      'We extend work by Kim et al. [3] and J. Doe, i.e. 3.5 times more. And then there is a rest of it.';
    expect(excerpt(text, 70)).toBe('We extend work by Kim et al. [3] and J. Doe, i.e. 3.5 times more.');
  });

  it('cuts between words when the only sentence end comes too early', () => {
    expect(excerpt('Yes. A very long sentence that goes on and on and on without an end', 40)).toBe(
      'Yes. A very long sentence that goes on …',
    );
  });

  it('ends a Chinese text after a full stop, without needing a space', () => {
    expect(excerpt('我们提出了一种新方法。它很快。然后还有更多的文字在这里继续下去。', 18)).toBe(
      '我们提出了一种新方法。它很快。',
    );
  });

  it('sees no sentence end within a formula', () => {
    expect(excerpt('We show that $f(x. Then y) = 2$ holds for all of them here.', 30)).toBe('We show that …');
  });

  it('keeps a command together with its argument', () => {
    expect(excerpt('Results by \\emph{many good people} over the years', 30)).toBe('Results by …');
    expect(excerpt('Results by \\textbf {many good people} over the years', 30)).toBe('Results by …');
  });
});

describe('shorten', () => {
  it('cuts between words, without the comma before the cut', () => {
    expect(shorten('Alpha, beta, gamma, delta', 14)).toBe('Alpha, beta …');
  });

  it('reads a lone dollar sign or brace as text', () => {
    expect(shorten('It costs $5 to run one whole big model', 20)).toBe('It costs $5 to run …');
    expect(shorten('An open { brace in one whole big title', 20)).toBe('An open { brace in …');
  });

  it('cuts a text without spaces between characters, never within an emoji or an accent', () => {
    expect(shorten('👩‍👩‍👧'.repeat(10), 20)).toBe(`${'👩‍👩‍👧'.repeat(2)} …`);
    expect(shorten("Poincar\\'eeeeeeeeeeeeeeeeeeeeeeeee", 11)).toBe('Poincar …');
  });

  it('leaves only an ellipsis of a formula that is too long', () => {
    expect(shorten(`$${'x+'.repeat(100)}y$`, 20)).toBe('…');
  });

  it('comes to an end with a megabyte of open braces', () => {
    // Looking for each one's end would take hours.
    expect(shorten('{'.repeat(1_000_000), 300)).toHaveLength(300);
  });

  const piece = fc.constantFrom(
    'word',
    ' ',
    '. ',
    'A',
    '$',
    '{',
    '}',
    '\\',
    '\\alpha',
    '\\$',
    '$x_{1} y$',
    '{a b}',
    '\\frac{a b}{c}',
    '👍🏽',
    'é',
    '，。',
  );
  const source = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

  it('is never longer than asked, and is a beginning of the text', () => {
    fc.assert(
      fc.property(source, fc.integer({ min: 2, max: 80 }), (text, max) => {
        for (const cut of [shorten(text, max), excerpt(text, max)]) {
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(text.trim().startsWith(cut.replace(/ ?…$/u, ''))).toBe(true);
          expect(cut.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('leaves no formula and no brace open where the text had none open', () => {
    const balanced = fc.array(
      fc.constantFrom(
        'word',
        ' ',
        '. The',
        '$x_{1} y$',
        '$$a + b$$',
        '{a b}',
        '\\frac{a b}{c d}',
        '\\$',
        '\\{',
        "\\'e",
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(balanced, fc.integer({ min: 2, max: 80 }), (pieces, max) => {
        const text = pieces.join('');
        fc.pre(openTex(text).dollars === 0);
        expect(openTex(shorten(text, max))).toEqual(whole);
        expect(openTex(excerpt(text, max))).toEqual(whole);
      }),
    );
  });
});

describe('an excerpt around what is wanted', () => {
  const text = 'We begin here. We go on for a while, as one does. Then robots come. And then it ends.';
  const robots = (part: string) => part.includes('robots');

  it('is the beginning when that has it, and when nothing has it', () => {
    expect(excerptAround(text, 80, robots)).toBe(excerpt(text, 80));
    expect(excerptAround(text, 30, () => false)).toBe(excerpt(text, 30));
  });

  it('begins with the sentence that has it, behind an ellipsis', () => {
    expect(excerptAround(text, 40, robots)).toBe('… Then robots come. And then it ends.');
  });

  it('comes to an end with a megabyte of open braces, formulas and dollar signs', () => {
    for (const open of ['{', '\\(', '\\[', '$', '$$', '\\a{'])
      expect(excerptAround(open.repeat(1_000_000), 300, () => false).length).toBeLessThanOrEqual(300);
  });

  it('fits, and never begins or ends within TeX', () => {
    const piece = fc.constantFrom(
      'robots',
      '$a. B$',
      'One.',
      'Two',
      '. ',
      ' ',
      '{x. Y}',
      '\\$',
      '\\emph{a. B}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const source = pieces.join('');
        const around = excerptAround(source, 20, robots);
        expect(around.length).toBeLessThanOrEqual(20);
        expect(openTex(around)).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });
});
