import { hasEnded } from '../../app/digest-progress.ts';
import type { Digest, Hold, PaperCard, SourceState } from '../../app/ports.ts';
import type { WatchedDigest } from '../../app/watch-digests.ts';
import type { Cadence } from '../../domain/cadence.ts';
import { type DeliveryState, type DigestCounts, deliveryStates } from '../../domain/delivery.ts';
import { type DigestLive, deliveriesHref, digestLive, domainColumns } from './digest-live.ts';
import { counted, dayOf, type Moment, momentOf, number } from './list-models.ts';
import { cardItem, type PaperItem } from './paper-models.ts';

/** A state's share of the bar, in per cent from `x` on. */
export type BarPart = { state: DeliveryState; x: number; width: number };

export type DigestRow = {
  href: string;
  id: number;
  title: string;
  created: Moment;
  status: string;
  /** "1,204 readers". */
  audience: string;
  bar: BarPart[];
  /** The bar in words, for those who do not see it: "1,204 sent, 3 failed". */
  outcome: string;
  /** Why it does not go on. */
  problem: string | null;
};

export type DigestAction = { action: string; text: string; danger: boolean };

export type AdminDigestModel = DigestRow & {
  /** The audience as a bare number. */
  total: string;
  states: { state: DeliveryState; count: string; meaning: string }[];
  asOf: Moment;
  origin: string;
  finished: Moment | null;
  /** It still goes on: numbers are updated. */
  live: boolean;
  eventsHref: string;
  actions: DigestAction[];
  now: DigestLive;
  domainColumns: readonly string[];
  deliveriesHref: string;
  unknownHref: string;
  resolveAction: string;
  anyUnknown: boolean;
};

export type SourceRow = {
  name: string;
  health: 'well' | 'failing' | 'paused' | 'never';
  healthInWords: string;
  lastSuccess: Moment | null;
  result: string | null;
  error: string | null;
};

/** Why nothing is sent by schedule, and the ways out of it. */
export type HoldNotice = {
  reason: string;
  since: Moment;
  /** "1,204 readers are". */
  due: string;
  action: string;
  choices: { overdue: string; text: string; meaning: string }[];
};

export type ArchiveEntry = {
  href: string;
  title: string;
  date: Moment;
  papers: string;
  /** Titles of the first three papers. */
  first: PaperItem[];
};

export type ArchiveDigestModel = { title: string; date: Moment; papers: PaperItem[] };

const meanings: Record<DeliveryState, string> = {
  queued: 'waiting for their turn',
  sending: 'being handed over now',
  sent: 'accepted by the server',
  failed: 'refused for good, or retries used up',
  unknown: 'may have been accepted; not sent again by itself',
  suppressed: 'must not be mailed',
  skipped: 'nothing new for this reader',
  cancelled: 'stopped by an admin',
};

const titles: Record<Cadence, string> = {
  daily: 'Daily digest',
  weekly: 'Weekly digest',
  monthly: 'Monthly digest',
};

export function digestTitle(cadence: Cadence | null): string {
  return cadence === null ? 'Special digest' : titles[cadence];
}

/** In the order of the bar: what is done first, what is to come last. */
const barOrder: readonly DeliveryState[] = [
  'sent',
  'skipped',
  'suppressed',
  'cancelled',
  'unknown',
  'failed',
  'sending',
  'queued',
];

function barOf(counts: DigestCounts): BarPart[] {
  let x = 0;
  return barOrder.map((state) => {
    const width = counts.audience === 0 ? 0 : (counts[state] / counts.audience) * 100;
    x += width;
    return { state, x: x - width, width };
  });
}

export type CountedDigest = Digest & { counts: DigestCounts };

export function digestRow(digest: CountedDigest): DigestRow {
  const { counts } = digest;
  const present = barOrder
    .filter((state) => counts[state] > 0)
    .map((state) => `${number(counts[state])} ${state}`);
  return {
    href: `/admin/digests/${digest.id}`,
    id: digest.id,
    title: digestTitle(digest.cadence),
    created: momentOf(digest.createdAt),
    status: digest.status,
    audience: counted(counts.audience, 'reader'),
    bar: barOf(counts),
    outcome: present.join(', ') || 'no deliveries',
    problem: digest.problem,
  };
}

