import { hourMs, minuteMs } from '../time/units.ts';
import { type IntegrationKind, isRepeatable } from './integration.ts';

const secondMs = 1_000;

/** Standard Webhooks, "Deliverability and reliability": growing pauses over a day and more. */
const pauses = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
] as const;

/** After so many tries a post of the day is no news any more. */
const mostTriesOfPost = 5;

/** How long nothing may arrive before an integration is switched off. */
export const failingMs = 24 * hourMs;

/** How long a secret that was replaced goes on signing. */
export const oldSecretMs = 24 * hourMs;

/** A server that asks for a longer pause is asked again after this one. */
const longestPauseMs = 12 * hourMs;

/** What came of one try. */
export type Answer =
  | { kind: 'answered'; status: number; retryAfter: number | null }
  /** Nothing was taken: no connection, or none that may be made. */
  | { kind: 'unreached'; reason: string }
  /** It was sent, and nothing came back: it may have been taken. */
  | { kind: 'lost'; reason: string };

export type Verdict = 'delivered' | 'again' | 'gone' | 'unknown';

/** What an answer means. A redirect is followed by nobody: whoever moved must be given the new address. */
export function judge(kind: IntegrationKind, answer: Answer): Verdict {
  switch (answer.kind) {
    case 'answered':
      if (answer.status >= 200 && answer.status < 300) return 'delivered';
      return answer.status === 410 ? 'gone' : 'again';
    case 'unreached':
      return 'again';
    case 'lost':
      return isRepeatable(kind) ? 'again' : 'unknown';
  }
}

/** Why a try was no success, in words; null for one that was. */
export function troubleOf(answer: Answer): string | null {
  if (answer.kind !== 'answered') return answer.reason;
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect, which is not followed: use the address it leads to`;
  if (status === 410) return 'answered 410, gone: nothing more is wanted there';
  return `answered ${status}`;
}

/**
 * When the next try is due after so many; null when they are used up. `retryAfter`: seconds that the receiver asked
 * for. `random` from 0 to 1 adds up to a tenth, so that not all come at once.
 */
export function nextTry(
  kind: IntegrationKind,
  tries: number,
  now: Date,
  { retryAfter, random }: { retryAfter: number | null; random: number },
): Date | null {
  const pause = pauses[tries - 1];
  if (pause === undefined || (kind !== 'webhook' && tries >= mostTriesOfPost)) return null;
  const asked = Math.min((retryAfter ?? 0) * secondMs, longestPauseMs);
  return new Date(now.getTime() + Math.max(pause * (1 + random / 10), asked));
}
