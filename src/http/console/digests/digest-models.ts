import { hasEnded } from '../../../app/digests/digest-progress.ts';
import type { Digest } from '../../../app/digests/digest-store.ts';
import type { PastMail } from '../../../app/digests/previews/past-mail.ts';
import type { WatchedDigest } from '../../../app/digests/watch-digests.ts';
import { type DeliveryState, type DigestCounts, deliveryStates } from '../../../domain/sending/delivery.ts';
import { readerOrigin, welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import { digestTitle } from '../../forms/digest-title.ts';
import { type Moment, momentOf, number, quantity } from '../../forms/words.ts';
import { secretPage } from '../../page-description.ts';
import { deliveriesHref } from '../deliveries/delivery-models.ts';
import { carriedInWords } from './carry-form.ts';
import { type DigestLive, digestLive, domainColumns } from './digest-live.ts';
import type { PlannedList } from './planned-models.ts';

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

export type DigestModel = DigestRow & {
  /** The audience as a bare number. */
  total: string;
  states: { state: DeliveryState; count: string; meaning: string; href: string }[];
  asOf: Moment;
  /** Who sent it: "admin@example.org, in the console", "the schedule". */
  sender: string;
  /** The collection that it carries, in words; null: none. */
  carries: string | null;
  /** Of the copy that is shown; null where there is none, or the title says it. */
  subject: string | null;
  /** One copy of it; null where there is none to show. */
  sample: DigestSample | null;
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
  /** Since when its deliveries are no longer kept; null: they are. */
  tidied: Moment | null;
  /** Where bounces of this digest are taken back; null: it has barred nobody. */
  undoHref: string | null;
};

export type DigestSample = {
  subject: string;
  /** What is known of that copy: "as reader 7 got it". */
  about: string;
  readerHref: string;
  frameHref: string;
  darkHref: string;
  text: string;
};

export const digestPage = secretPage<DigestModel>('console/digests/digest', { scripts: ['digest.js'] });
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

/** `zone`: of who looks. */
export function digestRow(digest: CountedDigest, zone = 'UTC'): DigestRow {
  const { counts } = digest;
  const present = barOrder
    .filter((state) => counts[state] > 0)
    .map((state) => `${number(counts[state])} ${state}`);
  return {
    href: `/admin/digests/${digest.id}`,
    id: digest.id,
    title: digestTitle(digest.cadence, digest.subject),
    created: momentOf(digest.createdAt, zone),
    status: digest.status,
    audience: quantity(counts.audience, 'reader'),
    bar: barOf(counts),
    outcome: present.join(', ') || 'no deliveries',
    problem: digest.problem,
  };
}

function actionsFor({ status, counts, tidiedAt }: CountedDigest): DigestAction[] {
  const pause = { action: 'pause', text: 'Pause', danger: false };
  const resume = { action: 'resume', text: 'Resume', danger: false };
  const cancel = { action: 'cancel', text: 'Cancel', danger: true };
  switch (status) {
    case 'planned':
      return [cancel];
    case 'planning':
    case 'sending':
      return [pause, cancel];
    case 'paused':
      return [resume, cancel];
    case 'finished':
      return counts.failed > 0 && tidiedAt === null
        ? [{ action: 'retry-failed', text: 'Retry the failed ones', danger: false }]
        : [];
    case 'cancelled':
      return [];
  }
}

const origins: Record<string, string> = {
  schedule: 'by the schedule',
  [readerOrigin]: 'to one reader, who asked for the first one',
  [welcomeOrigin]: 'with a welcome mail',
  console: 'in the console',
  api: 'by the API',
  command: 'on the command line',
};

/** `by`: who asked for it, where somebody did and that is known. */
function senderInWords(origin: string, by: string | null): string {
  const how = origins[origin] ?? `by ${origin}`;
  return by === null || by === 'command' ? how : `by ${by}, ${how}`;
}

function sampleOf(digestId: number, { mail, subscriberId, state }: PastMail): DigestSample {
  const frame = `/admin/digests/${digestId}/mail`;
  const went: Partial<Record<DeliveryState, string>> = {
    sent: 'got it',
    unknown: 'may have got it',
    failed: 'did not get it',
  };
  return {
    subject: mail.subject,
    about: `As reader ${subscriberId} ${went[state] ?? 'is to get it'}, with links that are nobody’s`,
    readerHref: `/admin/subscribers/${subscriberId}`,
    frameHref: `${frame}?scheme=light`,
    darkHref: `${frame}?scheme=dark`,
    text: mail.text,
  };
}

/** One digest in the console; `barred`: readers who are barred because of it; `zone`: of who looks. */
export function digestModel(
  meta: Digest,
  watched: WatchedDigest,
  {
    barred = 0,
    by = null,
    past = null,
    zone = 'UTC',
  }: { barred?: number; by?: string | null; past?: PastMail | null; zone?: string } = {},
): DigestModel {
  const { counts, status, problem } = watched;
  const digest = { ...meta, counts, status, problem };
  return {
    ...digestRow(digest, zone),
    total: number(digest.counts.audience),
    states: deliveryStates.map((state) => ({
      state,
      count: number(digest.counts[state]),
      meaning: meanings[state],
      href: deliveriesHref(digest.id, { state }),
    })),
    asOf: momentOf(digest.asOf, zone),
    sender: senderInWords(digest.origin, by),
    carries: digest.carried === null ? null : carriedInWords(digest.carried),
    subject: past === null || past.mail.subject === digest.subject ? null : past.mail.subject,
    sample: past === null ? null : sampleOf(digest.id, past),
    finished: digest.finishedAt === null ? null : momentOf(digest.finishedAt, zone),
    problem: digest.problem,
    live: !hasEnded(digest),
    eventsHref: `/admin/digests/${digest.id}/events`,
    actions: actionsFor(digest),
    now: digestLive(watched, zone),
    domainColumns,
    deliveriesHref: deliveriesHref(digest.id),
    unknownHref: deliveriesHref(digest.id, { state: 'unknown' }),
    resolveAction: `/admin/digests/${digest.id}/resolve-unknown`,
    anyUnknown: counts.unknown > 0 && digest.tidiedAt === null,
    tidied: digest.tidiedAt === null ? null : momentOf(digest.tidiedAt),
    undoHref: barred > 0 ? `/admin/digests/${digest.id}/undo-bounces` : null,
  };
}

/** `older` is the address of the next part of the list. */
export type DigestsModel = {
  /** Null: nothing is. */
  planned: PlannedList | null;
  digests: DigestRow[];
  older: string | null;
};

export const digestsPage = secretPage<DigestsModel>('console/digests/digests');

export type UndoBouncesModel = {
  digestId: number;
  digestHref: string;
  action: string;
  any: boolean;
  /** "1,204 readers are". */
  readers: string;
};

export const undoBouncesPage = secretPage<UndoBouncesModel>('console/digests/undo-bounces');

/** The question before a digest's bounces are taken back; `barred`: how many readers that is about. */
export function undoBouncesModel(digestId: number, barred: number): UndoBouncesModel {
  const digestHref = `/admin/digests/${digestId}`;
  return {
    digestId,
    digestHref,
    action: `${digestHref}/undo-bounces`,
    any: barred > 0,
    readers: `${quantity(barred, 'reader')} ${barred === 1 ? 'is' : 'are'}`,
  };
}