function actionsFor({ status, counts }: CountedDigest): DigestAction[] {
  const pause = { action: 'pause', text: 'Pause', danger: false };
  const resume = { action: 'resume', text: 'Resume', danger: false };
  const cancel = { action: 'cancel', text: 'Cancel', danger: true };
  switch (status) {
    case 'planning':
    case 'sending':
      return [pause, cancel];
    case 'paused':
      return [resume, cancel];
    case 'finished':
      return counts.failed > 0
        ? [{ action: 'retry-failed', text: 'Retry the failed ones', danger: false }]
        : [];
    case 'cancelled':
      return [];
  }
}

/** One digest in the console. */
export function adminDigestPage(meta: Digest, watched: WatchedDigest): AdminDigestModel {
  const { counts, status, problem } = watched;
  const digest = { ...meta, counts, status, problem };
  return {
    ...digestRow(digest),
    total: number(digest.counts.audience),
    states: deliveryStates.map((state) => ({
      state,
      count: number(digest.counts[state]),
      meaning: meanings[state],
    })),
    asOf: momentOf(digest.asOf),
    origin: digest.origin,
    finished: digest.finishedAt === null ? null : momentOf(digest.finishedAt),
    problem: digest.problem,
    live: !hasEnded(digest),
    eventsHref: `/admin/digests/${digest.id}/events`,
    actions: actionsFor(digest),
    now: digestLive(watched),
    domainColumns,
    deliveriesHref: deliveriesHref(digest.id),
    unknownHref: deliveriesHref(digest.id, { state: 'unknown' }),
    resolveAction: `/admin/digests/${digest.id}/resolve-unknown`,
    anyUnknown: counts.unknown > 0,
  };
}

function resultInWords(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return null;
  const { added, changed, signals } = result as Record<string, unknown>;
  const parts = [
    ...(typeof added === 'number' ? [counted(added, 'new paper')] : []),
    ...(typeof changed === 'number' && changed > 0 ? [`${number(changed)} changed`] : []),
    ...(typeof signals === 'number' && signals > 0 ? [counted(signals, 'signal')] : []),
  ];
  return parts.join(', ') || null;
}

/** A source of papers as of `now`. */
export function sourceRow(source: SourceState, now: Date): SourceRow {
  const { name, lastSuccessAt, lastAttemptAt, lastError, blockedUntil } = source;
  const base = {
    name,
    lastSuccess: lastSuccessAt === null ? null : momentOf(lastSuccessAt),
    result: resultInWords(source.lastResult),
    error: lastError,
  };
  if (blockedUntil !== null && blockedUntil > now) {
    return { ...base, health: 'paused', healthInWords: `Paused until ${momentOf(blockedUntil).text}` };
  }
  if (lastError !== null) return { ...base, health: 'failing', healthInWords: 'Failing' };
  if (lastAttemptAt === null) return { ...base, health: 'never', healthInWords: 'Not asked yet' };
  return { ...base, health: 'well', healthInWords: 'Well' };
}

/** The notice of a hold on the schedule; `due`: readers who are due now. */
export function holdNotice(hold: Hold, due: number): HoldNotice {
  return {
    reason: hold.reason,
    since: momentOf(hold.since),
    due: `${counted(due, 'reader')} ${due === 1 ? 'is' : 'are'}`,
    action: '/admin/schedule/release',
    choices: [
      {
        overdue: 'skip',
        text: 'Go on, skipping what is overdue',
        meaning:
          'right after restoring a backup. Digests that were being sent are cancelled, and each reader’s next digest is the one after.',
      },
      {
        overdue: 'send',
        text: 'Go on, and send what is overdue',
        meaning:
          'right when nothing was lost, for instance after a move to another server. Digests that were being sent go on.',
      },
    ],
  };
}

/** A past digest in the list of the archive; `cards` are its papers, best first. */
export function archiveEntry(digest: Digest, cards: readonly PaperCard[]): ArchiveEntry {
  return {
    href: `/archive/${digest.id}`,
    title: digestTitle(digest.cadence),
    date: dayOf(digest.asOf),
    papers: counted(cards.length, 'paper'),
    first: archiveDigestPage(digest, cards.slice(0, 3)).papers,
  };
}

/** A past digest with nothing personal: all its papers, and no reasons. */
export function archiveDigestPage(digest: Digest, cards: readonly PaperCard[]): ArchiveDigestModel {
  return {
    title: digestTitle(digest.cadence),
    date: dayOf(digest.asOf),
    papers: cards.map(cardItem),
  };
}
