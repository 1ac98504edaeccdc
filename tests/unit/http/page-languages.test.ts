import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/domain/languages/en.ts';
import { languageChoices, languageOf } from '../../../src/domain/languages/index.ts';
import { pageTable } from '../../../src/http/page-table.ts';
import { htmlOfText, placesIn } from '../../../src/http/say.ts';
import { everyPage } from './page-fixtures.ts';
import { document, plain } from './page-variants.ts';

const folder = new URL('../../../templates/', import.meta.url);

/** The templates of readers' pages, and what they share with the console. */
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.hbs') && (!file.includes('/') || /^(site|partials)\//.test(file)),
);
const sourceOf = (file: string) =>
  readFileSync(new URL(file, folder), 'utf8').replace(/\{\{!--.*?--\}\}/gs, '');

/** What is no word of a language. */
const notWords = /https?:|&\w+;|HTML|BibTeX/g;
/** Attributes that people read or hear. */
const readAloud = /\s(?:alt|title|placeholder|aria-label|data-none|data-copied|data-marked)="([^"]*)"/g;
/** In a call: names of things, and addresses. */
const isNoText = (name: string, value: string) => /^(id|target)$/.test(name) || value.startsWith('/');

/** Texts that stand in a template itself, and not in the language files. */
function ownTexts(source: string): string[] {
  const literals = [...source.matchAll(/\{\{[^}]*\}\}/g)]
    .flatMap(([mustache]) => [...mustache.matchAll(/(\w+)="([^"]*)"/g)])
    .flatMap(([, name = '', value = '']) => (isNoText(name, value) ? [] : [value]));
  const html = source.replace(/\{\{[^}]*\}\}/g, '');
  const attributes = [...html.matchAll(readAloud)].map(([, value = '']) => value);
  const texts = html.split(/<[^>]*>/);
  return [...literals, ...attributes, ...texts]
    .map((text) => text.replace(notWords, '').trim())
    .filter((text) => /\p{L}/u.test(text));
}

describe('templates of readers’ pages', () => {
  it('see a text that stands in one', () => {
    for (const planted of [
      '<p>Hello</p>',
      '<p>{{@t.forms.next}} and more</p>',
      '<input placeholder="Your name">',
      '{{> tabs label="Window"}}',
    ])
      expect([planted, ownTexts(planted)]).not.toEqual([planted, []]);
  });

  it.each(files)('have no text of their own: %s', (file) => {
    expect(ownTexts(sourceOf(file))).toEqual([]);
  });

  /** A text of a language by its path; undefined where there is none. */
  const textAt = (pages: object, path: string) =>
    path
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], pages);

  it.each(languageChoices)('find each text that they name, and fill its places: $tag', ({ tag }) => {
    const { pages } = languageOf(tag);
    for (const file of files) {
      for (const [call, inner = ''] of sourceOf(file).matchAll(/\{\{([^}]*@t\.[^}]*)\}\}/g)) {
        const path = /@t\.([\w.]+)/.exec(inner)?.[1] ?? '';
        const text = textAt(pages, path);
        const given = [...inner.matchAll(/(\w+)=/g)].map(([, name = '']) => name).toSorted();
        if (inner.startsWith('forms ')) expect([file, call, text]).toEqual([file, call, expect.any(Object)]);
        else expect([file, call, text]).toEqual([file, call, expect.any(String)]);
        if (typeof text !== 'string' || inner.startsWith('>')) continue;
        const filled = inner.startsWith('say ') ? given : [];
        expect([file, call, placesIn(text).toSorted()]).toEqual([file, call, filled]);
      }
    }
  });
});

/** Every text of pages. */
function textsIn(part: object): string[] {
  return Object.values(part).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? textsIn(value) : [],
  );
}

/** What of texts stands on a page whatever fills their places. */
function fragmentsOf(texts: readonly string[]): Set<string> {
  const pieces = texts.flatMap((text) =>
    text.split(/\{\w+\}|\[|\]\(\w+\)|[*`]/).map((piece) => piece.replace(/^\W+|\W+$/g, '')),
  );
  return new Set(pieces.filter((piece) => piece.length > 3));
}

/** What people read of a page. */
function readOf(html: string): string {
  const attributes = [...html.matchAll(readAloud)].map(([, value = '']) => value);
  const texts = html.replace(/<(code|textarea|svg)[\s\S]*?<\/\1>/g, ' ').split(/<[^>]*>/);
  return [...texts, ...attributes].join('\n').replaceAll('&#39;', "'").replaceAll('&#x27;', "'");
}

describe.each(languageChoices.filter(({ tag }) => tag !== 'en'))('readers’ pages in $name', ({ tag }) => {
  const language = languageOf(tag);
  const own = textsIn(language.pages).join('\n');
  const foreign = [...fragmentsOf(textsIn(english.pages))].filter((piece) => !own.includes(piece));
  /** English words as they stand between others. */
  const englishIn = (html: string) => {
    const read = readOf(html);
    return foreign.filter((piece) => {
      const at = read.indexOf(piece);
      return at >= 0 && !/[\w-]/.test(read.charAt(at - 1)) && !/[\w-]/.test(read.charAt(at + piece.length));
    });
  };

  it('would be seen to have an English word', () => {
    expect(foreign.length).toBeGreaterThan(200);
    expect(englishIn('<p>Alles: <b>Read what is trending</b></p>')).toEqual(['Read what is trending']);
  });

  const sitePages = pageTable.pages.filter(({ template }) => /^(site\/|message$)/.test(template));
  describe.each([false, true])('have no English word, with refused: %s', (refused) => {
    const models = everyPage({ ...plain(), refused, language });

    it.each(sitePages)('$template', (page) => {
      const html = document(page, models, 'Titel', { language, readAgain: '/' });
      expect(html).toContain(`<html lang="${tag}"`);
      expect(englishIn(html)).toEqual([]);
    });
  });
});

describe('a text of the language files', () => {
  it('becomes HTML of which nothing comes from outside', () => {
    const text = 'See [all of {topic}](href) by *{name}*, `x:{name}`, {at}';
    const at = { iso: '2026-11-24T10:00:00Z', text: 'now' };
    expect(htmlOfText(text, { topic: '<b>', href: '/a"b', name: '[x](href) *y*', at })).toBe(
      'See <a href="/a&quot;b">all of &lt;b&gt;</a> by <strong>[x](href) *y*</strong>, <code>x:[x](href) *y*</code>, <time datetime="2026-11-24T10:00:00Z">now</time>',
    );
    expect(() => htmlOfText(text, { topic: 'a' })).toThrow(/place for href/);
  });
});
