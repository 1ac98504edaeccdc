import { hasEnded } from '../../../app/digests/digest-progress.ts';
import type { DomainCounts, ReplyGroup } from '../../../app/digests/digest-report-store.ts';
import type { WatchedDigest } from '../../../app/digests/watch-digests.ts';
import type { DigestCounts } from '../../../domain/sending/delivery.ts';
import { momentOf, number } from '../../forms/words.ts';
import { deliveriesHref } from '../deliveries/delivery-models.ts';

export type DomainRow = { name: string; href: string | null; cells: string[] };
export type ReplyRow = { reply: string; state: string; count: string; href: string };

/** What moves on a digest's page, in words: as the page first has it, and as each event brings it. */
export type DigestLive = {
  status: WatchedDigest['status'];
  counts: DigestCounts;
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

export function digestLive(watched: WatchedDigest): DigestLive {
  const { id, status, counts, problem, breakdown } = watched;
  return {
    status,
    counts,
    rate: rateInWords(watched),
    left: leftInWords(watched),
    problem: problem ?? '',
    readAt: breakdown === null ? '' : momentOf(breakdown.at).text,
    domains: (breakdown?.domains ?? []).map((row) => domainRow(id, row)),
    replies: (breakdown?.replies ?? []).map((row) => replyRow(id, row)),
  };
}

function rateInWords(watched: WatchedDigest): string {
  const { perSecond } = watched;
  if (hasEnded(watched)) return 'ended';
  if (perSecond === null) return 'being measured';
  const digits = perSecond < 10 ? 1 : 0;
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(perSecond)} a second`;
}

function leftInWords(watched: WatchedDigest): string {
  const { status, counts, perSecond, secondsLeft } = watched;
  if (status === 'paused') return 'paused';
  if (counts.queued + counts.sending === 0) return status === 'planning' ? 'still planning' : 'nothing left';
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
