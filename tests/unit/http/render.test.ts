import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { usualBrand } from '../../../src/domain/brand/brand.ts';
import { english } from '../../../src/domain/languages/en.ts';
import { digestPage } from '../../../src/http/console/digests/digest-models.ts';
import { openPage, type Page } from '../../../src/http/page-description.ts';
import { pageTable } from '../../../src/http/page-table.ts';
import { createRenderer } from '../../../src/http/render.ts';
import { homePage } from '../../../src/http/site/home/home-models.ts';
import { paperPage } from '../../../src/http/site/papers/paper-models.ts';
import { subscribedPage } from '../../../src/http/site/subscribe/subscribe-models.ts';
import { topicPage, topicsPage } from '../../../src/http/site/topics/topic-models.ts';
import { unsubscribePage } from '../../../src/http/site/unsubscribe/unsubscribe-models.ts';
import { packedStyleSheet } from '../../../src/http/style-sheet.ts';
import { makePaper } from '../../support/papers/paper.ts';
import { everyPage } from './page-fixtures.ts';
import { document, escaped, evil, hostile, isOfConsole, plain, renderer, variants } from './page-variants.ts';

const { pages: allPages } = pageTable;

type Tag = { name: string; attributes: Map<string, string>; at: number };

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  '#x3D': '=',
  '#x60': '`',
};

function decoded(value: string): string {
  return value.replace(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole);
}

