import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSlice } from '../../../../src/adapters/sources/arxiv/arxiv-entries.ts';
import { readFeed } from '../../../../src/adapters/sources/arxiv/arxiv-rss.ts';
import { instantOrNull, readMost, webAddressOrNull } from '../../../../src/adapters/sources/fields.ts';
import { mayFollow } from '../../../../src/adapters/sources/http.ts';
import { readJson } from '../../../../src/adapters/sources/json.ts';
import { childText, readXml } from '../../../../src/adapters/sources/xml.ts';
import { oneLine } from '../../../../src/domain/one-line.ts';
import { madeUpPapers } from '../../../support/papers/upstream.ts';
import { arxivQuery, rssFeed } from '../../../support/papers/upstream-wire.ts';

const now = new Date('2026-11-24T15:00:00Z');
const feed = rssFeed(madeUpPapers(), now, ['cs', 'math']);
const slice = arxivQuery(madeUpPapers(), now, new URLSearchParams('max_results=50'));

function item(parts: { guid?: string; title?: string; description?: string; creator?: string }): string {
  const { guid = 'oai:arXiv.org:2611.09999v1', title = 'Title', creator = 'A B' } = parts;
  const { description = 'arXiv:2611.09999v1 Announce Type: new \nAbstract: Words.' } = parts;
  return `<item><title>${title}</title><description>${description}</description><guid>${guid}</guid><dc:creator>${creator}</dc:creator></item>`;
}
const channel = (...items: string[]) =>
  `<rss><channel><pubDate>Tue, 24 Nov 2026 00:00:00 -0500</pubDate>${items.join('')}</channel></rss>`;
const entry = (parts: string) =>
  `<entry><id>http://arxiv.org/abs/2611.09999v1</id><published>2026-11-20T10:00:00Z</published>${parts}</entry>`;

const papersOf = (...read: Parameters<typeof readFeed>) =>
  readFeed(...read).announced.map(({ paper }) => paper);

describe('a feed as XML', () => {
  test('cut off anywhere is an error, never half a feed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(feed, slice),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (document, part) => {
          const cut = document.slice(0, Math.floor(document.trimEnd().length * part));
          expect(() => (document === feed ? readFeed(cut, now) : readSlice(cut))).toThrow(/cut off|empty/);
        },
      ),
    );
  });

  test('may not declare entities, of its own or of the outside', () => {
    const bomb =
      '<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b SYSTEM "file:///etc/hosts">]><rss><channel>&a;&b;</channel></rss>';
    expect(() => readFeed(bomb, now)).toThrow('document type declaration');
  });

  test.each([
    [
      'within what looks like a comment',
      '<!-- <![CDATA[ --><!DOCTYPE r [<!ENTITY a "aa">]><!-- ]]> --><r>&a;</r>',
    ],
    ['within what looks like a tag', '<r b="<![CDATA["/><!DOCTYPE r [<!ENTITY a "aa">]>'],
    ['without entities', '<!-- <![CDATA[ --><!DOCTYPE r><!-- ]]> --><r/>'],
  ])('may not hide such a declaration %s', (_, document) => {
    expect(() => readXml(document, 'r')).toThrow();
  });

  test('has no entities but those of XML', () => {
    const root = readXml('<r><t>&nbsp;&constructor;&#0;&#xd800;&#x110000;&LT;</t></r>', 'r');
    expect(childText(root, 't')).toBe('&nbsp;&constructor;&#0;&#xd800;&#x110000;<');
  });

  test('may not be nested deeper than feeds are', () => {
    expect(() => readXml(`${'<r>'.repeat(30)}${'</r>'.repeat(30)}`, 'r')).toThrow();
    expect(() => readXml(`${'<r>'.repeat(15)}${'</r>'.repeat(15)}`, 'r')).not.toThrow();
  });

  test('costs no more than its length, whatever is never closed', () => {
    const open = `<r>${'<![CDATA['.repeat(50_000)}</r>`;
    const before = process.threadCpuUsage();
    expect(() => readXml(open, 'r')).toThrow();
    expect(process.threadCpuUsage(before).user).toBeLessThan(1_000_000);
  });

  test('has its characters decoded once', () => {
    const root = readXml(
      '<r><t>a &lt;b&gt; &amp;amp; &#39;c&#x27; &#233;</t><u><![CDATA[<!DOCTYPE &amp;]]></u></r>',
      'r',
    );
    expect(childText(root, 't')).toBe("a <b> &amp; 'c' é");
    expect(childText(root, 'u')).toBe('<!DOCTYPE &amp;');
  });

  test('is read whole however many character references it has', () => {
    const title = `${'&lt;&#39;'.repeat(100)}end`;
    const papers = papersOf(
      channel(...Array.from({ length: 1500 }, (_, i) => item({ guid: `2611.${10_000 + i}v1`, title }))),
      now,
    );
    expect(papers).toHaveLength(1500);
    expect(papers.at(-1)?.title).toBe(`${"<'".repeat(100)}end`);
  });

  test('with another root is an error that says so', () => {
    expect(() => readFeed('<feed></feed>', now)).toThrow('no <rss> at its root');
    expect(() => readFeed('<rss><x/></rss>', now)).toThrow('no <channel>');
    expect(() => readSlice(channel())).toThrow('no <feed> at its root');
    expect(() => readSlice('<a><__proto__/></a>')).toThrow('Invalid name');
  });
});

