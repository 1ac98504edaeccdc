import { kinds, type Stage } from '../bounces/bounce-reason.ts';
import { reasonOf } from '../bounces/bounce-rules.ts';
import { diagnosisIn } from '../bounces/bounce-text.ts';
import { minuteMs } from '../time/units.ts';

/** What came of handing one message to a server. */
export type Outcome =
  | { kind: 'sent'; reply: string }
  | { kind: 'retry'; reply: string }
  | { kind: 'failed'; reply: string; hard: boolean }
  | { kind: 'unknown'; reply: string };

/** What the transport saw of one message. */
export type Handover = {
  /** The server's reply, if there was one. */
  reply: string | null;
  /**
   * What that answered; null when it cannot be known. Without a reply: `connect` when no session with a server came about,
   * else null.
   */
  stage: Stage | null;
  accepted: boolean;
  /** Whether the server had been given the whole message. */
  bodyGiven: boolean;
  error: string | null;
  /** The mail server's name, host:port; null when none was asked. */
  server: string | null;
};

/** A server may quote the address that it speaks of; what is kept of its reply must outlive the person's data. */
function withoutAddresses(words: string | null): string | null {
  return words?.replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '[address]') ?? null;
}

/**
 * The one rule of outcomes. A reply is certain: 2xx accepted, 4xx temporary, 5xx for good (RFC 5321, 4.2.1). Whether
 * the address is gone is told by the table that bounces are judged by. Without a reply, only a server that was not
 * given the whole message can be known not to have it.
 */
export function outcomeOf({ accepted, bodyGiven, ...said }: Handover): Outcome {
  const reply = withoutAddresses(said.reply);
  const error = withoutAddresses(said.error);
  if (accepted) return { kind: 'sent', reply: reply ?? '' };
  const code = reply === null ? null : /^([245])\d\d/.exec(reply)?.[1];
  if (reply !== null && code === '4') return { kind: 'retry', reply };
  if (reply !== null && code === '5') {
    return { kind: 'failed', reply, hard: kinds[reasonOf(diagnosisIn(reply))] === 'hard' };
  }
  const words = reply ?? error ?? 'no reply';
  return bodyGiven ? { kind: 'unknown', reply: words } : { kind: 'retry', reply: words };
}

/** Waits before the second, third … attempt. A digest that is half a day late is no use to anybody. */
const waits = [0.5, 2, 10, 30, 120, 240].map((minutes) => minutes * minuteMs);

/** When to try again after the given attempt (1 for the first), or null when the attempts are used up. */
export function nextAttemptAt(attempt: number, now: Date): Date | null {
  const wait = waits[attempt - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}
