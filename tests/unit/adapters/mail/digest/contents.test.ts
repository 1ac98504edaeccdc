import { describe, expect, it } from 'vitest';
import { sampleDigest } from '../../../../../scripts/sample-digest.ts';
import { createMailComposer } from '../../../../../src/adapters/mail/compose.ts';
import { contentsOf } from '../../../../../src/adapters/mail/digest/contents.ts';
import { english } from '../../../../../src/domain/languages/en.ts';
import { languageOf } from '../../../../../src/domain/languages/index.ts';
import { digestOf, links, options, papers } from '../mails.ts';

const composer = await createMailComposer(options);
const [section] = digestOf(papers(3)).sections;
const sections = [
  { ...section!, title: 'Robotics', reason: 'A topic you follow' },
  { ...section!, title: 'Q&A "at work"', reason: null },
];

describe('the line that says what is inside', () => {
  it('names the sections with their papers, and leads to them in the browser', () => {
    const { contentsHtml, contentsText } = contentsOf({ sections, links, language: english });
    expect(contentsText).toBe('Robotics (3) · Q&A "at work" (3)');
    expect(contentsHtml).toBe(
      `<a href="${links.view}#section-1">Robotics</a> (3) · ` +
        `<a href="${links.view}#section-2">Q&amp;A &quot;at work&quot;</a> (3)`,
    );
  });

  it('leads nowhere in a mail that is not shown in the browser', () => {
    const unseen = { ...links, view: null };
    expect(contentsOf({ sections, links: unseen, language: english }).contentsHtml).not.toContain('<a');
  });

  it('is left out of a digest that is one list, and stops after eight names', () => {
    const one = contentsOf({ sections: sections.slice(1), links, language: english });
    expect(one).toEqual({ contentsHtml: '', contentsText: '' });
    const many = Array.from({ length: 12 }, () => sections[0]!);
    expect(contentsOf({ sections: many, links, language: english }).contentsText).toMatch(
      /^(?:Robotics \(3\) · ){8}…$/,
    );
  });

  it('stands above the papers, in both parts and in the language of the mail', async () => {
    const { html, text } = await composer.compose(digestOf([], { sections, language: languageOf('de') }));
    expect(text).toContain('Inhalt: Robotics (3) · Q&A "at work" (3)');
    expect(html.indexOf('Inhalt:')).toBeLessThan(html.indexOf('A topic you follow'));
    expect(text.match(/A topic you follow/g)).toHaveLength(1);
  });
});

describe('how much a digest weighs', () => {
  it.each(['en', 'de'] as const)('at most 30,000 bytes of HTML with ten papers, in %s', async (tag) => {
    const { html } = await composer.compose(sampleDigest(languageOf(tag)));
    expect(html.match(/class="title"/g)).toHaveLength(10);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(30_000);
  });

  it('in styles no more than Gmail reads of a style element: 8,192 characters', async () => {
    const { html } = await composer.compose(sampleDigest(english));
    const styles = [...html.matchAll(/<style[^>]*>([^<]*)<\/style>/g)].map(([, css = '']) => css);
    expect(styles.join('').length).toBeLessThan(8_192);
    // What Gmail cannot read it leaves out with everything beside it: nested rules and pictures.
    expect(styles.join('')).not.toMatch(/url\(|@import|@media[^{]*\{[^}]*@/);
  });
});
