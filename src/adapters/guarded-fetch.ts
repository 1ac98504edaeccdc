import http from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { publicHosts } from './public-hosts.ts';

const decoders: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * A `fetch` for addresses that were typed by somebody: GET alone, no redirect followed, and no connection to an address
 * that is not public, whatever the DNS says (server-side request forgery). Whoever follows redirects asks here again
 * for each, and so has each checked. `loopback`: this machine may be asked, as in tests. Rejects with `Refused` where
 * another try would be refused too.
 */
export function createGuardedFetch({ loopback }: { loopback: boolean }): typeof fetch {
  const { lookup, refusalOf } = publicHosts({ loopback });

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const refusal = refusalOf(url);
    if (refusal !== null) throw refusal;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const { get } = url.protocol === 'https:' ? https : http;
    const options = {
      headers: { ...headers, 'accept-encoding': 'gzip' },
      lookup,
      agent: false as const,
      ...(init?.signal ? { signal: init.signal } : {}),
    };
    return await new Promise<Response>((answered, failed) => {
      const request = get(url, options, (message) => {
        try {
          answered(responseOf(message));
        } catch (error) {
          // A status or a header that nobody may send.
          message.destroy();
          failed(error);
        }
      });
      request.on('error', failed);
      // Such as after an answer in another protocol, of which nothing else is told.
      request.on('close', () => failed(new Error('the connection ended without an answer')));
    });
  };
}

function responseOf(message: http.IncomingMessage): Response {
  const { statusCode = 502, headers } = message;
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') given.set(name, value);
  if ([204, 205, 304].includes(statusCode)) {
    message.resume();
    return new Response(null, { status: statusCode, headers: given });
  }
  const decoder = decoders[headers['content-encoding']?.trim().toLowerCase() ?? '']?.();
  // The length that was given is that of what was sent.
  if (decoder !== undefined) given.delete('content-length');
  // Whichever of the two ends early takes the other, and so the connection, with it; readers see the error.
  const body = decoder === undefined ? message : pipeline(message, decoder, () => undefined);
  const stream = Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>;
  return new Response(stream, { status: statusCode, headers: given });
}
