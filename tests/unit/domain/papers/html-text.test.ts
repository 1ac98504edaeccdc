import { decodeHTMLStrict } from 'entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOfHtml } from '../../../../src/domain/papers/html-text.ts';
import { texToText } from '../../../../src/domain/tex/tex.ts';

const read = (html: string) => textOfHtml(html, decodeHTMLStrict);

describe('a text that may be HTML', () => {
  test.each([
    ['Foo &amp; Bar: H<sub>2</sub>O at &lt;5 K', 'Foo & Bar: H$_{2}$O at <5 K'],
    ['T<sub>eff</sub> and 10<sup>-3</sup>', 'T$_{\\mathrm{eff}}$ and 10$^{-3}$'],
    [
      '<jats:title>Abstract</jats:title><jats:p>We <jats:italic>walk</jats:italic>.</jats:p>',
      'Abstract We walk.',
    ],
    ['<p>One.</p><p>Two<br/>three.</p>', 'One. Two three.'],
    ['&lt;i&gt;E. coli&lt;/i&gt; and <i>B. subtilis</i>', 'E. coli and B. subtilis'],
    ['Caf&eacute; &alpha;-helix &#8211; &#x3b2;', 'Café α-helix – β'],
    ['A<script>alert(1)</script> title<!-- no --> here', 'A title here'],
    ['<a href="https://example.org/?a=1&amp;b=2" title="x">link</a>', 'link'],
    ['for all a<b and c>d, AT&T', 'for all a<b and c>d, AT&T'],
    ['if $x<y$ then $y>z$', 'if $x<y$ then $y>z$'],
    [
      'a matrix $\\begin{matrix} a & b \\\\ c & d \\end{matrix}$',
      'a matrix $\\begin{matrix} a & b \\\\ c & d \\end{matrix}$',
    ],
    ['the <Mask> token and List<String>', 'the <Mask> token and List<String>'],
    ['no markup', 'no markup'],
  ])('%j is read as %j', (html, text) => {
    expect(read(html)).toBe(text);
  });

  test('shows what is below and above the line', () => {
    expect(texToText(read('CO<sub>2</sub>, <sup>13</sup>C'))).toBe('CO₂, ¹³C');
  });

  test('without "<" and "&" stays as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z $\\{}^_>;]*$/), (text) => {
        expect(read(text)).toBe(text.replace(/ +/g, ' ').trim());
      }),
    );
  });
});
