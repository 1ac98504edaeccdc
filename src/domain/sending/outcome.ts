import { kinds, type OurTrouble, type Stage } from '../bounces/bounce-reason.ts';
import { isBeforeRecipients, judge } from '../bounces/bounce-rules.ts';
import { diagnosisIn } from '../bounces/bounce-text.ts';
import { minuteMs } from '../time/units.ts';

/**
 * What came of handing one message to a server.
 * - `sent`: it was accepted.
 * - `retry`: not now, for this reader.
 * - `failed`: refused for good; `hard`: because the reader's address is gone, otherwise it is this message.
 * - `about-us`: refused because of us or the server, so that any other message would be; it says nothing of the reader.
 * - `unknown`: it may have been accepted.
 */
export type Outcome =
  | { kind: 'sent'; reply: string }
  | { kind: 'retry'; reply: string; stage: Stage | null }
  | { kind: 'failed'; reply: string; stage: Stage | null; hard: boolean }
  | AboutUs
  | { kind: 'unknown'; reply: string };

/** A refusal for which a server (host:port, null when it is not known) can be held. */
export type AboutUs = {
  kind: 'about-us';
  trouble: OurTrouble;
  reply: string;
  stage: Stage | null;
  server: string | null;
};

/** What the transport saw of one message. */
export type Handover = {
  /** The server's reply, if there was one. */
  reply: string | null;
  /**
   * What that answered; null when it cannot be known. Without a reply: `connect` when no session with a server came
   * about, else null.
   */
  stage: Stage | null;
  accepted: boolean;
  /** Whether the server had been given the whole message. */
  bodyGiven: boolean;
  error: string | null;
  /** The mail server's name, host:port; null when none was asked. */
  server: string | null;
};

/** The addresses in the envelope of the message that a reply is about. */
export type Envelope = { envelopeFrom: string; envelopeTo: string };

/**
 * The one rule of outcomes. A reply is certain: 2xx accepted, 4xx temporary, 5xx for good (RFC 5321, 4.2.1). Whom it is
 * about is told first by where it came: before a recipient was named nobody but us is meant, and after the message it
 * is never the reader's address; then by its words, in the table by which reports are judged too. Without a reply, only
 * a server that was not given the whole message can be known not to have it.
 */
export function outcomeOf(handover: Handover, envelope: Envelope | null = null): Outcome {
  const { accepted, bodyGiven, stage, server } = handover;
  const said = handover.reply?.slice(0, longest) ?? null;
  const words = withoutAddresses(said ?? handover.error ?? 'no reply');
  if (accepted) return { kind: 'sent', reply: said === null ? '' : words };
  const refused = said !== null && /^[45]\d\d/.test(said);
  if (!refused) {
    if (bodyGiven) return { kind: 'unknown', reply: words };
    // No session came about: no other message would have got further.
    if (isBeforeRecipients(stage))
      return { kind: 'about-us', trouble: 'server', reply: words, stage, server };
    return { kind: 'retry', reply: words, stage };
  }
  const { reason, ours } = judge({ ...diagnosisIn(said), reply: said.slice(0, 3), stage });
  const trouble = ours ?? (stage === 'rcpt' && speaksOfSender(said, envelope) ? 'sender' : null);
  if (trouble !== null) return { kind: 'about-us', trouble, reply: words, stage, server };
  if (said.startsWith('4')) return { kind: 'retry', reply: words, stage };
  return { kind: 'failed', reply: words, stage, hard: stage === 'rcpt' && kinds[reason] === 'hard' };
}

/** A reply has at most 512 octets a line (RFC 5321, 4.5.3.1.5), and a few lines. */
const longest = 4_000;

/** A server may quote the address that it speaks of; what is kept of its reply must outlive the person's data. */
function withoutAddresses(words: string): string {
  return words.slice(0, longest).replace(/<?[^\s<>@]{1,256}@[^\s<>@]{1,256}>?/g, '[address]');
}

/** Whether a reply names our envelope sender and not the recipient: the one that it names is the one that it means. */
function speaksOfSender(reply: string, envelope: Envelope | null): boolean {
  if (envelope === null || envelope.envelopeFrom === '') return false;
  const [words, from, to] = [reply, envelope.envelopeFrom, envelope.envelopeTo].map((text) =>
    text.toLowerCase(),
  );
  return words?.includes(from ?? '') === true && !words.includes(to ?? '');
}

/** Names of steps as people who run mail servers know them. */
const stageNames: Readonly<Record<Stage, string>> = {
  connect: 'CONNECT',
  ehlo: 'EHLO',
  auth: 'AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
};

/**
 * What is kept and shown of an outcome: the reply on one line, and for a refusal where it came, "RCPT: 550 5.1.1 …".
 */
export function inWords(outcome: Outcome): string {
  const reply = outcome.reply.replace(/\s+/g, ' ').trim();
  if (outcome.kind === 'sent' || outcome.kind === 'unknown' || outcome.stage === null) return reply;
  return /^[45]\d\d/.test(reply) ? `${stageNames[outcome.stage]}: ${reply}` : reply;
}

/** How long a delivery waits that was refused because of us, where that holds no server (`holdsServer`). */
const ourWaitMs = minuteMs;
/** Waits before the second, third … attempt. A digest that is half a day late is no use to anybody. */
const waits = [0.5, 2, 10, 30, 120, 240].map((minutes) => minutes * minuteMs);

/** When to try again after the given attempt (1 for the first), or null when the attempts are used up. */
export function nextAttemptAt(attempt: number, now: Date): Date | null {
  const wait = waits[attempt - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}

/**
 * When a delivery is to be tried again; null: never, or, for a temporary refusal, its attempts are used up. A refusal
 * that is about us uses up none, so `attempt` and `waived`, those before this one that do not count, are told apart.
 */
export function retryAfter(
  { kind }: Outcome,
  { attempt, waived }: { attempt: number; waived: number },
  now: Date,
): Date | null {
  if (kind === 'about-us') return new Date(now.getTime() + ourWaitMs);
  return kind === 'retry' ? nextAttemptAt(attempt - waived, now) : null;
}
