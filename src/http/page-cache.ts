import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Deps } from '../app/deps.ts';
import { isKnown, tagOf } from './conditional.ts';
import { languageVary } from './languages.ts';

/** All pages together, as they are sent. */
const mostBytes = 64 * 1024 * 1024;
/** Beside its bytes: the key, the tag, and what holds them. */
const bytesAround = 500;

type Encoding = 'br' | 'gzip';
/**
 * `at`, `changes`, `brand`: when it was begun, the count of what had changed by then (null where nobody told), and the
 * version of the brand that it shows.
 */
export type Copy = { body: Buffer; tag: string; at: number; changes: number | null; brand: string };

const negotiator = new Negotiator<Encoding>({ supportedValues: ['br', 'gzip'] });
/** Which of them a browser takes; few different headers come, mostly. */
const accepted = new LRUCache<string, { encoding: Encoding | null }>({ max: 200 });

function encodingFor(header: string | string[] | undefined): Encoding | null {
  if (typeof header !== 'string') return null;
  const known = accepted.get(header);
  if (known !== undefined) return known.encoding;
  const encoding = negotiator.negotiate(header);
  if (header.length < 200) accepted.set(header, { encoding });
  return encoding;
}

const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);
/** A third smaller than the least, at a third of what the most costs. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

async function encoded(html: string, encoding: Encoding | null): Promise<Buffer> {
  switch (encoding) {
    case 'br':
      return await asBrotli(html, brotliOptions);
    case 'gzip':
      return await asGzip(html);
    case null:
      return Buffer.from(html);
  }
}

/**
 * What is known by `key`, made by `make` unless it is there. `longestMs`: for pages that change with time alone, how
 * late they may.
 */
type KeptPage = { key: string; make(): Promise<string>; longestMs?: number | undefined };
/** Sends a page in the language of the request, compressed as its reader takes it. */
export type SendKept = (
  request: FastifyRequest,
  reply: FastifyReply,
  page: KeptPage,
) => Promise<FastifyReply>;

/** Told of an answer with a page, once its headers are set; `longestMs` as of the page. */
export type Remember = (
  request: FastifyRequest,
  reply: FastifyReply,
  copy: Copy,
  longestMs: number | undefined,
) => void;

/** A page or document, and what it is known by. */
export type CopyOf = (page: KeptPage, encoding: Encoding | null) => Promise<Copy>;
/**
 * Keeps pages as they are sent, compressed, for as long as nothing that pages show has changed. Only for pages that are
 * the same for everybody: `make` may depend on nothing of the request but its language and what is in `key`. A page
 * that many ask for at once is made once; one that cannot be made is not kept. While the database does not tell whether
 * anything has changed, pages are made for each request.
 */
export function createPageCache({
  siteChanges,
  now,
  brand,
}: Pick<Deps, 'siteChanges' | 'now'> & { brand: Pick<Deps['brand'], 'last'> }): CopyOf {
  const retained = new LRUCache<string, Copy>({
    maxSize: mostBytes,
    sizeCalculation: ({ body }) => body.length + bytesAround,
  });
  const making = new Map<string, Promise<Copy>>();
  let changes = 0;

  async function made({ make }: KeptPage, encoding: Encoding | null, count: number | null): Promise<Copy> {
    const begun = { at: now().getTime(), changes: count, brand: brand.last().version };
    const html = await make();
    return { ...begun, body: await encoded(html, encoding), tag: tagOf(html) };
  }

  return async (page, encoding) => {
    const count = await siteChanges.count();
    if (count === null) return await made(page, encoding, null);
    if (count !== changes) {
      retained.clear();
      // Those under way may be of before: whoever waits for them asked before, too.
      making.clear();
      changes = count;
    }
    // Each page shows the brand; what it was before goes in time.
    const key = `${encoding ?? ''} ${brand.last().version} ${page.key}`;
    const found = retained.get(key);
    const { longestMs = Number.POSITIVE_INFINITY } = page;
    if (found !== undefined && Math.abs(now().getTime() - found.at) < longestMs) return found;
    const begun = making.get(key);
    if (begun !== undefined) return await begun;
    const one = made(page, encoding, count);
    making.set(key, one);
    try {
      const copy = await one;
      if (making.get(key) === one) retained.set(key, copy);
      return copy;
    } finally {
      if (making.get(key) === one) making.delete(key);
    }
  };
}

/** `remember` is told of each answer with a page. */
export function sendKeptOf(copyOf: CopyOf, remember?: Remember): SendKept {
  return async (request, reply, page) => {
    const encoding = encodingFor(request.headers['accept-encoding']);
    const { tag: language } = request.language;
    const copy = await copyOf({ ...page, key: `${language} ${page.key}` }, encoding);
    const { body, tag } = copy;
    // Weak: the same page, however it is compressed. Browsers have to ask each time, so that what was hidden is gone.
    void reply
      .header('etag', `W/${tag}`)
      .header('cache-control', 'no-cache')
      .header('content-language', language)
      .header('vary', `accept-encoding, ${languageVary}`);
    if (isKnown(request, tag)) return reply.code(304).send();
    if (encoding !== null) void reply.header('content-encoding', encoding);
    void reply.type('text/html; charset=utf-8');
    remember?.(request, reply, copy, page.longestMs);
    return reply.send(body);
  };
}
