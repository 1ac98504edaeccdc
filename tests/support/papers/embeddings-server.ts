import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it answers in place of vectors: a status with what else, a body, or not in time. */
export type Misbehaviour =
  | { status: number; retryAfter?: string; body?: string; location?: string }
  | { body: string }
  | { afterMs: number }
  | 'hang'
  | 'reset'
  | 'large';

type Asked = { input: string[]; model?: string; headers: IncomingHttpHeaders; path: string };

export type EmbeddingsStandIn = {
  url: string;
  /** What it calls its model; null: it does not say. */
  model: string | null;
  dimensions: number;
  requests: Asked[];
  /** All texts that it was asked for. */
  texts(): string[];
  /** Misbehaves from now on, `times` times if told; null: behaves. */
  misbehave(how: Misbehaviour | null, times?: number): void;
  /** Called with each request, before it is answered. */
  onRequest(): void;
  /** Refuses requests with a text that this fits. */
  refuses: RegExp | null;
  close(): Promise<void>;
};

/** Words that mean the same. */
const meanings = [
  'car cars vehicle vehicles automobile driving lanes traffic',
  'gaussian splatting radiance splats rendering',
  'potato potatoes farmer farmers weeds agriculture crop',
  'galaxy galaxies cosmology redshift',
].map((words) => new Set(words.split(' ')));

/** A text's vector: how often it has words of each meaning, and a little of all its words. */
export function vectorOf(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const meaning = meanings.findIndex((words) => words.has(word));
    const sum = Array.from(word).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 9_973, 7);
    const place = meaning >= 0 ? meaning : meanings.length + (sum % (dimensions - meanings.length));
    vector[place] = (vector[place] ?? 0) + (meaning >= 0 ? 1 : 0.05);
  }
  return vector;
}

/** A server in OpenAI's shape on a free port of this machine. */
export async function startEmbeddings(): Promise<EmbeddingsStandIn> {
  let misbehaviour: { how: Misbehaviour; times: number } | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Asked, 'headers' | 'path'>;
      standIn.requests.push({ ...asked, headers: request.headers, path: request.url ?? '' });
      standIn.onRequest();
      const how = misbehaviour !== null && misbehaviour.times-- > 0 ? misbehaviour.how : null;
      if (how !== null) misdo(response, how, () => answer(response, asked.input));
      else if (asked.input.some((text) => standIn.refuses?.test(text)))
        misdo(response, { status: 413, body: '{"error": "Input is too long"}' }, () => undefined);
      else answer(response, asked.input);
    });
  });
  function answer(response: ServerResponse, input: readonly string[]): void {
    const data = input
      .map((text, index) => ({ index, embedding: vectorOf(text, standIn.dimensions) }))
      .reverse();
    const model = standIn.model === null ? {} : { model: standIn.model };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, ...model }));
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const standIn: EmbeddingsStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model: 'stand-in',
    dimensions: 24,
    requests: [],
    texts: () => standIn.requests.flatMap(({ input }) => input),
    misbehave(how, times = Number.POSITIVE_INFINITY) {
      misbehaviour = how === null ? null : { how, times };
    },
    onRequest: () => undefined,
    refuses: null,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return standIn;
}

function misdo(response: ServerResponse, how: Misbehaviour, answer: () => void): void {
  if (how === 'hang') return;
  if (how === 'reset') return void response.destroy();
  if (how === 'large') {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (let part = 0; part < 40; part++) response.write(' '.repeat(500_000));
    return void response.end();
  }
  if ('afterMs' in how) return void setTimeout(answer, how.afterMs);
  if (!('status' in how)) return void response.writeHead(200).end(how.body);
  const { status, retryAfter, location, body = 'no' } = how;
  response.writeHead(status, {
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...(location === undefined ? {} : { location }),
  });
  response.end(body);
}
