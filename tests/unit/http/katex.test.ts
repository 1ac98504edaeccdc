import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setFormula } from '../../../src/http/katex.ts';

const set = (source: string, display = false) => setFormula({ source, display });

describe('a formula', () => {
  test('is set for the eye, and in MathML for screen readers', () => {
    const html = set('\\frac{1}{n}');
    expect(html).toContain('<mfrac><mn>1</mn><mi>n</mi></mfrac>');
    expect(html).toContain('<span class="katex-html" aria-hidden="true">');
  });

  test.each([
    ['an unknown command', '\\noSuchCommand{x}'],
    ['an open brace', '\\frac{1}{n'],
    ['braces too deep for any stack', '{'.repeat(50_000)],
    ['a macro without an end', '\\def\\a{\\a\\a}\\a'],
  ])('that has %s is left to be shown in characters', (_what, source) => {
    expect(set(source)).toBeNull();
  });

  test('leads nowhere and loads nothing', () => {
    for (const source of [
      '\\href{javascript:alert(1)}{x}',
      '\\url{https://elsewhere.example}',
      '\\includegraphics{https://elsewhere.example/a.png}',
      '\\htmlStyle{position:fixed}{x}',
    ])
      expect(set(source) ?? '').not.toMatch(/<a |<img|style="[^"]*position/);
  });

  test('is never larger than the page bears', () => {
    expect(set('\\rule{1000em}{1000em}')).toContain('20em');
  });

  test('holds no tag of what an author wrote', () => {
    const piece = fc.constantFrom(
      '<script>',
      '&',
      '"',
      "'",
      '\\text{',
      '}',
      'x',
      '^',
      '_',
      '{',
      '\\alpha ',
      '\\\\',
      '$',
      '<b>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, display) => {
        expect(set(pieces.join(''), display) ?? '').not.toMatch(/<script|<b>/);
      }),
    );
  });
});
