import { createHash } from 'node:crypto';
import type { Bounce } from '../../domain/bounces/bounce.ts';
import { isPostmaster } from '../../domain/bounces/bounce-address.ts';
import type { BounceOrigin } from '../../domain/bounces/bounce-origin.ts';
import type { BounceReason } from '../../domain/bounces/bounce-reason.ts';
import type { BouncedRecipient } from '../../domain/bounces/report.ts';
import { isWornOut } from '../../domain/bounces/soft-bounces.ts';
import { shortTerms } from '../../domain/retention/retention.ts';
import { dayMs } from '../../domain/time/units.ts';
import type { Deps, Needs } from '../deps.ts';
import { judgeDigest } from '../digests/judge-digest.ts';
import type { DigestReturns } from '../digests/return-store.ts';
import type { Stores } from '../persistence.ts';
import { type Bar, barSubscriber } from './bar-subscriber.ts';
import type { BounceEvent } from './bounce-stores.ts';
import { endBar } from './end-bar.ts';
import { type MatchedRecipient, matchBounce } from './match-bounce.ts';

/** A report as we got it. */
export type BounceReport = Bounce & {
  origin: BounceOrigin;
  /** What tells this report from all others: one that is known is not recorded again. */
  eventId: string | Uint8Array;
  /** The message, to be kept when nobody can be found. */
  raw: Uint8Array;
};

/** What became of one recipient of a report. */
export type RecordedBounce = Pick<
  BounceEvent,
  'kind' | 'reason' | 'status' | 'subscriberId' | 'matchedBy'
> & {
  /** False: it was recorded before. */
  recorded: boolean;
  /** Whether nothing more goes to this subscriber because of it. */
  barred: boolean;
};

/** How much of what cannot be matched is kept, for how long, and of each message: an admin looks at the newest. */
const unmatchedKept = { most: 1_000, days: shortTerms.unmatchedBounces, octets: 64 * 1024 } as const;

/**
 * As `recordBounce`, of a message as it came; `sentTo`: the addresses in its envelope. What came to the postmaster
 * alone is kept to be looked at, and judged by nobody: whoever pleases can write there, in anybody's name. What takes
 * too long to be read is kept, too.
 */
export async function recordBounceMail(
  deps: Needs<'atomically' | 'bounceReader' | 'log' | 'messageIds' | 'now' | 'returnPaths', 'digests'>,
  input: { origin: 'smtp' | 'command'; raw: Uint8Array; sentTo?: readonly string[] },
): Promise<RecordedBounce[]> {
  const { raw, origin, sentTo = [] } = input;
  const { domain } = deps.returnPaths;
  const toPostmaster = sentTo.length > 0 && sentTo.every((one) => isPostmaster(one, domain ?? ''));
  const bounce = toPostmaster ? nothing : ((await deps.bounceReader.readBounce(raw)) ?? nothing);
  return await recordBounce(deps, {
    ...bounce,
    deliveredTo: [...sentTo, ...bounce.deliveredTo],
    origin,
    eventId: raw,
    raw,
  });
}

/**
 * Records what a report says, each event once: against the delivery and the subscriber that it is about, or, where
 * nobody can be found, with its message for an admin to look at. A hard bounce and a complaint bar the subscriber at
 * once, soft bounces when they are too many; the delivery stays what it was, and its digest may stop. What is no bounce
 * (an automatic answer, a delay, a success) leaves no trace.
 */
export async function recordBounce(
  deps: Needs<'atomically' | 'log' | 'messageIds' | 'now' | 'returnPaths', 'digests'>,
  report: BounceReport,
): Promise<RecordedBounce[]> {
  const recipients = report.recipients.length > 0 ? report.recipients : [unreadable];
  const counted = recipients.filter(({ kind, reason }) => kind !== 'none' || traced.includes(reason));
  const { recorded, returned } = await deps.atomically(async (stores) => {
    const done: { recorded: RecordedBounce[]; returned: DigestReturns[] } = { recorded: [], returned: [] };
    const byAddress = isOfProvider(report) || deps.returnPaths.domain === null;
    const matched = await matchBounce(deps, stores, { ...report, recipients: counted }, { byAddress });
    for (const [index, one] of matched.entries()) {
      const believed = isOfProvider(report) ? one : softened(one);
      const { returns, ...told } = await recordOne(deps, stores, report, believed, index);
      done.recorded.push(told);
      if (returns !== null) done.returned.push(returns);
    }
    return done;
  });
  for (const { kind, reason, subscriberId, barred, recorded: fresh } of recorded)
    if (fresh)
      deps.log.info({ origin: report.origin, kind, reason, subscriberId, barred }, 'a message came back');
  for (const returns of returned) await judgeDigest(deps, returns);
  return recorded;
}