describe('a redirect', () => {
  test.each([
    ['http://export.arxiv.org/api/query', 'https://export.arxiv.org/api/query', true],
    ['https://arxiv.org/rss/cs', 'https://rss.arxiv.org/rss/cs', true],
    ['http://arxiv.org/rss/cs', 'https://www.arxiv.org/rss/cs', true],
    ['https://arxiv.org/rss/cs', 'http://arxiv.org/rss/cs', false],
    ['https://arxiv.org/rss/cs', 'http://rss.arxiv.org/rss/cs', false],
    ['https://arxiv.org/rss/cs', 'https://arxiv.org.example.org/rss/cs', false],
    ['https://arxiv.org/rss/cs', 'https://rss.arxiv.org:8443/rss/cs', false],
    ['http://127.0.0.1:4100/rss', 'http://127.0.0.1:4100/moved', true],
    ['http://127.0.0.1:4100/rss', 'http://127.0.0.1:22/', false],
    ['http://10.0.0.1/', 'https://10.1.0.1/', false],
    ['http://localhost/', 'https://localhost/', true],
    ['http://mirror/', 'https://other/', false],
    ['https://arxiv.org/', 'ftp://arxiv.org/', false],
  ])('from %s to %s is followed: %s', (from, to, followed) => {
    expect(mayFollow(new URL(from), new URL(to))).toBe(followed);
  });
});

describe('JSON', () => {
  test('may be nested as deep as answers are, and not deeper, whatever is in its strings', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}"[[{\\"["${']'.repeat(levels)}`;
    expect(readJson(nested(20))).toBeInstanceOf(Array);
    expect(() => readJson(nested(21))).toThrow('deeper than 20');
    expect(() => readJson('['.repeat(5_000_000))).toThrow('deeper than 20');
    expect(() => readJson('{"a"')).toThrow(SyntaxError);
    expect(readJson(JSON.stringify(Array.from({ length: 100 }, () => [{}])))).toHaveLength(100);
  });
});

