import type { OurTrouble } from '../bounces/bounce-reason.ts';
import { dayMs, hourMs, minuteMs } from '../time/units.ts';
import { type AboutUs, inWords, type Outcome } from './outcome.ts';

// A mail server that refuses us is held: nothing goes through it but one message now and then, until one is accepted.

/** Why: what a refusal says of us, or that it refuses everybody in the same words. */
export type HoldCause = OurTrouble | 'everybody';

export const holdCauses = [
  'quota',
  'account',
  'sender',
  'reputation',
  'server',
  'everybody',
] as const satisfies readonly HoldCause[];

export type ServerHold = {
  /** The server's name, host:port. */
  server: string;
  cause: HoldCause;
  /** What it said last, with the step, on one line and without an address. */
  reply: string;
  since: Date;
  /** When the next message may be tried. */
  nextProbeAt: Date;
  /** Between this message and the one after it. */
  pauseMs: number;
  /** From then on no message is tried until an admin says so. */
  probesUntil: Date;
};

const firstPauseMs = minuteMs;
const longestPauseMs = hourMs;
/** How long messages are tried without anybody looking. */
const probedMs = dayMs;

/** A server that is held from now on. */
export function newHold(told: Pick<ServerHold, 'server' | 'cause' | 'reply'>, now: Date): ServerHold {
  return { ...told, since: now, ...probedFrom(now, firstPauseMs) };
}

function probedFrom(now: Date, waitMs: number) {
  return {
    nextProbeAt: new Date(now.getTime() + waitMs),
    pauseMs: firstPauseMs,
    probesUntil: new Date(now.getTime() + probedMs),
  };
}

/** An admin looked: a message is tried at once, and more of them for another day. */
export function triedAgain(hold: ServerHold, now: Date): ServerHold {
  return { ...hold, ...probedFrom(now, 0) };
}

/**
 * Whether no message is tried any more until an admin says so. A quota passes by itself, however long it takes; and
 * where there was nothing to send, so that the pauses have not grown, a day without a message taken says nothing.
 */
export function needsAdmin({ cause, probesUntil, pauseMs }: ServerHold, now: Date): boolean {
  return cause !== 'quota' && now >= probesUntil && pauseMs >= longestPauseMs;
}

export function isProbeDue(hold: ServerHold, now: Date): boolean {
  return now >= hold.nextProbeAt && !needsAdmin(hold, now);
}

/**
 * Whether a refusal holds its server: any other message would be refused, too. A server that has a passing trouble of
 * its own, or too many connections of ours, is left to the pace at which we send.
 */
export function holdsServer({ trouble, reply, server }: AboutUs): boolean {
  if (server === null || !/^[45]\d\d/.test(reply)) return false;
  if (reply.startsWith('421') && /connection|session/i.test(reply)) return false;
  return trouble !== 'server' || reply.startsWith('5');
}

/**
 * What a probe comes to. `accepted` ends the hold. `refused`: not yet; the pauses grow. `inconclusive`: it told
 * something of its reader, or nothing; another reader's message is tried soon.
 */
export type ProbeVerdict = 'accepted' | 'refused' | 'inconclusive';

export function verdictOf({ cause }: Pick<ServerHold, 'cause'>, outcome: Outcome): ProbeVerdict {
  switch (outcome.kind) {
    case 'sent':
      return 'accepted';
    case 'about-us':
    case 'unknown':
      return 'refused';
    case 'failed':
    case 'retry':
      // Of a server that refuses everybody no refusal is believed.
      return cause === 'everybody' || !/^[45]\d\d/.test(outcome.reply) ? 'refused' : 'inconclusive';
  }
}

/** The hold after a message that did not end it. */
export function afterProbe(hold: ServerHold, outcome: Outcome, now: Date): ServerHold {
  if (verdictOf(hold, outcome) === 'inconclusive')
    return { ...hold, nextProbeAt: new Date(now.getTime() + firstPauseMs) };
  const told =
    outcome.kind === 'about-us' && holdsServer(outcome) && hold.cause !== 'everybody'
      ? { cause: outcome.trouble, reply: inWords(outcome) }
      : {};
  const pauseMs = Math.min(hold.pauseMs * 2, longestPauseMs);
  const after = { ...hold, ...told, pauseMs, nextProbeAt: new Date(now.getTime() + pauseMs) };
  // What was a quota up to now was nobody's to look at.
  return hold.cause === 'quota' && after.cause !== 'quota'
    ? { ...after, probesUntil: new Date(now.getTime() + probedMs) }
    : after;
}

/**
 * After so many refusals of one delivery for our reason at its recipient or message, while the server takes others, it
 * is its reader's provider who means us: it holds the server no more, and its attempts count.
 */
const mostAlone = 3;

/** The outcome as the delivery has it; `accepted`: the server took other messages since this one was refused before. */
export function singledOut(outcome: Outcome, waived: number, accepted: boolean): Outcome {
  if (outcome.kind !== 'about-us' || !accepted || waived < mostAlone) return outcome;
  if (outcome.trouble === 'quota' || (outcome.stage !== 'rcpt' && outcome.stage !== 'data')) return outcome;
  return { kind: 'retry', reply: outcome.reply, stage: outcome.stage };
}

const causesInWords: Readonly<Record<HoldCause, string>> = {
  quota: 'says that we may not send more now',
  account: 'refuses our account or login',
  sender: 'refuses our address, name or domain',
  reputation: 'refuses our network',
  server: 'takes no mail',
  everybody: 'refuses nearly everybody in the same words',
};

/** "2026-11-24 08:05 UTC". */
function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What an admin is told of a server: "mail.example.org:587 says that … (“MAIL: 454 …”), since …; …". */
export function holdInWords(hold: ServerHold, now: Date): string {
  const { server, cause, reply, since, nextProbeAt } = hold;
  const next = needsAdmin(hold, now)
    ? 'it has taken nothing for a day: see to it, then press “Try again” on the console’s first page'
    : `one message is tried at ${minuteOf(nextProbeAt)}`;
  return `${server} ${causesInWords[cause]} (“${reply}”), since ${minuteOf(since)}; ${next}`;
}

const beginning = 'waits for a mail server: ';

/** Why a digest waits while all servers are held. */
export function waitInWords(holds: readonly ServerHold[], now: Date): string {
  return `${beginning}${holds.map((hold) => holdInWords(hold, now)).join('. ')}`;
}

/** Whether a digest's problem is one of `waitInWords`. */
export function isWaitForServer(problem: string | null): boolean {
  return problem?.startsWith(beginning) === true;
}
