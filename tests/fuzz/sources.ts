import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readSlice } from '../../src/adapters/sources/arxiv/arxiv-entries.ts';
import { readFeed } from '../../src/adapters/sources/arxiv/arxiv-rss.ts';
import { readDetails } from '../../src/adapters/sources/biorxiv/details.ts';
import { feedDate } from '../../src/adapters/sources/feeds/feed-dates.ts';
import { readAnyFeed } from '../../src/adapters/sources/feeds/feed-entries.ts';
import { createHuggingFace } from '../../src/adapters/sources/hugging-face/hugging-face.ts';
import { readWorks } from '../../src/adapters/sources/openalex/works.ts';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { createSourceMemory, nothingKnown } from '../support/papers/source-memory.ts';
import { madeUpPapers } from '../support/papers/upstream.ts';
import { arxivQuery, dailyPapers, rssFeed } from '../support/papers/upstream-wire.ts';
import { hostileTokens } from '../unit/domain/hostile-texts.ts';
import { type Fuzzer, isRefusal, type Target } from './fuzzer.ts';

const now = new Date('2026-11-24T10:00:00Z');
const upstream = madeUpPapers();
const answers = join(import.meta.dirname, '../unit/adapters/sources');
const detailsPage = join(answers, 'biorxiv/answers/page.json');
const worksPage = join(answers, 'openalex/answers/works.json');
const xmlWords = [
  '<entry>',
  '</entry>',
  '<item>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<!DOCTYPE x [<!ENTITY a "aaaa">]>',
  '&a;',
  '&#x1F600;',
  '&#0;',
  '<?xml version="1.0"?>',
  ' xmlns:a="b"',
  '<title>',
  '</title>',
  '<author><name>',
  '</feed>',
  '</rss>',
  '__proto__',
];
const jsonWords = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '1e999',
  '-0',
  '""',
  '"paper":',
  '\\ud800',
  '"__proto__":',
];

/** What is stored of a paper must be what the database takes. */
function faultOfPapers(papers: readonly IncomingPaper[]): string | null {
  for (const paper of papers) {
    const { title, doi, authors, url, categories, journalRef, publishedAt, updatedAt } = paper;
    const links = paper.links.map((link) => link.url);
    const text = [title, paper.abstract, doi, url, journalRef, ...authors, ...categories, ...links].join('');
    if (title === '') return 'a paper without a title';
    if (authors.includes('')) return 'an author without a name';
    if (text.includes('\u0000') || !text.isWellFormed()) return 'a text that cannot be stored';
    for (const date of [publishedAt, updatedAt])
      if (date !== null && Number.isNaN(date.getTime())) return 'a date that is none';
  }
  return null;
}

