import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { texToText } from '../../../../src/domain/tex/tex.ts';
import { texToHtml } from '../../../../src/domain/tex/tex-html.ts';
import { scriptText } from '../../../../src/domain/tex/tex-symbols.ts';
import { anySource } from '../../../support/papers/tex-sources.ts';

const tex = String.raw;
const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The words of HTML as a program for plain text shows them; throws for anything but what `texToHtml` promises. */
function readHtml(html: string): string {
  const piece =
    /<(i|b|sub|sup|code)>((?:[^<>&"']|&(?:amp|lt|gt|quot|#39);)+)<\/\1>|((?:[^<>&"']|&(?:amp|lt|gt|quot|#39);)+)/uy;
  let text = '';
  for (let at = 0; at < html.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const [, tag, inside, plain] = piece.exec(html) ?? [];
    const source = inside ?? plain;
    if (source === undefined) throw new Error(`not what it promises at ${at}: ${html}`);
    const words = source.replace(/&([a-z]+|#39);/g, (_, name: string) => characters[name] ?? '');
    text += tag === 'sub' || tag === 'sup' ? scriptText(words, tag) : words;
  }
  return text;
}

describe('TeX as HTML', () => {
  test.each([
    [tex`H$_2$O at 5\% \& more`, 'H<sub>2</sub>O at 5% &amp; more'],
    [tex`\textbf{bold}, \emph{so} and \texttt{x<y}`, '<b>bold</b>, <i>so</i> and <code>x&lt;y</code>'],
    [tex`$a<b$ "quoted" O'Brien`, '<i>a</i> &lt; <i>b</i> &quot;quoted&quot; O&#39;Brien'],
    [tex`<script>$\alert{1}$</script>`, tex`&lt;script&gt;$\alert{1}$&lt;/script&gt;`],
    [tex`\href{https://a.example/"><b>}{x}`, 'x (https://a.example/&quot;&gt;&lt;b&gt;)'],
  ])('%s is %s', (source, html) => {
    expect(texToHtml(source)).toBe(html);
  });

  test('is well formed and escaped, and says what the text says, whatever the source', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        expect(readHtml(texToHtml(source))).toBe(texToText(source));
      }),
      { numRuns: 5000 },
    );
  });
});