/** Every opening tag, as a browser would find it in text whose special characters are all escaped. */
function tagsOf(html: string): Tag[] {
  return [...html.matchAll(/<([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g)].map((match) => ({
    name: (match[1] ?? '').toLowerCase(),
    attributes: new Map(
      [...(match[2] ?? '').matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g)].map(
        (attribute) => [
          (attribute[1] ?? '').toLowerCase(),
          decoded(attribute[2] ?? attribute[3] ?? attribute[4] ?? ''),
        ],
      ),
    ),
    at: match.index,
  }));
}

const named = (tags: Tag[], ...names: string[]) => tags.filter(({ name }) => names.includes(name));

describe.each(variants)('a page %s', (_variant, models, title) => {
  const shown = new Map<Page<object>, { html: string; tags: Tag[] }>();
  /** A page and its tags, made once for all that is asked of them. */
  function look(page: Page<object>) {
    const known = shown.get(page);
    if (known !== undefined) return known;
    const html = document(page, models, title);
    const made = { html, tags: tagsOf(html) };
    shown.set(page, made);
    return made;
  }

  it.each(allPages)('has one h1, a title, a language and one main landmark: $template', (page) => {
    const { html, tags } = look(page);
    expect(named(tags, 'h1')).toHaveLength(1);
    expect(named(tags, 'main')).toHaveLength(1);
    expect(named(tags, 'html')[0]?.attributes.get('lang')).toBe('en');
    expect(/<title>([^<]+)<\/title>/.exec(html)?.[1]).toMatch(/ · Offprint$/);
    expect(html).toMatch(/^<!doctype html>/);
  });

  it.each(allPages)(
    'has no inline script, style or handler, and loads scripts only from here: $template',
    (page) => {
      const { tags } = look(page);
      expect(named(tags, 'style', 'object', 'embed', 'base')).toEqual([]);
      for (const script of named(tags, 'script'))
        expect(script.attributes.get('src')).toMatch(/^\/static\/\w+\.js\?v=/);
      const attributes = tags.flatMap((tag) => [...tag.attributes.keys()]);
      expect(
        attributes.filter((name) => name === 'style' || name === 'srcdoc' || name.startsWith('on')),
      ).toEqual([]);
    },
  );

  it.each(allPages)('has a label for every input: $template', (page) => {
    const { html, tags } = look(page);
    const labelled = new Set(named(tags, 'label').map((label) => label.attributes.get('for')));
    const inputs = named(tags, 'input', 'select', 'textarea').filter(
      (tag) => tag.attributes.get('type') !== 'hidden',
    );
    const bare = inputs.filter(({ attributes, at }) => {
      const before = html.slice(0, at);
      const wrapped = before.lastIndexOf('<label') > before.lastIndexOf('</label>');
      return !wrapped && !labelled.has(attributes.get('id'));
    });
    expect(bare).toEqual([]);
  });

  it.each(allPages)('has every id once, and something behind every reference to one: $template', (page) => {
    const { tags } = look(page);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toEqual([...new Set(ids)]);
    const references = tags.flatMap(({ attributes }) =>
      ['for', 'aria-labelledby', 'aria-describedby'].flatMap(
        (name) => attributes.get(name)?.split(' ') ?? [],
      ),
    );
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(allPages)('leads only to http, https and this site: $template', (page) => {
    const addresses = look(page).tags.flatMap(({ attributes }) =>
      ['href', 'src', 'action', 'formaction'].flatMap((name) => attributes.get(name) ?? []),
    );
    expect(addresses.filter((address) => !/^(https?:\/\/|\/(?!\/)|#)/.test(address))).toEqual([]);
  });
});

describe('hostile words', () => {
  const models = everyPage(evil(true));

  it.each(allPages)('come out escaped and complete: $template', (page) => {
    const html = document(page, models, hostile);
    expect(html).toContain(escaped);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('{{x}}');
  });

  it('in a paper leave only the links that can be followed', () => {
    const html = document(paperPage, everyPage(evil(false)), 'Title');
    expect(html).not.toContain('href="javascript:');
    expect(html).not.toContain('href="data:');
    expect(html).toContain('href="https://code.example/%22%3E%3Cscript%3E"');
  });
});

describe('the layout', () => {
  const models = everyPage(plain());

  it('marks where the reader is', () => {
    expect(document(topicsPage, models, 'Topics', { path: '/topics' })).toContain(
      'href="/topics" aria-current="page"',
    );
    expect(document(topicPage, models, 'A', { path: '/topics/cs.RO' })).toContain(
      'href="/topics" aria-current="page"',
    );
    expect(document(paperPage, models, 'A', { path: '/papers/5' })).not.toContain('href="/" aria-current');
  });

  it('keeps pages with a token from search engines and gives them no public address', () => {
    const said = { canonical: '/unsubscribe/x' };
    expect(document(unsubscribePage, models, 'A', said)).toContain('<meta name="robots" content="noindex">');
    expect(document(unsubscribePage, models, 'A', said)).not.toContain('rel="canonical"');
    expect(document(homePage, models, 'A', { canonical: '/' })).toContain('href="https://offprint.example/"');
    expect(document(homePage, models, 'A')).not.toContain('noindex');
  });

  it('loads nothing from elsewhere on any page, papers’ pictures neither', () => {
    const paper = makePaper({ thumbnailUrl: 'https://pictures.example/a.png' });
    const withPicture = everyPage({ ...plain(), papers: [paper] });
    for (const page of allPages) {
      const tags = tagsOf(document(page, withPicture));
      const loaded = [
        ...tags.flatMap(({ attributes }) => attributes.get('src') ?? []),
        ...named(tags, 'link')
          .filter(({ attributes }) => /stylesheet|icon|preload/.test(attributes.get('rel') ?? ''))
          .flatMap(({ attributes }) => attributes.get('href') ?? []),
      ];
      expect(loaded.filter((address) => !address.startsWith('/'))).toEqual([]);
    }
  });

  it('says what a page is to whoever is shown a link to it, and to indexers of papers', () => {
    const meta = [{ name: 'citation_title', content: 'On "quotes"' }];
    const html = document(paperPage, models, 'A', { type: 'article', meta });
    expect(html).toContain('<meta property="og:type" content="article">');
    expect(html).toContain('<meta name="citation_title" content="On &quot;quotes&quot;">');
    expect(document(homePage, models)).toContain('<meta property="og:type" content="website">');
  });

  it('links each Atom feed with its JSON Feed beside it', () => {
    const html = document(topicPage, models);
    for (const path of ['/feed', '/topics/cs.RO/feed']) {
      expect(html).toContain(
        `type="application/atom+xml" title="${path === '/feed' ? 'Offprint: trending papers' : 'Title'}" href="${path}.xml"`,
      );
      expect(html).toContain(`href="${path}.json"`);
    }
  });

  it('sets formulas, and loads what lays them out only where there are some', () => {
    const formula = everyPage({ ...plain(), papers: [makePaper({ abstract: 'On $\\alpha$.' })] });
    expect(document(paperPage, formula)).toMatch(/href="\/static\/katex-[\d.]+\/katex-swap\.min\.css"/);
    expect(document(paperPage, formula)).toContain('<span class="katex-mathml">');
    expect(document(paperPage, models)).not.toMatch(/katex/);
    expect(document(homePage, formula)).not.toMatch(/katex/);
  });

  it('says "Check your inbox" in the same words with and without a mailbox page, but for the link to it', () => {
    const without = document(subscribedPage, models, 'A', { mailboxHref: null });
    expect(without).not.toContain('/mailbox');
    expect(document(subscribedPage, models, 'A')).toContain('href="/mailbox">Open the mailbox page');
  });
});

describe('forms', () => {
  it('of the console all carry the token against forged requests', () => {
    const models = everyPage(plain());
    for (const page of allPages.filter(isOfConsole)) {
      const html = document(page, models);
      for (const form of html.match(/<form method="post"[\s\S]*?<\/form>/g) ?? []) {
        expect(form).toMatch(/name="csrf" value="(the-csrf-token|csrf-of-the-login)"/);
      }
    }
  });

  it('show what was typed, and each error beside its field, after a refusal', () => {
    const html = document(homePage, everyPage({ ...plain(), words: 'no address', refused: true }));
    expect(html).toMatch(
      /name="email" value="no address"[^>]*aria-invalid="true" aria-describedby="email-error"/,
    );
    expect(html).toContain('<p class="error" id="email-error">No address</p>');
    expect(html).toContain('<input type="checkbox" name="topics" value="robot-learning" checked>');
    expect(html).toMatch(/<details open>\s*<summary>Topics/);
  });

  it('hide the honeypot from people', () => {
    const html = document(homePage, everyPage(plain()));
    expect(html).toMatch(
      /aria-hidden="true"><label>[^<]*<input type="text" name="website" value="" tabindex="-1" autocomplete="off">/,
    );
  });
});

describe('the live page of a digest', () => {
  it('is loaded again by browsers without script while the digest goes on', () => {
    const models = everyPage(plain());
    expect(document(digestPage, models)).toContain('<noscript><meta http-equiv="refresh"');
    const ended = models.with(digestPage, { ...models.of(digestPage), live: false });
    expect(document(digestPage, ended)).not.toContain('http-equiv="refresh"');
  });

  it('draws a bar whose parts fill it without gaps', () => {
    const bar = everyPage(plain()).of(digestPage).bar;
    let end = 0;
    for (const part of bar) {
      expect(part.x).toBeCloseTo(end, 6);
      end = part.x + part.width;
    }
    expect(end).toBeCloseTo(100, 6);
  });
});

describe('templates', () => {
  const folder = new URL('../../../templates/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.hbs'),
  );

  it.each(files)('never switch escaping off: %s', (file) => {
    expect(readFileSync(new URL(file, folder), 'utf8')).not.toMatch(/\{\{\{|\{\{\s*&/);
  });

  it('refuse a model that lacks a field, and so do types', () => {
    const { validHours: _, ...lacking } = everyPage(plain()).of(subscribedPage);
    const common = { path: '/', language: english, title: 'A' };
    // @ts-expect-error: validHours is missing
    expect(() => renderer.render(subscribedPage, lacking, common)).toThrow(/a place for hours/);
  });

  const options = { brand: () => usualBrand('Offprint'), publicUrl: 'https://offprint.example' };

  it('are there for each page, and each has a page, from the start', () => {
    const lost = openPage<{ words: string }>('site/home/lost');
    expect(() => createRenderer({ ...options, table: { ...pageTable, pages: [...allPages, lost] } })).toThrow(
      /site\/home\/lost\.hbs/,
    );
    const others = allPages.filter((page) => page !== subscribedPage);
    expect(() => createRenderer({ ...options, table: { ...pageTable, pages: others } })).toThrow(
      /template site\/subscribe\/subscribed$/,
    );
  });

  it('belong to one page each', () => {
    expect(allPages.map(({ template }) => template)).toEqual([
      ...new Set(allPages.map(({ template }) => template)),
    ]);
  });

  it('show no page that stands in no table', () => {
    const unnamed = openPage<object>('site/home/unnamed');
    expect(() => renderer.render(unnamed, {}, { path: '/', language: english, title: 'A' })).toThrow(
      /site\/home\/unnamed/,
    );
  });

  it('of the console are all kept from search engines', () => {
    expect(allPages.filter(isOfConsole).filter(({ secret }) => !secret)).toEqual([]);
  });
});

describe('static files', () => {
  it('stay small: under 60 KB on every page, as they are sent, save for compression', () => {
    const folder = new URL('../../../src/http/static/', import.meta.url);
    const sizeOf = (name: string) => {
      const file = readFileSync(new URL(name, folder));
      return name.endsWith('.css') ? packedStyleSheet(file.toString()).length : file.length;
    };
    const known = readdirSync(folder).filter((name) => name.endsWith('.js'));
    expect(new Set(allPages.flatMap(({ scripts }) => scripts))).toEqual(new Set(known));
    const weights = allPages.map(({ template, scripts }) => ({
      template,
      bytes: ['offprint.css', ...scripts].reduce((sum, name) => sum + sizeOf(name), 0),
    }));
    expect(weights.filter(({ bytes }) => bytes >= 60_000)).toEqual([]);
  });
});
