import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeHtml,
  type SetFormula,
  texToHtml,
  texToMathHtml,
} from '../../../../src/domain/tex/tex-html.ts';

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '$x^2$',
      '\\(a<b\\)',
      '\\[E=mc^2\\]',
      '$$\\alpha$$',
      '\\textbf{',
      '}',
      '$',
      '{',
      ' ',
      '\\',
    ),
    fc.constantFrom(
      'robots',
      '<script>',
      '"',
      "'",
      '&',
      '<b>',
      'data-tex="',
      'Walking',
      '&lt;',
      'ﬁne',
      'straße',
    ),
    fc.string({ maxLength: 4 }),
  ),
  { maxLength: 12 },
);

/** The text that a browser would show. */
function shown(html: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return html.replace(/<[^>]*>/g, '').replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => entities[name] ?? '');
}

describe('marked words', () => {
  const words = new Set(['robots', 'walking']);

  it('are whole words, in whatever case', () => {
    expect(texToHtml('Robots, walking; robotic Walking-Robots', words)).toBe(
      '<mark>Robots</mark>, <mark>walking</mark>; robotic <mark>Walking</mark>-<mark>Robots</mark>',
    );
  });

  it('are marked within styles too', () => {
    expect(texToHtml('\\emph{walking} $x^2$ <robots>', words)).toBe(
      '<i><mark>walking</mark></i> <i>x</i><sup>2</sup> &lt;<mark>robots</mark>&gt;',
    );
  });

  it('add marks and nothing else, whatever the words and the text are', () => {
    fc.assert(
      fc.property(
        pieces,
        fc.array(fc.oneof(fc.constantFrom('script', 'b', 'robots', 'lt', 'amp', 'mark'), fc.string())),
        (text, some) => {
          const source = text.join('');
          const html = texToHtml(source, new Set(some));
          expect(html.replace(/<\/?mark>/g, '')).toBe(texToHtml(source));
          expect(html.match(/<mark>/g)?.length).toBe(html.match(/<\/mark>/g)?.length);
        },
      ),
    );
  });
});

describe('formulas', () => {
  const asSource: SetFormula = ({ source }) => `<tt>${escapeHtml(source)}</tt>`;
  const unread: SetFormula = () => null;

  it('are set, and those with a line of their own can be scrolled', () => {
    expect(texToMathHtml('For $\\alpha < 2$ we have \\[E = mc^2\\] always', asSource)).toEqual({
      html: 'For <span class="tex"><tt>\\alpha &lt; 2</tt></span> we have <span class="tex" data-display tabindex="0" role="group" aria-label="Formula"><tt>E = mc^2</tt></span> always',
      formulas: 2,
    });
  });

  it('that cannot be read are as in a list', () => {
    expect(texToMathHtml('For $\\alpha < 2$ we', unread)).toEqual({
      html: 'For <span class="tex"><i>α</i> &lt; 2</span> we',
      formulas: 0,
    });
  });

  it('are set as far as an abstract can have any, and stay readable behind that', () => {
    const asked: string[] = [];
    const set = ({ source }: { source: string }) => {
      asked.push(source);
      return 'set';
    };
    const { html, formulas } = texToMathHtml(`$${'x+'.repeat(400)}y$ `.repeat(10), set);
    expect(formulas).toBe(2);
    expect(asked.join('').length).toBeLessThanOrEqual(2_000);
    expect(html.match(/<span class="tex">/g)).toHaveLength(10);
    expect(html).toContain('<span class="tex"><i>x</i>+<i>x</i>');
  });

  it('that stand side by side stay two', () => {
    expect(texToMathHtml('$a$$b$ and $a$', asSource).formulas).toBeGreaterThanOrEqual(2);
    expect(texToMathHtml('$a$, $a$', asSource).html).toBe(
      '<span class="tex"><tt>a</tt></span>, <span class="tex"><tt>a</tt></span>',
    );
  });

  it('are none in a price', () => {
    expect(texToMathHtml('from $5 to $10', asSource).formulas).toBe(0);
  });

  it('change nothing of what is read in a list, and add nothing but their own tag', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const source = text.join('');
        const { html } = texToMathHtml(source, unread);
        expect(shown(html)).toBe(shown(texToHtml(source)));
        const tags = html.match(/<[^>]*>/g) ?? [];
        for (const tag of tags)
          expect(tag).toMatch(
            /^(<\/?(i|b|sub|sup|code)>|<\/span>|<span class="tex"( data-display tabindex="0" role="group" aria-label="Formula")?>)$/,
          );
        expect(tags.filter((tag) => tag.startsWith('<span')).length).toBe(
          texToMathHtml(source, asSource).formulas,
        );
      }),
    );
  });
});
