import { hasEnded } from '../../../app/digests/digest-progress.ts';
import type { DomainCounts, ReplyGroup, Waiting } from '../../../app/digests/digest-report-store.ts';
import type { WatchedDigest } from '../../../app/digests/watch-digests.ts';
import type { DeliveryState, DigestCounts } from '../../../domain/sending/delivery.ts';
import { shareInWords } from '../../../domain/sending/share.ts';
import { momentOf, number, quantity } from '../../forms/words.ts';
import { deliveriesHref } from '../deliveries/delivery-models.ts';

export type DomainRow = { name: string; href: string | null; cells: string[] };
export type ReplyRow = { reply: string; state: string; count: string; href: string };

/** What moves on a digest's page, in words: as the page first has it, and as each event brings it. */
export type DigestLive = {
  status: WatchedDigest['status'];
  counts: DigestCounts;
  /** What became of the audience, in shares. */
  summary: string;
  /** How many wait for another attempt or their reader's hour, and until when; empty where none does. */
  waits: string;
  rate: string;
  left: string;
  problem: string;
  /** When domains and replies were read; empty before. */
  readAt: string;
  domains: DomainRow[];
  replies: ReplyRow[];
};

/** The columns of `DomainRow.cells`. */
export const domainColumns = ['readers', 'sent', 'to come', 'failed', 'unknown', 'other'] as const;

/** `zone`: of who looks. */
export function digestLive(watched: WatchedDigest, zone = 'UTC'): DigestLive {
  const { id, status, counts, problem, breakdown } = watched;
  return {
    status,
    counts,
    summary: summaryInWords(counts),
    waits: waitsInWords(breakdown?.waiting ?? null, zone),
    rate: rateInWords(watched),
    left: leftInWords(watched, zone),
    problem: problem ?? '',
    readAt: breakdown === null ? '' : momentOf(breakdown.at, zone).text,
    domains: (breakdown?.domains ?? []).map((row) => domainRow(id, row)),
    replies: (breakdown?.replies ?? []).map((row) => replyRow(id, row)),
  };
}

/** What is said of the readers in each state, one and many; in the order of the sentence. */
const became: readonly [state: DeliveryState, one: string, many: string][] = [
  ['sent', 'was sent it', 'were sent it'],
  ['skipped', 'had nothing new', 'had nothing new'],
  ['suppressed', 'must not be mailed', 'must not be mailed'],
  ['failed', 'did not get it', 'did not get it'],
  ['unknown', 'may have got it', 'may have got it'],
  ['cancelled', 'was cancelled', 'were cancelled'],
  ['sending', 'is being sent it', 'are being sent it'],
  ['queued', 'is to come', 'are to come'],
];

/** "Of 1,204 readers 98 % were sent it, 1 % had nothing new, fewer than 1 % did not get it." */
export function summaryInWords(counts: DigestCounts): string {
  const { audience } = counts;
  if (audience === 0) return 'Nobody is in its audience yet.';
  const present = became.filter(([state]) => counts[state] > 0);
  if (audience === 1) return `Its only reader ${present.map(([, one]) => one).join()}.`;
  const parts = present.map(([state, , many]) => `${shareInWords(counts[state], audience)} ${many}`);
  return `Of ${quantity(audience, 'reader')} ${parts.join(', ')}.`;
}

function waitsInWords(waiting: Waiting | null, zone: string): string {
  if (waiting === null || waiting.first === null || waiting.last === null) return '';
  const [first, last] = [momentOf(waiting.first, zone).text, momentOf(waiting.last, zone).text];
  const { count, untried } = waiting;
  if (count === 1)
    return `One mail waits for ${untried === 1 ? 'its reader’s hour' : 'another attempt'}, which is due at ${first}.`;
  const until = first === last ? `, due at ${first}` : `: the first at ${first}, the last at ${last}`;
  const hours = untried === 0 ? '' : 'their readers’ hours';
  const attempts = untried === count ? '' : 'another attempt';
  return `${number(count)} mails wait for ${[hours, attempts].filter(Boolean).join(' or ')}${until}.`;
}

function rateInWords(watched: WatchedDigest): string {
  const { perSecond } = watched;
  if (hasEnded(watched)) return 'ended';
  if (perSecond === null) return 'being measured';
  const digits = perSecond < 10 ? 1 : 0;
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(perSecond)} a second`;
}

function leftInWords(watched: WatchedDigest, zone: string): string {
  const { status, counts, perSecond, secondsLeft } = watched;
  if (status === 'paused') return 'paused';
  if (counts.queued + counts.sending === 0) return status === 'planning' ? 'still planning' : 'nothing left';
  const waiting = watched.breakdown?.waiting ?? null;
  // All that is left waits for another attempt: how fast the others went says nothing of when it ends.
  if (status === 'sending' && waiting?.last != null && waiting.count >= counts.queued + counts.sending)
    return `waits until ${momentOf(waiting.last, zone).text}`;
  const unknown = perSecond === 0 ? 'nothing moves' : 'not known yet';
  const time = secondsLeft === null ? unknown : durationInWords(secondsLeft);
  return status === 'planning' ? `${time}, and still planning` : time;
}

/** "about 12 minutes". */
export function durationInWords(seconds: number): string {
  const reported = (value: number, unit: string) => `about ${number(value)} ${unit}${value === 1 ? '' : 's'}`;
  if (seconds < 50) return 'less than a minute';
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return reported(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? reported(hours, 'hour') : reported(Math.round(hours / 24), 'day');
}

function domainRow(digestId: number, { domain, counts }: DomainCounts): DomainRow {
  const { audience, sent, queued, sending, failed, unknown, suppressed, skipped, cancelled } = counts;
  return {
    name: domain ?? 'all others',
    href: domain === null ? null : deliveriesHref(digestId, { domain }),
    cells: [audience, sent, queued + sending, failed, unknown, suppressed + skipped + cancelled].map(number),
  };
}

const stateWords: Record<ReplyGroup['state'], string> = {
  failed: 'failed',
  unknown: 'unknown',
  queued: 'tried again',
};

function replyRow(digestId: number, { state, reply, count }: ReplyGroup): ReplyRow {
  return {
    reply: reply || 'no words',
    state: stateWords[state],
    count: number(count),
    href: deliveriesHref(digestId, { state }),
  };
}
