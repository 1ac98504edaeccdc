import { encode } from 'jpeg-js';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { Tuning } from '../../../src/wire/tuning.ts';
import { runJobs } from '../jobs.ts';
import { makeIncoming, ownWords } from '../papers/incoming.ts';
import { freePort } from '../postgres/postgres-server.ts';
import { addReader } from '../readers.ts';
import { type TestService, testService } from '../test-service.ts';
import { shareBrowser } from './browser.ts';

const now = new Date('2026-11-24T10:00:00Z');
const formulas =
  'We show that $\\alpha_n \\le \\frac{1}{n}$ holds, and \\[ \\int_0^1 f(x)\\,dx = \\begin{pmatrix}1\\end{pmatrix} + a + b + c + d + e + f + g + h + i + j + k + l + m + n + o \\] too. Broken: $\\noSuchCommand{x}$.';

/** A page of each kind that anybody may read; the second paper has formulas. */
export const readerPages = [
  '/',
  '/?q=robots+from:2026',
  '/?q=zebra',
  '/topics',
  '/topics/cs.RO',
  '/papers/1',
  '/papers/2',
  '/archive',
  '/archive/1',
  '/embed?topics=cs.RO',
  '/manage',
  '/saved',
];

type Settings = NonNullable<Parameters<Browser['newContext']>[0]>;

/** The site with forty papers, some with pictures, and a digest in the archive, and browsers to look at it with. */
export type ReaderSite = {
  service: TestService;
  url: string;
  /** A page as in a new browser, in place of the last one. */
  open(settings?: Settings): Promise<Page>;
  /** Errors of scripts, and what the browser refused, since then. */
  faults: string[];
  /** The addresses of what was asked for since then. */
  requests: string[];
  /** Fails unless there was no fault, and nothing was asked of anybody else. */
  checkQuiet(): void;
  close(): Promise<void>;
};

/** Pictures of the first papers, in two shapes; the others have none. */
async function keepPictures({ stores }: TestService['deps']): Promise<void> {
  const shapes = [
    { width: 720, height: 400 },
    { width: 300, height: 480 },
  ].map((size) => ({
    ...size,
    file: encode({ ...size, data: Buffer.alloc(size.width * size.height * 4, 120) }, 80).data,
  }));
  const tried = Array.from({ length: 6 }, (_, pair) =>
    shapes.map(({ file, width, height }, at) => {
      const paperId = 2 * pair + at + 1;
      return {
        paperId,
        url: 'https://pictures.example/a.png',
        made: { small: file, large: file, width, height, hash: `${paperId}`.padStart(64, '0') },
        refusal: null,
        tries: 1,
        nextTryAt: null,
      };
    }),
  ).flat();
  await stores.thumbnails.keepThumbnails(tried, now);
}

export async function startReaderSite(tuning: Tuning = {}): Promise<ReaderSite> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await testService({ env: { PUBLIC_URL: url, PORT: String(port) }, tuning });
  service.clock.now = now;
  const { deps } = service;
  const papers = Array.from({ length: 40 }, (_, at) =>
    makeIncoming({
      arxivId: `2611.${String(at).padStart(5, '0')}`,
      title: at === 1 ? 'On $\\alpha$ and formulas' : `Robots number ${at} that walk`,
      ...ownWords(at),
      ...(at === 1 ? { abstract: formulas } : {}),
      thumbnailUrl: 'https://pictures.example/a.png',
      links: [{ url: 'https://github.com/example/robots', type: 'github' }],
      signal: { upvotes: 100 - at },
    }),
  );
  await deps.stores.papers.store(papers, { source: 'hugging-face', now, sample: false });
  await keepPictures(deps);
  await refreshTrends(deps);
  await addReader(deps, 'ada@example.org', { topics: ['cs.RO'] });
  await triggerDigest(deps, { origin: 'api' });
  await runJobs(service);
  await (await service.app()).listen({ port, host: '127.0.0.1' });
  const browser = await shareBrowser();
  const usual = { viewport: { width: 1280, height: 800 } };
  /** By their settings. One is used again when it can be: a new one takes as long as opening ten pages. */
  const pages = new Map<string, Page>();
  let shown: Page | null = null;
  const site: ReaderSite = {
    service,
    url,
    faults: [],
    requests: [],
    async open(settings = {}) {
      // Small, and of this site: for one of another, Chromium would start a process.
      await shown?.goto(`${url}/healthz`);
      const key = JSON.stringify(settings);
      const known = pages.get(key);
      const page = known ?? (await newPage(settings));
      if (known !== undefined) await asIfNew(known, settings);
      pages.set(key, page);
      shown = page;
      site.faults = [];
      site.requests = [];
      return page;
    },
    checkQuiet() {
      expect(site.faults).toEqual([]);
      const elsewhere = site.requests.filter(
        (address) => !address.startsWith(`${url}/`) && !address.startsWith('data:'),
      );
      expect(elsewhere).toEqual([]);
    },
    async close() {
      await browser.close();
      await service.close();
    },
  };
  return site;

  async function newPage(settings: Settings): Promise<Page> {
    const page = await (await browser.newContext({ ...usual, ...settings })).newPage();
    page.on('pageerror', (error) => site.faults.push(error.message));
    page.on('console', (message) => {
      // That a form was refused, or a page is not there, is the answer that is asked for; not that a file is missing.
      const answered =
        /status of 4(00|04|10)/.test(message.text()) && !/\/static\//.test(message.location().url);
      if (message.type() === 'error' && !answered) site.faults.push(message.text());
    });
    page.on('request', (request) => site.requests.push(request.url()));
    return page;
  }

  /** Forgets what was stored, and looks as it did at first; a page of this site is open in it. */
  async function asIfNew(page: Page, settings: Settings): Promise<void> {
    await page.context().clearCookies();
    await page.evaluate('localStorage.clear(); sessionStorage.clear();');
    await page.setViewportSize(settings.viewport ?? usual.viewport);
    await page.emulateMedia({ colorScheme: settings.colorScheme ?? null });
  }
}
