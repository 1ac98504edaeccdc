import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import type { HttpValidators } from '../../domain/papers/paper-source.ts';
import { Refused } from '../public-hosts.ts';
import { decoded, fromUtf8 } from './character-set.ts';

/** Limits and delays of fetching; times in milliseconds. */
export type HttpLimits = {
  /** For one try, from connecting to the last byte of the body. */
  timeoutMs: number;
  /** Of a body after decompression, in bytes; never more than what is expected may have. */
  maxBytes: number;
  tries: number;
  /** The pause before each further try; the last one repeats. A random part of up to a quarter is added. */
  backoffMs: readonly number[];
  /** A server that asks for a longer pause than this is not tried again. */
  longestPauseMs: number;
  /** Statuses that may be gone a moment later. */
  retryStatuses: readonly number[];
  /** Resolves after `ms`; rejects as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
};

export const httpLimits: Readonly<HttpLimits> = {
  timeoutMs: 15_000,
  maxBytes: 8_000_000,
  tries: 3,
  backoffMs: [1_000, 4_000],
  longestPauseMs: 30_000,
  retryStatuses: [429, 500, 502, 503, 504],
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/** A `feed` is XML that any site sends, whatever it calls it. */
export type Expected = 'json' | 'xml' | 'feed';

export type FetchRequest = HttpLimits & {
  /** The source's name in error messages. */
  source: string;
  headers: Readonly<Record<string, string>>;
  accept: Expected;
  signal: AbortSignal;
  /** Makes the request conditional (RFC 9110, 13.1). */
  validators?: HttpValidators | null;
  /** Awaited before every single request, redirects and further tries included. */
  before?: () => Promise<void>;
  /** What connects; `fetch` without it. */
  fetch?: typeof fetch;
  /** Redirects to other sites are followed: `fetch` checks each address by itself. */
  anySite?: boolean;
};

export type Fetched = { status: 'ok'; body: string; validators: HttpValidators } | { status: 'not-modified' };

/** A server's answer that is not the wanted one. `retryAfter` is what it asked for, in seconds. */
export class SourceRefusal extends DomainError {
  readonly status: number;

  constructor(status: number, message: string, retryAfter: number | undefined) {
    super('unavailable', message, retryAfter === undefined ? {} : { retryAfter });
    this.name = 'SourceRefusal';
    this.status = status;
  }
}

/** `maxBytes`: a list of papers has some hundred kB; a feed of 2,000 papers, arXiv's most, up to 7 MB. */
const expectations: Record<Expected, { header: string; mediaType: RegExp; words: string; maxBytes: number }> =
  {
    json: { header: 'application/json', mediaType: /[/+]json$/, words: 'JSON', maxBytes: 5_000_000 },
    xml: {
      header: 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8',
      mediaType: /[/+]xml$/,
      words: 'XML',
      maxBytes: 8_000_000,
    },
    feed: {
      header:
        'application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1',
      // Many sites send theirs as text, as HTML or as no type at all: what it is shows when it is read.
      mediaType: /\//,
      words: 'a feed',
      maxBytes: 8_000_000,
    },
  };
const mostRedirects = 3;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
/** A longer pause than a day is a mistake at the other end. */
const longestRetryAfter = 86_400;

/** What one request came to when it brought nothing: somewhere else to ask, or an error that another try may cure. */
type Detour = { redirect: URL };
type Failure = { error: DomainError; again: boolean; pauseMs: number };

/**
 * Fetches a text. Follows up to three redirects within the same site (`mayFollow`) and none to another; stops reading
 * at `maxBytes`.
 * Tries again after network errors, timeouts and `retryStatuses`, pausing as long as `Retry-After` says (RFC 9110,
 * 10.2.3). Every failure is a DomainError `unavailable` whose one line names the address without credentials and
 * query; an answer with another status than asked for is a `SourceRefusal`. What `before` throws passes through.
 */
export async function fetchText(url: string, request: FetchRequest): Promise<Fetched> {
  const headers = requestHeaders(new URL(url), request);
  let target = withoutCredentials(url);
  for (let tried = 1, redirects = 0; ; ) {
    await request.before?.();
    const outcome = await ask(target, url, headers, request, tried);
    if ('status' in outcome) return outcome;
    if ('redirect' in outcome) {
      redirects++;
      if (redirects > mostRedirects)
        throw unavailable(url, request, `redirected more than ${mostRedirects} times`);
      target = outcome.redirect;
      continue;
    }
    const { error, again, pauseMs } = outcome;
    if (!again || tried >= request.tries || pauseMs > request.longestPauseMs) throw error;
    const backoff = request.backoffMs[tried - 1] ?? request.backoffMs.at(-1) ?? 0;
    tried++;
    try {
      await request.sleep(Math.max(backoff * (1 + Math.random() / 4), pauseMs), request.signal);
    } catch (reason) {
      throw stopped(url, request, reason);
    }
  }
}

/** One request. `url` is where the caller asked, `target` where redirects have led since. */
async function ask(
  target: URL,
  url: string,
  headers: Headers,
  request: FetchRequest,
  tried: number,
): Promise<Fetched | Detour | Failure> {
  const after = tried === 1 ? '' : ` after ${tried} tries`;
  const timeout = AbortSignal.timeout(request.timeoutMs);
  try {
    const signal = AbortSignal.any([request.signal, timeout]);
    // What a mirror asks for is for that mirror alone, and over a line that is as safe.
    const sent = new Headers(headers);
    if (target.host !== new URL(url).host || (target.protocol === 'http:' && url.startsWith('https:')))
      sent.delete('authorization');
    const response = await (request.fetch ?? fetch)(target, { headers: sent, redirect: 'manual', signal });
    if (response.status === 200) {
      const body = await readBody(response, url, request);
      return { status: 'ok', body, validators: validatorsOf(url, response) };
    }
    await response.body?.cancel();
    if (response.status === 304 && request.validators) return { status: 'not-modified' };
    const location = response.headers.get('location');
    if (redirectStatuses.includes(response.status) && location !== null) {
      return { redirect: allowedRedirect(target, location, url, request) };
    }
    const seconds = retryAfter(response.headers.get('retry-after'));
    const requested = seconds === undefined ? '' : `; it asked to wait ${seconds} s`;
    const words = sentence(url, request, `answered ${response.status}${after}${requested}`);
    return {
      error: new SourceRefusal(response.status, words, seconds),
      again: request.retryStatuses.includes(response.status),
      pauseMs: (seconds ?? 0) * 1000,
    };
  } catch (error) {
    if (request.signal.aborted) throw stopped(url, request, error);
    if (error instanceof DomainError) throw error;
    const late = `did not answer within ${request.timeoutMs / 1000} s`;
    const what = timeout.aborted ? late : `could not be read (${networkReason(error)})`;
    // A server that says nothing is waited for twice at most: each time takes the whole time limit.
    const again = (!timeout.aborted || tried === 1) && !isRefused(error);
    return { error: unavailable(url, request, what + after, error), again, pauseMs: 0 };
  }
}

function allowedRedirect(from: URL, location: string, url: string, request: FetchRequest): URL {
  const to = URL.parse(location, from.href);
  const isWeb = to !== null && /^https?:$/.test(to.protocol);
  if (to === null || !(request.anySite === true ? isWeb : mayFollow(from, to))) {
    const where = to === null ? 'an address that cannot be read' : `another host (${to.host || to.protocol})`;
    throw unavailable(url, request, `redirected to ${where}, which is not followed`);
  }
  return withoutCredentials(to.href);
}

/**
 * Whether a redirect is followed: on the same host, never from https to http; or by https to another host of the same
 * site, as from `arxiv.org` to `export.arxiv.org`. A mirror on a port or at an IP address has no other hosts.
 */
export function mayFollow(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) return false;
  if (to.host === from.host) return true;
  // http and https of one host, each on its own port.
  if (from.port !== '' || to.port !== '' || to.protocol !== 'https:') return false;
  return to.hostname === from.hostname || (siteOf(to) !== null && siteOf(to) === siteOf(from));
}

