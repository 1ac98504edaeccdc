import type { DoctorPorts } from '../../app/doctor/doctor-ports.ts';
import type { ClockReading } from '../../domain/doctor/clock.ts';
import { messageOf } from '../../domain/errors.ts';
import { isLoopback } from '../../domain/subscribers/client-ip.ts';

const patienceMs = 10_000;

/**
 * Posts to a link of List-Unsubscribe as a mail program does (RFC 8058, 3.1): urlencoded, without a cookie, and
 * following no redirect. Never rejects. The clock is read off the answer's Date (RFC 9110, 6.6.1).
 */
export async function postOneClick(url: string, signal: AbortSignal): ReturnType<DoctorPorts['post']> {
  const before = Date.now();
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const after = Date.now();
    await answer.body?.cancel();
    const { status, headers } = answer;
    return {
      answer: { status, location: headers.get('location') },
      clock: clockOf(new URL(url), headers.get('date'), before, after),
    };
  } catch (error) {
    return { answer: { trouble: troubleOf(error) }, clock: null };
  }
}

function clockOf(
  { hostname, origin }: URL,
  date: string | null,
  before: number,
  after: number,
): ClockReading | null {
  const shown = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(shown)) return null;
  return {
    reference: origin,
    // Whole seconds, cut off: half a second is missing on average.
    aheadMs: shown + 500 - (before + after) / 2,
    uncertainMs: (after - before) / 2 + 500,
    own: hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, '')),
  };
}

/** fetch itself says only that it failed; what happened is the cause. */
function troubleOf(error: unknown): string {
  return messageOf(error instanceof TypeError && error.cause !== undefined ? error.cause : error);
}
