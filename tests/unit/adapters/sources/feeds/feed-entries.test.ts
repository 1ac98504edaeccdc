import { describe, expect, test } from 'vitest';
import { readAnyFeed } from '../../../../../src/adapters/sources/feeds/feed-entries.ts';

const now = new Date('2026-11-24T15:00:00Z');
const address = 'https://journal.example.org/feeds/new.xml';
const read = (xml: string) => readAnyFeed(xml, address, now).papers;

const atom = (entries: string) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A laboratory</title><id>urn:x</id>${entries}</feed>`;
const rss = (items: string) => `<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
<channel><title>A journal</title><link>https://journal.example.org/</link>${items}</channel></rss>`;
const rdf = (items: string) => `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://journal.example.org/"><title>A journal</title></channel>${items}</rdf:RDF>`;

describe('a feed in Atom', () => {
  test('gives its entries, their HTML as text', () => {
    const [paper] = read(
      atom(`<entry><title type="html">H&lt;sub&gt;2&lt;/sub&gt;O &amp;amp; ice at &amp;lt;5 K</title>
<link rel="self" href="https://x.org/self"/><link href="/papers/1"/><id>tag:x,2026:1</id>
<published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00Z</updated>
<author><name>Ada Lovelace</name></author><author><name>Alan Turing</name></author>
<category term="cs.RO"/><category term="News"/>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>We <i>walk</i> on ice, then</p><p>fall.</p></div></summary></entry>`),
    );
    expect(paper).toMatchObject({
      title: 'H$_{2}$O & ice at <5 K',
      abstract: 'We walk on ice, then fall.',
      authors: ['Ada Lovelace', 'Alan Turing'],
      url: 'https://journal.example.org/papers/1',
      categories: ['cs.RO'],
      publishedAt: new Date('2026-11-20T10:00:00Z'),
      updatedAt: new Date('2026-11-21T10:00:00Z'),
      doi: null,
      arxivId: null,
    });
  });
});