function xmlTarget(
  name: string,
  corpus: readonly string[],
  read: (xml: string) => { papers: IncomingPaper[] },
): Target {
  return {
    name,
    corpus,
    dictionary: [...xmlWords, ...hostileTokens],
    longest: 64 * 1024,
    mostMs: 50,
    check(text) {
      try {
        return faultOfPapers(read(text).papers);
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    },
  };
}

const feedItem = `<title><![CDATA[On <i>E. coli</i> &amp; others]]></title><link>https://journal.example.org/a?x=1&amp;y=2</link>
<description>&lt;p&gt;H&lt;sub&gt;2&lt;/sub&gt;O &amp;alpha;&lt;/p&gt;</description><dc:creator>Curie, M.; Bohr, N.</dc:creator>
<author>ada@example.org (Ada Lovelace)</author><pubDate>Fri, 20 Nov 2026 10:00:00 MEZ</pubDate><dc:date>20.11.2026</dc:date>
<guid isPermaLink="false">10.1000/abc</guid><prism:doi>10.1000/ABC.1</prism:doi><category>cs.RO</category>`;
const feedsOfAllKinds = [
  `<?xml version="1.0"?><rss version="2.0"><channel><item>${feedItem}</item><item>${feedItem}</item></channel></rss>`,
  `<rdf:RDF><channel/><item rdf:about="https://x.org/1">${feedItem}</item></rdf:RDF>`,
  `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A &lt;b&gt;</title><link rel="alternate" href="/1"/>
<id>tag:x,2026:1</id><updated>2026-11-21T10:00:00Z</updated><author><name>Ada Lovelace</name></author>
<summary type="xhtml"><div><p>We <i>walk</i>.</p></div></summary><category term="cs.RO"/></entry></feed>`,
];

/** Readers of what all sources answer: Hugging Face's listing as it comes over HTTP, of the others the text. */
export async function sourcesFuzzer(): Promise<Fuzzer> {
  let answer = '';
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const { memory, sleep } = createSourceMemory(now);
  const huggingFace = createHuggingFace({
    baseUrl: `http://127.0.0.1:${port}`,
    memory,
    userAgent: 'fuzz',
    options: { sleep, intervalMs: 0, tries: 1, mostPages: 1, timeoutMs: 5_000 },
  });
  const { signal } = new AbortController();
  const listing = JSON.stringify(dailyPapers(upstream, now, new URLSearchParams('p=0&limit=5')));
  const targets: Target[] = [
    xmlTarget(
      'arXiv, query API',
      [
        arxivQuery(
          upstream.slice(0, 3),
          now,
          new URLSearchParams('search_query=cat:cs.RO&start=0&max_results=3'),
        ),
      ],
      readSlice,
    ),
    xmlTarget('arXiv, RSS', [rssFeed(upstream.slice(0, 3), now, ['cs.RO'])], (xml) => ({
      papers: readFeed(xml, now).announced.map(({ paper }) => paper),
    })),
    xmlTarget('feeds', feedsOfAllKinds, (xml) => readAnyFeed(xml, 'https://journal.example.org/feed', now)),
    {
      name: 'dates of feeds',
      corpus: [
        'Fri, 20 Nov 2026 10:00:00 -0530 (IST)',
        '20 de noviembre de 2026',
        '2026-11-20 10:00:00+0100',
      ],
      dictionary: ['Nov', 'März', 'MEZ', '.', '/', ':', '20', '2026', 'T', 'Z', ' '],
      longest: 1024,
      mostMs: 20,
      check(text) {
        const date = feedDate(text);
        return date !== null && Number.isNaN(date.getTime()) ? 'a date that is none' : null;
      },
    },
    {
      name: 'bioRxiv',
      corpus: [readFileSync(detailsPage, 'utf8')],
      dictionary: [...jsonWords, '"collection":', '"status":"ok"', ...hostileTokens],
      longest: 64 * 1024,
      json: true,
      mostMs: 50,
      check(text) {
        try {
          const url = 'https://api.biorxiv.org/details';
          return faultOfPapers(readDetails(text, { server: 'biorxiv', label: 'bioRxiv', url }).papers);
        } catch (error) {
          if (isRefusal(error)) return null;
          throw error;
        }
      },
    },
    {
      name: 'OpenAlex',
      corpus: [readFileSync(worksPage, 'utf8')],
      dictionary: [...jsonWords, '"results":', '"oa_url":', ...hostileTokens],
      longest: 64 * 1024,
      json: true,
      mostMs: 50,
      check(text) {
        try {
          const said = [...readWorks(text)].flatMap(([doi, { openUrl }]) => [doi, openUrl ?? '']).join('');
          return said.includes('\u0000') || !said.isWellFormed() ? 'a text that cannot be stored' : null;
        } catch (error) {
          if (isRefusal(error)) return null;
          throw error;
        }
      },
    },
    {
      name: 'Hugging Face',
      corpus: [listing],
      dictionary: [...jsonWords, ...hostileTokens],
      longest: 64 * 1024,
      json: true,
      mostMs: null,
      async check(text) {
        answer = text;
        try {
          const { papers } = await huggingFace.harvest({
            since: null,
            backfill: false,
            wanted: [],
            known: nothingKnown,
            now,
            signal,
          });
          return faultOfPapers(papers);
        } catch (error) {
          if (isRefusal(error)) return null;
          throw error;
        }
      },
    },
  ];
  return {
    name: 'sources',
    targets,
    close: () => new Promise((closed) => server.closeAllConnections() ?? server.close(() => closed())),
  };
}
