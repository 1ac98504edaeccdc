import type { Log } from '../../app/log.ts';
import type { Thumbnailer, ThumbnailOutcome } from '../../app/papers/thumbnails/thumbnail-store.ts';
import { messageOf } from '../../domain/errors.ts';
import { longest } from '../../domain/lengths.ts';
import { openApart } from '../apart/apart.ts';
import { createGuardedFetch } from '../guarded-fetch.ts';
import { Refused } from '../public-hosts.ts';
import { mostPictureBytes, type ScaledPicture } from './scaled-picture.ts';

/** From the question to the last byte, redirects included. */
const usualTimeoutMs = 15_000;
const mostRedirects = 3;
/** Of processor time: ten times what a large picture takes. */
const scalingMs = 5_000;
/** Of the thread's heap; pixels lie beside it and are bounded by their number. */
const memoryMb = 192;

type Fetched = { kind: 'file'; file: Uint8Array } | Exclude<ThumbnailOutcome, { kind: 'made' }>;

export type ThumbnailerOptions = {
  /** Hosts that may be asked, with a port where it is not the usual one. */
  hosts: readonly string[];
  mostBytes: number;
  userAgent: string;
  /** This machine may be asked, and without https: in tests. */
  loopback: boolean;
  timeoutMs?: number | undefined;
  log: Log;
};

/**
 * Gets pictures from a fixed list of hosts, by https, and from no address that is not public (server-side request
 * forgery); each redirect is checked again. They are decoded and scaled in a thread of their own, which is ended when
 * it takes too long.
 */
export function openThumbnailer(options: ThumbnailerOptions): Thumbnailer & { close(): Promise<void> } {
  const { hosts, mostBytes, userAgent, loopback, timeoutMs = usualTimeoutMs, log } = options;
  const prefixes = hosts.flatMap((host) =>
    loopback ? [`https://${host}/`, `http://${host}/`] : [`https://${host}/`],
  );
  const isAllowed = ({ href }: URL) => prefixes.some((prefix) => href.startsWith(prefix));
  const guardedFetch = createGuardedFetch({ loopback });
  const scaling = openApart<Uint8Array, ScaledPicture>(new URL('./picture-worker.ts', import.meta.url), {
    timeoutMs: scalingMs,
    memoryMb,
    onGivenUp: (reason) => log.warn({ reason }, 'a picture of a paper was given up'),
  });

  async function fetchPicture(address: string, signal: AbortSignal): Promise<Fetched> {
    let url = address.length > longest.url ? null : URL.parse(address);
    for (let redirects = 0; ; redirects++) {
      if (url === null || !isAllowed(url))
        return { kind: 'refused', reason: 'it is at no host that may be asked for pictures' };
      const response: Response = await guardedFetch(url, {
        headers: { 'user-agent': userAgent, accept: 'image/jpeg, image/png' },
        redirect: 'manual',
        signal,
      });
      const { status } = response;
      if (status === 200) return await bodyOf(response);
      await response.body?.cancel();
      const location = response.headers.get('location');
      if (status >= 300 && status < 400 && location !== null) {
        if (redirects >= mostRedirects) return { kind: 'refused', reason: 'it is redirected too often' };
        url = URL.parse(location, url.href);
        continue;
      }
      const gone = status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status);
      return { kind: gone ? 'refused' : 'unavailable', reason: `its host answered ${status}` };
    }
  }

  async function bodyOf(response: Response): Promise<Fetched> {
    const tooLong = { kind: 'refused' as const, reason: 'it has too many bytes' };
    if (Number(response.headers.get('content-length') ?? 0) > mostPictureBytes) {
      await response.body?.cancel();
      return tooLong;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stream: ReadableStream<Uint8Array> | null = response.body;
    for await (const chunk of stream ?? []) {
      size += chunk.byteLength;
      // Leaving the loop ends the connection.
      if (size > mostPictureBytes) return tooLong;
      chunks.push(chunk);
    }
    return { kind: 'file', file: new Uint8Array(Buffer.concat(chunks)) };
  }

  return {
    prefixes,
    mostBytes,
    async make(url, signal) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const fetched = await fetchPicture(url, AbortSignal.any([signal, timeout]));
        if (fetched.kind !== 'file') return fetched;
        const made = await scaling.run(fetched.file);
        return made ?? { kind: 'refused', reason: 'it takes too long to read' };
      } catch (error) {
        if (error instanceof Refused) return { kind: 'refused', reason: error.message };
        const reason = timeout.aborted
          ? `its host took more than ${timeoutMs / 1000} s`
          : `it could not be fetched (${messageOf(error)})`;
        return { kind: 'unavailable', reason: reason.slice(0, 200) };
      }
    },
    close: scaling.close,
  };
}
