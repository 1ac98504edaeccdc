import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { arxivQuery, dailyPapers, rssFeed } from './upstream-wire.ts';

/** A made-up paper; ages are hours before the stand-in's `now`. `upvotes` null: Hugging Face does not list it. */
export type UpstreamPaper = {
  id: string;
  version: number;
  ageHours: number;
  revisedHours?: number;
  title: string;
  abstract: string;
  authors: string[];
  categories: string[];
  comment?: string;
  journalRef?: string;
  doi?: string;
  upvotes: number | null;
  comments?: number;
  stars?: number;
  repo?: string;
  project?: string;
  summary?: string;
  withdrawn?: boolean;
};

/** A number is a status. `stall` sends half the body and then nothing; `moved` redirects on the same host. */
export type FaultMode =
  | number
  | 'hang'
  | 'stall'
  | 'reset'
  | 'truncate'
  | 'garbage'
  | 'empty'
  | 'html'
  | 'gatekeeper'
  | 'large'
  | 'announced-large'
  | 'moved'
  | 'moved-in-circles'
  | 'moved-away';

export type Fault = { path: string; mode: FaultMode; times?: number; retryAfter?: string };

type Answer = { type: string; body: string };

export type Upstream = {
  url: string;
  apiUrl: string;
  rssUrl: string;
  papers: UpstreamPaper[];
  now: Date;
  requests: { path: string; query: URLSearchParams; headers: IncomingHttpHeaders }[];
  /** Lets requests to paths that begin with `path` fail, `times` times or from now on. */
  fault(fault: Fault): void;
  /** Answers requests to paths that begin with `path` with this instead; null takes it back. */
  answer(path: string, answer: Answer | null): void;
  close(): Promise<void>;
};

const fixture = join(import.meta.dirname, '../../fixtures/upstream/papers.json');

export function madeUpPapers(): UpstreamPaper[] {
  return JSON.parse(readFileSync(fixture, 'utf8')) as UpstreamPaper[];
}

/** Both public sources of papers on a free port of this machine, in their own wire shapes, with faults on demand. */
export async function startUpstream(now: Date, papers: UpstreamPaper[] = madeUpPapers()): Promise<Upstream> {
  const faults: (Fault & { times: number })[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', upstream.url);
    const path = decodeURIComponent(url.pathname).replace(/^\/moved/, '');
    upstream.requests.push({ path, query: url.searchParams, headers: request.headers });
    const fault = faults.find((one) => one.times > 0 && path.startsWith(one.path));
    if (fault !== undefined) fault.times--;
    const given = [...answers].find(([prefix]) => path.startsWith(prefix))?.[1];
    const answer = given ?? wireAnswer(path, url.searchParams, upstream);
    if (answer === null) return void response.writeHead(404).end();
    if (fault === undefined) return send(response, answer, request.headers['if-none-match']);
    fail(response, answer, fault, `${path}${url.search}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream: Upstream = {
    url,
    apiUrl: `${url}/api/query`,
    rssUrl: `${url}/rss`,
    papers,
    now,
    requests: [],
    fault: (fault) => void faults.push({ times: Number.POSITIVE_INFINITY, ...fault }),
    answer: (path, answer) => void (answer === null ? answers.delete(path) : answers.set(path, answer)),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return upstream;
}

function wireAnswer(path: string, query: URLSearchParams, { papers, now }: Upstream): Answer | null {
  if (path === '/api/daily_papers') {
    return { type: 'application/json; charset=utf-8', body: JSON.stringify(dailyPapers(papers, now, query)) };
  }
  if (path === '/api/query') return { type: 'application/atom+xml', body: arxivQuery(papers, now, query) };
  const categories = /^\/rss\/(.+)$/.exec(path)?.[1]?.split('+');
  if (categories === undefined) return null;
  return { type: 'application/rss+xml', body: rssFeed(papers, now, categories) };
}

function send(response: ServerResponse, { type, body }: Answer, known: string | undefined): void {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (known === etag) return void response.writeHead(304, { etag }).end();
  response.writeHead(200, { 'content-type': type, etag }).end(body);
}

function fail(
  response: ServerResponse,
  { type, body }: Answer,
  { mode, retryAfter }: Fault,
  path: string,
): void {
  const half = body.slice(0, body.length / 2);
  const ok = (text: string, contentType = type) =>
    void response.writeHead(200, { 'content-type': contentType }).end(text);
  const move = (location: string) => void response.writeHead(302, { location }).end();
  const page = '<!doctype html><title>Just a moment…</title>';
  if (typeof mode === 'number') {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return void response.writeHead(mode, headers).end('no');
  }
  switch (mode) {
    case 'hang':
      break;
    case 'stall':
      response.writeHead(200, { 'content-type': type }).write(half);
      break;
    case 'reset':
      response.destroy();
      break;
    case 'truncate':
      ok(half);
      break;
    case 'garbage':
      ok('\u0000{"not": json <xml');
      break;
    case 'empty':
      ok('');
      break;
    case 'html':
      ok(page, 'text/html');
      break;
    case 'gatekeeper':
      ok(page);
      break;
    case 'large': // chunked, so that only counting finds out
      response.writeHead(200, { 'content-type': type });
      for (let i = 0; i < 40; i++) response.write(' '.repeat(50_000));
      response.end();
      break;
    case 'announced-large':
      response.writeHead(200, { 'content-type': type, 'content-length': 99_000_000 }).write(half);
      break;
    case 'moved':
      move(`/moved${path}`);
      break;
    case 'moved-in-circles':
      move(path);
      break;
    case 'moved-away':
      move(`http://localhost:1${path}`);
      break;
  }
}
