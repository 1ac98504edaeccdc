import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../../../src/adapters/markdown/markdown.ts';
import { longest } from '../../../../src/domain/lengths.ts';
import { hostileMarkdown } from '../../../support/hostile-markdown.ts';

const site = 'https://papers.example.org';
const markdown = createMarkdown(site);
const page = (text: string) => markdown(text, 'page');

/** All tags with their attributes, as a browser reads them: nothing but these may ever be there. */
const tags =
  /<(?:\/?(?:p|h2|h3|ul|li|blockquote|pre|code|strong|em|del)|\/a|\/ol|br|hr|ol(?: start="\d{1,9}")?|a href="(?:https?:\/\/|mailto:)[^"<>]*" rel="noopener noreferrer"|img src="https:\/\/papers\.example\.org\/pictures\/[a-f0-9]{64}\.png" alt="[^"<>]*")>/g;

describe('Markdown', () => {
  it('becomes HTML and the same words as text', () => {
    const { html, text } = page(
      '# The seminar\n\nIt **moved** to [Thursday](https://example.org/a?b=1&c=2), *sorry*.\n\n1. Room 4\n2. Bring:\n   - a pen\n   - `code`\n\n> R & D  \n> two lines\n\n---\n\nWrite to me@example.org',
    );
    expect(html).toBe(
      '<h2>The seminar</h2><p>It <strong>moved</strong> to <a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">Thursday</a>, <em>sorry</em>.</p>' +
        '<ol><li>Room 4</li><li>Bring:<ul><li>a pen</li><li><code>code</code></li></ul></li></ol>' +
        '<blockquote><p>R &amp; D<br>two lines</p></blockquote><hr>' +
        '<p>Write to <a href="mailto:me@example.org" rel="noopener noreferrer">me@example.org</a></p>',
    );
    expect(text).toBe(
      'The seminar\n\nIt moved to Thursday (https://example.org/a?b=1&c=2), sorry.\n\n1. Room 4\n2. Bring:\n   - a pen\n   - code\n\n> R & D\n> two lines\n\n----------\n\nWrite to me@example.org',
    );
  });

  it('carries its styles in a mail, and none on a page, whose policy allows none', () => {
    expect(markdown('a [b](https://c.example)', 'mail').html).toMatch(/<p style="[^"]+">a <a [^>]*style="/);
    expect(page('a [b](https://c.example)').html).not.toContain('style');
  });

  it('shows pictures that were uploaded here, and of others their words', () => {
    const own = `/pictures/${'a1'.repeat(32)}`;
    expect(page(`![A plot](${own})`)).toEqual({
      html: `<p><img src="${site}${own}" alt="A plot"></p>`,
      text: `A plot (${site}${own})`,
    });
    expect(page('![A plot](https://elsewhere.example/plot.png)').html).toBe('<p>A plot</p>');
  });

  it('takes a path for an address here, and a link that leads nowhere for its words', () => {
    expect(page('[topics](/topics)').html).toContain(`href="${site}/topics"`);
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      'x',
      'https://a@b.example',
    ])
      expect(page(`[x](${href})`).html).toBe('<p>x</p>');
  });

  it('reads no more than it may', () => {
    expect(page('x'.repeat(longest.markdown + 100)).text).toHaveLength(longest.markdown);
  });
});

describe('hostile Markdown', () => {
  it('comes in at least sixty kinds', () => {
    expect(new Set(hostileMarkdown).size).toBeGreaterThanOrEqual(60);
  });

  it.each(hostileMarkdown.map((text, index) => ({ index, text })))(
    'leaves nothing but plain elements: $index',
    ({ text }) => {
      for (const source of [text, `- ${text}`, `> ${text}`, `*${text}*`, `[${text}](https://a.example)`]) {
        const { html, text: twin } = page(source);
        expect(html.replace(tags, '')).not.toMatch(/[<>"]/);
        expect(twin).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n\t]/u);
        const opened = [...html.matchAll(/<(?!\/|br|hr|img)(\w+)/g)].map(([, name]) => name).sort();
        const closed = [...html.matchAll(/<\/(\w+)/g)].map(([, name]) => name).sort();
        expect(closed).toEqual(opened);
      }
    },
  );

  it('costs little time, whatever is repeated', () => {
    const tokens = [
      '>',
      '- ',
      '1. ',
      '*',
      '*a_',
      '[',
      '![](',
      '`',
      '``\n',
      '~~~\n',
      '<',
      '&',
      '=\n',
      '[a]: x\n',
    ];
    for (const token of tokens)
      for (const before of ['', '- ']) {
        const source = (before + token.repeat(longest.markdown)).slice(0, longest.markdown);
        const started = process.threadCpuUsage();
        page(source);
        const { user, system } = process.threadCpuUsage(started);
        expect(user + system, token).toBeLessThan(500_000);
      }
  });
});