describe('a feed in RSS', () => {
  const item = (inside: string) =>
    rss(`<item><title>Walking</title><description>We walk.</description>${inside}</item>`);

  test('gives its items, in their sections of character data', () => {
    const [paper] = read(
      rss(`<item><title><![CDATA[On <i>E. coli</i> & others]]></title><link>https://journal.example.org/a?x=1&amp;y=2</link>
<description><![CDATA[<p>We find &alpha;-helices.</p><script>track()</script>]]></description>
<dc:creator>Marie Curie (CNRS, Paris)</dc:creator><dc:creator><![CDATA[Niels Bohr]]></dc:creator>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><prism:doi>10.1000/ABC.1</prism:doi>
<prism:publicationName>J. of Ice</prism:publicationName></item>`),
    );
    expect(paper).toMatchObject({
      title: 'On E. coli & others',
      abstract: 'We find α-helices.',
      authors: ['Marie Curie', 'Niels Bohr'],
      url: 'https://journal.example.org/a?x=1&y=2',
      doi: '10.1000/abc.1',
      journalRef: 'J. of Ice',
      publishedAt: new Date('2026-11-20T10:00:00Z'),
    });
  });

  test.each([
    ['<guid>https://doi.org/10.1000/xyz</guid>', { doi: '10.1000/xyz', url: 'https://doi.org/10.1000/xyz' }],
    [
      '<link>https://www.biorxiv.org/content/10.1101/2026.11.01.1234v1?rss=1</link>',
      { doi: '10.1101/2026.11.01.1234', version: 1 },
    ],
    ['<link>https://x.org/doi/full/10.1000/abc/full</link>', { doi: '10.1000/abc' }],
    ['<dc:identifier>doi:10.1000/xyz</dc:identifier>', { doi: '10.1000/xyz', url: null }],
    ['<link>https://arxiv.org/abs/2611.00001v2</link>', { arxivId: '2611.00001', version: 2 }],
    ['<guid isPermaLink="false">abc</guid><link>https://x.org/1</link>', { url: 'https://x.org/1' }],
    ['<guid>https://x.org/2</guid>', { url: 'https://x.org/2' }],
  ])('knows what is meant by %s', (inside, identity) => {
    expect(read(item(inside))[0]).toMatchObject(identity);
  });

  test.each([
    ['', now],
    ['<pubDate>Fri, 20 Nov 2099 10:00:00 GMT</pubDate>', now],
    ['<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>', now],
    ['<pubDate>yesterday</pubDate><dc:date>2026-11-20</dc:date>', new Date('2026-11-20T00:00:00Z')],
    ['<dc:date>2026-11-20T10:00:00</dc:date>', new Date('2026-11-20T10:00:00Z')],
    ['<pubDate>Fri, 20 Nov 2026 10:00:00 EST</pubDate>', new Date('2026-11-20T15:00:00Z')],
    ['<pubDate>Wed, 25 Nov 2026 02:00:00 GMT</pubDate>', now],
  ])('with %s is dated %s', (inside, publishedAt) => {
    expect(read(item(`<link>https://x.org/1</link>${inside}`))[0]?.publishedAt).toEqual(publishedAt);
  });

  test.each([
    ['<author>ada@example.org (Ada Lovelace)</author>', ['Ada Lovelace']],
    ['<author>ada@example.org</author>', []],
    [
      '<dc:creator>Ada Lovelace, Alan Turing, and Kurt Gödel</dc:creator>',
      ['Ada Lovelace', 'Alan Turing', 'Kurt Gödel'],
    ],
    ['<dc:creator>Lovelace, A.; Turing, A.</dc:creator>', ['A. Lovelace', 'A. Turing']],
    [
      '<dc:creator>Lovelace, Ada</dc:creator><dc:creator>Turing, A.M.</dc:creator>',
      ['Ada Lovelace', 'A.M. Turing'],
    ],
    ['<dc:creator>by Ada Lovelace and Alan Turing</dc:creator>', ['Ada Lovelace', 'Alan Turing']],
  ])('with %s is by %j', (inside, authors) => {
    expect(read(item(`<link>https://x.org/1</link>${inside}`))[0]?.authors).toEqual(authors);
  });

  test('leaves out what has no title, no text, or nothing to be known by', () => {
    const feed = readAnyFeed(
      rss(`<item><title>A</title><description>B</description></item>
<item><title></title><description>B</description><link>https://x.org/1</link></item>
<item><title>A</title><link>https://x.org/2</link></item>
<item><title>A</title><description>B</description><link>javascript:alert(1)</link></item>
<item><title>A</title><description>B</description><link>https://x.org/3</link></item>`),
      address,
      now,
    );
    expect(feed.items).toBe(5);
    expect(feed.papers.map(({ url }) => url)).toEqual(['https://x.org/3']);
  });

  test('whose items lead to one page tells them apart', () => {
    const one = (title: string) =>
      `<item><title>${title}</title><description>B</description><link>https://x.org/all#top</link></item>`;
    expect(read(rss(one('Walking on-ice') + one('Falling'))).map(({ url }) => url)).toEqual([
      'https://x.org/all#:~:text=Walking%20on%2Dice',
      'https://x.org/all#:~:text=Falling',
    ]);
  });

  test('of a withdrawn paper says so', () => {
    const [paper] = read(
      rss(
        '<item><title>WITHDRAWN: Walking</title><description>The authors have withdrawn their manuscript.</description><link>https://x.org/1</link></item>',
      ),
    );
    expect(paper?.withdrawn).toBe(true);
  });
});

test('a feed in RSS 1.0 is read too', () => {
  const [paper] = read(
    rdf(`<item rdf:about="https://x.org/1"><title>Walking</title><link>https://x.org/1</link>
<description>We walk.</description><dc:creator>Ada Lovelace</dc:creator><dc:date>2026-11-20</dc:date>
<dc:identifier>doi:10.1000/1</dc:identifier></item>`),
  );
  expect(paper).toMatchObject({ title: 'Walking', doi: '10.1000/1', authors: ['Ada Lovelace'] });
});

test('what is no feed is an error that says so', () => {
  expect(() => read('<opml></opml>')).toThrow('neither Atom nor RSS');
  expect(() => read('<!DOCTYPE rss [<!ENTITY a "aa">]><rss><channel>&a;</channel></rss>')).toThrow(
    'document type',
  );
});