/** Whether a report is a provider's own word, which was checked, and not a mail that anybody may have written. */
function isOfProvider({ origin }: Pick<BounceReport, 'origin'>): boolean {
  return origin !== 'smtp' && origin !== 'command';
}

/** A report that names a reader by the address alone is a soft one at most: it may be made up. */
function softened(one: MatchedRecipient): MatchedRecipient {
  const { recipient, match } = one;
  const isGrave = recipient.kind === 'hard' || recipient.kind === 'complaint';
  if (match?.matchedBy !== 'address' || !isGrave) return one;
  return { match, recipient: { ...recipient, kind: 'soft' } };
}

/** Of those that are no bounces, the reasons that are recorded. */
const traced: readonly BounceReason[] = ['unreadable', 'resubscribed', 'reactivated'];

const nothing: Bounce = {
  recipients: [],
  aliases: new Map(),
  messageIds: [],
  deliveredTo: [],
  returnPaths: [],
};

const unreadable: BouncedRecipient = { address: '', status: '', kind: 'none', reason: 'unreadable' };

async function recordOne(
  deps: Pick<Deps, 'now'>,
  stores: Pick<Stores, 'bounces' | 'returns' | 'subscribers' | 'suppressions'>,
  report: BounceReport,
  { recipient, match }: MatchedRecipient,
  index: number,
): Promise<RecordedBounce & { returns: DigestReturns | null }> {
  const { kind, reason, status } = recipient;
  const at = deps.now();
  // What cannot be read is kept, even when we know whom it is about.
  const found = reason === 'unreadable' ? null : match;
  const eventHash = createHash('sha256').update(report.eventId).update(`\0${index}`).digest();
  const event = { eventHash, origin: report.origin, kind, reason, status, at };
  const recorded = await stores.bounces.recordEvent({
    ...event,
    subscriberId: found?.subscriberId ?? null,
    deliveryId: found?.deliveryId ?? null,
    matchedBy: found?.matchedBy ?? null,
    raw: found === null ? report.raw.subarray(0, unmatchedKept.octets) : null,
  });
  const reported = {
    kind,
    reason,
    status,
    subscriberId: found?.subscriberId ?? null,
    matchedBy: found?.matchedBy ?? null,
  };
  if (!recorded) return { ...reported, recorded, barred: false, returns: null };
  if (found === null) {
    const before = new Date(at.getTime() - unmatchedKept.days * dayMs);
    await stores.bounces.forgetUnmatched(before, unmatchedKept.most);
  }
  const returns = await countReturned(stores, found?.deliveryId ?? null, recipient);
  const barred =
    found?.subscriberId != null &&
    (await consequence(stores, found.subscriberId, recipient, report.origin, at));
  return { ...reported, recorded, barred, returns };
}

/** What came back of the digest now; null when this event does not count against it. */
async function countReturned(
  stores: Pick<Stores, 'returns'>,
  deliveryId: string | null,
  { kind, reason }: BouncedRecipient,
): Promise<DigestReturns | null> {
  if (deliveryId === null || reason === 'auth-failure') return null;
  return kind === 'hard' || kind === 'complaint' ? await stores.returns.countReturn(deliveryId, kind) : null;
}

/** Bars the subscriber when the event calls for it; true when it does. */
async function consequence(
  stores: Pick<Stores, 'bounces' | 'subscribers' | 'suppressions'>,
  subscriberId: number,
  { kind, reason, status }: BouncedRecipient,
  origin: BounceOrigin,
  at: Date,
): Promise<boolean> {
  const subscriber = await stores.subscribers.byId(subscriberId);
  if (subscriber === null) return false;
  const bar: Omit<Bar, 'status' | 'note'> = { actor: origin, detail: { reason, status }, at };
  const words = [status, reason].filter(Boolean).join(' ');
  switch (kind) {
    case 'none':
      if (reason === 'resubscribed' || reason === 'reactivated')
        await endBar(stores, subscriber, { reason, provider: origin, at });
      return false;
    case 'complaint':
      // A report about our signatures tells nothing of the reader's will.
      if (reason === 'auth-failure') return false;
      await barSubscriber(stores, subscriber, { ...bar, status: 'complained', note: words });
      return true;
    case 'hard':
      await barSubscriber(stores, subscriber, { ...bar, status: 'bounced', note: words });
      return true;
    case 'soft': {
      const softly = await stores.bounces.softSince(subscriberId);
      if (!isWornOut(softly)) return false;
      const note = `${softly.length} soft bounces, the last one: ${words}`;
      await barSubscriber(stores, subscriber, { ...bar, status: 'bounced', note });
      return true;
    }
  }
}