/** The last two labels of a host's name; null for an address and for a name that has no more than those. */
function siteOf({ hostname }: URL): string | null {
  if (isIP(hostname) !== 0 || hostname.startsWith('[')) return null;
  const labels = hostname.split('.');
  return labels.length < 2 ? null : labels.slice(-2).join('.');
}

function requestHeaders(url: URL, { headers, accept, validators }: FetchRequest): Headers {
  const all = new Headers(headers);
  all.set('accept', expectations[accept].header);
  if (validators?.etag) all.set('if-none-match', validators.etag);
  if (validators?.lastModified) all.set('if-modified-since', validators.lastModified);
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    all.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  return all;
}

/** `fetch` refuses addresses that hold credentials, and repeats them in its error. */
function withoutCredentials(url: string): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

/** `Retry-After` in seconds, from a number or an HTTP date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), longestRetryAfter);
}

async function readBody(response: Response, url: string, request: FetchRequest): Promise<string> {
  const { mediaType, words, ...expected } = expectations[request.accept];
  const maxBytes = Math.min(request.maxBytes, expected.maxBytes);
  const given = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const mismatch = (type: string) => unavailable(url, request, `sent ${type} where ${words} was expected`);
  const tooLarge = () => unavailable(url, request, `sent more than ${maxBytes / 1_000_000} MB`);
  const stream: ReadableStream<Uint8Array> | null = response.body;
  if (given !== '' && !mediaType.test(given)) {
    await stream?.cancel();
    throw mismatch(given);
  }
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await stream?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream and with it the connection.
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const body =
    request.accept === 'json' ? fromUtf8(bytes) : decoded(bytes, response.headers.get('content-type') ?? '');
  // A gatekeeper's page often comes with the type that was asked for.
  if (/^\s*<(?:!doctype\s+html|html)\b/i.test(body)) throw mismatch('text/html');
  return body;
}

function validatorsOf(url: string, { headers }: Response): HttpValidators {
  return { url, etag: headers.get('etag'), lastModified: headers.get('last-modified') };
}

function isRefused(error: unknown): boolean {
  return error instanceof Refused || (error instanceof Error && error.cause instanceof Refused);
}

/** undici says only "fetch failed"; the reason is in the cause, and a failed connection's only in its code. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  if (cause.message !== '') return cause.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

/** A source's failure in one line. A mirror's address can hold a password or a key: neither is shown. */
function sentence(url: string, { source }: Pick<FetchRequest, 'source'>, what: string): string {
  const { origin, pathname } = new URL(url);
  return `${source} (${origin}${pathname}) ${what.replace(/\.$/, '')}.`;
}

export function unavailable(
  url: string,
  request: Pick<FetchRequest, 'source'>,
  what: string,
  cause?: unknown,
): DomainError {
  return new DomainError('unavailable', sentence(url, request, what), { cause });
}

function stopped(url: string, request: FetchRequest, cause: unknown): DomainError {
  return unavailable(url, request, 'was not read to the end: the visit was stopped', cause);
}