describe('an RSS feed', () => {
  test('without items is right', () => {
    expect(readFeed(channel(), now)).toEqual({ announced: [], items: 0 });
  });

  test('gives title, abstract, authors and version of each item, TeX accents kept', () => {
    const papers = papersOf(
      channel(item({ title: 'Two\n  lines', creator: "Andr\\'e Tran, M. S\\o rensen,  Li" })),
      now,
    );
    expect(papers).toMatchObject([
      {
        arxivId: '2611.09999',
        version: 1,
        title: 'Two lines',
        abstract: 'Words.',
        authors: ["Andr\\'e Tran", 'M. S\\o rensen', 'Li'],
        publishedAt: new Date('2026-11-24T05:00:00Z'),
      },
    ]);
  });

  test('keeps its other items when one has no id, title or abstract', () => {
    const wrong = [item({ guid: 'x' }), item({ title: '' }), item({ description: 'no such part' })];
    const right = ['2611.00001v1', '2611.00002v1', '2611.00003v1'].map((guid) => item({ guid }));
    const read = readFeed(channel(...wrong, ...right), now);
    expect(read.announced.map(({ paper }) => paper.arxivId)).toEqual([
      '2611.00001',
      '2611.00002',
      '2611.00003',
    ]);
    expect(read.items).toBe(6);
    expect(() => readFeed(channel(...wrong, ...right.slice(0, 2)), now)).toThrow('most items');
  });
});

describe('an answer of the query API', () => {
  test('named "Error" is an error in arXiv’s words', () => {
    const error = `<feed><entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>
      <summary>incorrect id format for\n 1234</summary></entry></feed>`;
    expect(() => readSlice(error)).toThrow('incorrect id format for 1234');
  });

  test('about a paper that is called "Error" is none', () => {
    const { papers } = readSlice(`<feed>${entry('<title>Error</title><summary>We err.</summary>')}</feed>`);
    expect(papers.map((paper) => paper.title)).toEqual(['Error']);
  });

  test.each([
    ['This paper has been withdrawn by the author', true],
    ['arXiv admin note: This submission has been withdrawn by arXiv administrators', true],
    ['This paper was withdrawn from ICML and submitted elsewhere', false],
    ['12 pages; an earlier version was withdrawn', false],
  ])('with the comment %j: withdrawn is %s', (comment, withdrawn) => {
    const xml = `<feed>${entry(`<title>T</title><summary>S</summary><arxiv:comment>${comment}</arxiv:comment>`)}</feed>`;
    expect(readSlice(xml).papers.map((paper) => paper.withdrawn)).toEqual([withdrawn]);
  });
});

describe('fields', () => {
  test('of text become one line that a database can hold', () => {
    expect(oneLine(' a\n  b\u0000\tc \ud800')).toBe('a b c \ufffd');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}]|\s{2}|^\s|\s$/u.test(oneLine(text))),
    );
  });

  test('of dates are read with or without a zone, and only when they are dates', () => {
    expect(instantOrNull('2026-11-24T10:00:00')?.toISOString()).toBe('2026-11-24T10:00:00.000Z');
    expect(instantOrNull('Tue, 24 Nov 2026 00:00:00 -0500')?.toISOString()).toBe('2026-11-24T05:00:00.000Z');
    expect(
      ['soon', '', '2026-13-01T00:00:00Z', '+012026-01-01T00:00:00Z', 5, null].map(instantOrNull),
    ).toEqual(Array(6).fill(null));
  });

  test('of addresses are web addresses, and secure ones where that is asked', () => {
    expect(webAddressOrNull('http://example.org/a b')).toBe('http://example.org/a%20b');
    expect(webAddressOrNull('http://example.org/', true)).toBeNull();
    expect(
      ['javascript:alert(1)', 'data:text/html,x', '/x', null].map((url) => webAddressOrNull(url)),
    ).toEqual(Array(4).fill(null));
  });

  test('of entries are left out where they are wrong, unless most are', () => {
    const odd = (n: unknown) => (typeof n === 'number' && n % 2 === 1 ? n : null);
    expect(readMost([1, 2, 3], odd)).toEqual([1, 3]);
    expect(readMost([2, 4], odd)).toEqual([]);
    expect(readMost([1, 3, 2, 4, 6], odd)).toBeNull();
    expect(readMost([], odd)).toEqual([]);
  });
});
