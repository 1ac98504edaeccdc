import { decodeHTMLStrict, decodeXML } from 'entities';
import { isArxivCategory } from '../../../domain/catalogue/index.ts';
import { parseArxivId } from '../../../domain/papers/arxiv-id.ts';
import { readAuthorList } from '../../../domain/papers/author-list.ts';
import { doiIn } from '../../../domain/papers/doi.ts';
import { textOfHtml } from '../../../domain/papers/html-text.ts';
import type { IncomingPaper } from '../../../domain/papers/paper.ts';
import { withSaneDates } from '../../../domain/papers/paper-dates.ts';
import { saysWithdrawn } from '../../../domain/papers/withdrawal/withdrawal.ts';
import { readableText, webAddressOrNull } from '../fields.ts';
import { attribute, child, children, childText, readXmlFeed, textOf } from '../xml.ts';
import { feedDate } from './feed-dates.ts';

/** `items` counts all of a feed's, also those that were left out, as no text or no address says what they are. */
export type ReadFeed = { papers: IncomingPaper[]; items: number };

/** Of a longer feed the first, which are the newest. */
const mostItems = 2_000;

/**
 * Reads a feed in Atom (RFC 4287), RSS 2.0 or RSS 1.0, with Dublin Core's and PRISM's elements. What has no date, or
 * one that cannot be true, counts as published `now`. Throws an Error saying what is wrong with the feed as a whole.
 */
export function readAnyFeed(xml: string, address: string, now: Date): ReadFeed {
  const { root, element } = readXmlFeed(xml);
  const channel = root === 'rss' ? child(element, 'channel') : element;
  const items = children(channel, root === 'feed' ? 'entry' : 'item');
  const papers = items.slice(0, mostItems).flatMap((item) => readItem(item, address, now) ?? []);
  return { papers: withOwnAddresses(papers), items: items.length };
}

/**
 * Items that all lead to one page, such as a laboratory's list of publications, are led to their place on it by a text
 * fragment (https://wicg.github.io/scroll-to-text-fragment): their addresses are what they are told apart by.
 */
function withOwnAddresses(papers: readonly IncomingPaper[]): IncomingPaper[] {
  const titles = Map.groupBy(papers, ({ url }) => url);
  const isShared = (url: string | null) =>
    new Set((titles.get(url) ?? []).map(({ title }) => title)).size > 1;
  return papers.map((paper) => {
    const { url, title } = paper;
    if (url === null || !isShared(url)) return paper;
    const [page = ''] = url.split('#', 1);
    return {
      ...paper,
      url: webAddressOrNull(`${page}#:~:text=${encodeURIComponent(title).replaceAll('-', '%2D')}`) ?? url,
    };
  });
}

/** Where items say when they were published, the surest first. */
const published = [
  'pubDate',
  'published',
  'issued',
  'dc:date',
  'dcterms:issued',
  'dc:issued',
  'prism:publicationDate',
  'prism:coverDate',
];
const updated = ['updated', 'modified', 'dcterms:modified'];

/** The text of an element in which markup is left as it came. */
function textIn(item: unknown, ...names: string[]): string | null {
  for (const name of names) {
    const given = childText(item, name);
    const text = given === null ? '' : textOfHtml(withoutXml(given), decodeHTMLStrict);
    if (text !== '') return text;
  }
  return null;
}

/** Character data stands for itself; elsewhere XML's references are read (XML 1.0, 2.7 and 4.6). */
function withoutXml(raw: string): string {
  return raw
    .split('<![CDATA[')
    .map((part, index) => {
      if (index === 0) return decodeXML(part);
      const end = part.indexOf(']]>');
      return end === -1 ? part : part.slice(0, end) + decodeXML(part.slice(end + 3));
    })
    .join('');
}

function readItem(item: unknown, address: string, now: Date): IncomingPaper | null {
  const text = readableText(
    textIn(item, 'title', 'dc:title'),
    textIn(item, 'summary', 'description', 'dc:description', 'content:encoded', 'content'),
  );
  if (text === null) return null;
  const link = linkOf(item, address);
  const ids = ['prism:doi', 'dc:identifier', 'guid', 'id'].flatMap((name) => childText(item, name) ?? []);
  const names = [...ids, link ?? ''].map(decodeXML);
  const arxiv = names.map(parseArxivId).find((found) => found !== null) ?? null;
  // arXiv's own DOIs say no more than its ids.
  const doi = arxiv === null ? (names.map(doiIn).find((found) => found !== null) ?? null) : null;
  if (link === null && doi === null && arxiv === null) return null;
  const dated = (...elements: string[]) =>
    elements.map((name) => feedDate(childText(item, name))).find((date) => date !== null) ?? null;
  const categories = children(item, 'category').flatMap(
    (category) => attribute(category, 'term') ?? textOf(category) ?? [],
  );
  const known = [...new Set(categories.filter(isArxivCategory))];
  const paper = withSaneDates(
    {
      ...text,
      arxivId: arxiv?.id ?? null,
      version: arxiv?.version ?? doi?.version ?? null,
      doi: doi?.doi ?? null,
      authors: authorsOf(item),
      categories: known,
      primaryCategory: known[0] ?? null,
      publishedAt: dated(...published, ...updated),
      updatedAt: dated(...updated),
      url: link,
      comment: null,
      journalRef: textIn(item, 'prism:publicationName', 'dc:source'),
      links: [],
      thumbnailUrl: null,
      summary: null,
      featuredAt: null,
      withdrawn: saysWithdrawn({ ...text, comment: null }),
      signal: null,
    },
    now,
  );
  return { ...paper, publishedAt: paper.publishedAt ?? now };
}

/** Where to read it: Atom's `alternate`, RSS's link, or a guid that is an address; relative ones by the feed's own. */
function linkOf(item: unknown, address: string): string | null {
  const links = children(item, 'link');
  const alternate = links.find((link) => ['alternate', null].includes(attribute(link, 'rel')));
  const guid = child(item, 'guid');
  const permanent = attribute(guid, 'isPermaLink') === 'false' ? null : textOf(guid);
  const given = attribute(alternate ?? null, 'href') ?? textOf(links[0] ?? null) ?? permanent;
  const url = given === null || given.trim() === '' ? null : URL.parse(decodeXML(given.trim()), address);
  return webAddressOrNull(url?.href);
}

function authorsOf(item: unknown): string[] {
  const creators = children(item, 'dc:creator').flatMap((creator) => textOf(creator) ?? []);
  const people = children(item, 'author').flatMap(
    (author) => childText(author, 'name') ?? textOf(author) ?? [],
  );
  const given = creators.length > 0 ? creators : people;
  const names = given.flatMap((text) => {
    const list = textOfHtml(withoutXml(text), decodeHTMLStrict).replace(/^by /i, '');
    // RSS 2.0 has an address, and the name in brackets behind it.
    return readAuthorList(/^[^\s@]+@\S+ \(([^()]{1,500})\)$/.exec(list)?.[1] ?? list);
  });
  return names.filter((name) => !/^[^\s@]+@\S+$/.test(name)).slice(0, 10_000);
}
