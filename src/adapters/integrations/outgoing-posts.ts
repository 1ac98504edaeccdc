import http from 'node:http';
import https from 'node:https';
import type { OutgoingPost, OutgoingPosts } from '../../app/integrations/outgoing-posts.ts';
import { messageOf } from '../../domain/errors.ts';
import type { Answer } from '../../domain/integrations/retries.ts';
import { publicHosts } from '../public-hosts.ts';

/** Standard Webhooks asks for 15 to 30 seconds. */
const usualTimeoutMs = 15_000;

/** Requests to places outside that somebody typed: to public addresses alone, and no redirect is followed. */
export function createOutgoingPosts(options: {
  userAgent: string;
  loopback: boolean;
  timeoutMs?: number | undefined;
}): OutgoingPosts {
  const { userAgent, loopback, timeoutMs = usualTimeoutMs } = options;
  const { lookup, refusalOf } = publicHosts({ loopback });

  function ask({ method, url: address, headers, body }: OutgoingPost): Promise<Answer> {
    const url = new URL(address);
    const refusal = refusalOf(url);
    if (refusal !== null) return Promise.resolve({ kind: 'unreached', reason: refusal.message });
    const bytes = Buffer.from(body);
    const timeout = AbortSignal.timeout(timeoutMs);
    let given = false;
    return new Promise((told) => {
      const lost = (error: unknown) => {
        const reason = timeout.aborted
          ? `did not answer within ${timeoutMs / 1000} s`
          : `could not be reached (${messageOf(error)})`;
        told({ kind: given ? 'lost' : 'unreached', reason });
      };
      const request = (url.protocol === 'https:' ? https : http).request(
        url,
        {
          method,
          headers: { ...headers, 'user-agent': userAgent, 'content-length': bytes.length },
          lookup,
          agent: false,
          signal: timeout,
        },
        (response) => {
          told({
            kind: 'answered',
            status: response.statusCode ?? 0,
            retryAfter: secondsIn(response.headers['retry-after']),
          });
          // Nothing else of the answer matters, however long it is.
          response.on('error', () => undefined);
          response.destroy();
        },
      );
      request.on('finish', () => {
        given = true;
      });
      request.on('error', lost);
      request.on('close', () => lost(new Error('the connection ended without an answer')));
      request.end(bytes);
    });
  }
  return {
    loopback,
    async send(post) {
      try {
        return await ask(post);
      } catch (error) {
        // Such as a header that cannot be sent.
        return { kind: 'unreached', reason: `could not be asked (${messageOf(error)})` };
      }
    },
  };
}

/** `Retry-After` (RFC 9110, 10.2.3) in seconds. */
function secondsIn(header: string | undefined): number | null {
  if (header === undefined || header.length > 100) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
