import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSlice } from '../../src/adapters/sources/arxiv/arxiv-entries.ts';
import { readFeed } from '../../src/adapters/sources/arxiv/arxiv-rss.ts';
import { createHuggingFace } from '../../src/adapters/sources/hugging-face/hugging-face.ts';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { createSourceMemory, nothingKnown } from '../support/papers/source-memory.ts';
import { madeUpPapers } from '../support/papers/upstream.ts';
import { arxivQuery, dailyPapers, rssFeed } from '../support/papers/upstream-wire.ts';
import { hostileTokens } from '../unit/domain/hostile-texts.ts';
import { type Fuzzer, isRefusal, type Target } from './fuzzer.ts';

const now = new Date('2026-11-24T10:00:00Z');
const upstream = madeUpPapers();
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
function faultOfPapers(
  papers: readonly Pick<IncomingPaper, 'title' | 'abstract' | 'publishedAt'>[],
): string | null {
  for (const { title, abstract, publishedAt } of papers) {
    const text = title + abstract;
    if (title === '') return 'a paper without a title';
    if (text.includes('\u0000') || !text.isWellFormed()) return 'a text that cannot be stored';
    if (publishedAt !== null && Number.isNaN(publishedAt.getTime())) return 'a date that is none';
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

/** Readers of what sources answer: arXiv's two formats, and Hugging Face's listing as it comes over HTTP. */
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
