import type { BounceMatch } from '../../domain/bounces/bounce-match.ts';
import type { BounceKind } from '../../domain/bounces/bounce-reason.ts';
import { type Aliases, type BouncedRecipient, forReader } from '../../domain/bounces/report.ts';
import type { Deps } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { ReturnedMail } from '../return-paths.ts';

/** Whom a report is about, and which message. */
export type BounceMatched = {
  /** Null when the person was erased since. */
  subscriberId: number | null;
  deliveryId: string | null;
  matchedBy: BounceMatch;
};

/** One event to record; `match` null: nobody was found. */
export type MatchedRecipient = { recipient: BouncedRecipient; match: BounceMatched | null };

type Recipients = { recipients: readonly BouncedRecipient[]; aliases: Aliases };

const weight: Record<BounceKind, number> = { complaint: 3, hard: 2, soft: 1, none: 0 };

/**
 * Finds whom each recipient of a report is: by the envelope sender that names the message, else by the Message-ID that
 * came back, else by the address. A message of ours has one reader, so the first two are about that one, whatever
 * address the report names: it may be where the reader's mail is forwarded to, and then that one being gone is no hard
 * bounce of the reader's. Of several recipients the worst counts.
 */
export async function matchBounce(
  deps: Pick<Deps, 'mailDomain' | 'returnPaths'>,
  stores: Pick<Stores, 'deliveries' | 'requests' | 'subscribers'>,
  report: Recipients & {
    messageIds: readonly string[];
    returnPaths: readonly string[];
  },
): Promise<MatchedRecipient[]> {
  const match = (await byReturnPath(deps, stores, report)) ?? (await byMessageId(deps, stores, report));
  if (match !== null) {
    const told = await toldOfReader(stores, report, match.subscriberId);
    const [worst] = told.toSorted((a, b) => weight[b.kind] - weight[a.kind]);
    return worst === undefined ? [] : [{ recipient: worst, match }];
  }
  const found: MatchedRecipient[] = [];
  for (const recipient of report.recipients)
    found.push({ recipient, match: await byRecipient(stores, recipient, report.aliases) });
  return found;
}

async function toldOfReader(
  stores: Pick<Stores, 'subscribers'>,
  { recipients, aliases }: Recipients,
  subscriberId: number | null,
): Promise<BouncedRecipient[]> {
  const reader = subscriberId === null ? null : await stores.subscribers.byId(subscriberId);
  return recipients.map((one) => (reader === null ? one : forReader(one, aliases, reader.email)));
}

/** By the address that the report names first, else by another one under which it speaks of the same recipient. */
async function byRecipient(
  stores: Pick<Stores, 'deliveries' | 'subscribers'>,
  { address }: BouncedRecipient,
  aliases: Aliases,
): Promise<BounceMatched | null> {
  for (const one of [address, ...(aliases.get(address) ?? [])]) {
    const match = await byAddress(stores, one);
    if (match !== null) return match;
  }
  return null;
}

async function byReturnPath(
  { returnPaths }: Pick<Deps, 'returnPaths'>,
  stores: Pick<Stores, 'deliveries' | 'subscribers'>,
  report: { returnPaths: readonly string[] },
): Promise<BounceMatched | null> {
  for (const address of report.returnPaths) {
    const returned = returnPaths.read(address);
    const match = returned === null ? null : await ofMail(stores, returned);
    if (match !== null) return { ...match, matchedBy: 'return-path' };
  }
  return null;
}

type Owner = Pick<BounceMatched, 'subscriberId' | 'deliveryId'>;

async function ofMail(
  stores: Pick<Stores, 'deliveries' | 'subscribers'>,
  returned: ReturnedMail,
): Promise<Owner | null> {
  if (returned.kind === 'digest') {
    const delivery = await stores.deliveries.byId(returned.deliveryId);
    return delivery === null ? null : { subscriberId: delivery.subscriberId, deliveryId: delivery.id };
  }
  const subscriber = await stores.subscribers.byId(returned.subscriberId);
  return { subscriberId: subscriber?.id ?? null, deliveryId: null };
}

/** Message-IDs of ours hold the id of what they are for (`begin` of the ledger, and mail about a subscription). */
async function byMessageId(
  { mailDomain }: Pick<Deps, 'mailDomain'>,
  stores: Pick<Stores, 'deliveries' | 'requests'>,
  report: { messageIds: readonly string[] },
): Promise<BounceMatched | null> {
  for (const messageId of report.messageIds) {
    if (!messageId.endsWith(`@${mailDomain}>`)) continue;
    const owner = await ofMessage(stores, messageId);
    if (owner !== null) return { ...owner, matchedBy: 'message-id' };
  }
  return null;
}

async function ofMessage(
  stores: Pick<Stores, 'deliveries' | 'requests'>,
  messageId: string,
): Promise<Owner | null> {
  const [, deliveryId] = /^<digest-\d{1,10}\.(\d{1,18})@/.exec(messageId) ?? [];
  if (deliveryId !== undefined) {
    const delivery = await stores.deliveries.byId(deliveryId);
    // A made-up number is not enough: the whole Message-ID must be the one that was sent.
    return delivery?.messageId === messageId ? { subscriberId: delivery.subscriberId, deliveryId } : null;
  }
  const [, requestId] = /^<request\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId) ?? [];
  if (requestId !== undefined) {
    const request = await stores.requests.byId(requestId);
    return request === null ? null : { subscriberId: request.subscriberId, deliveryId: null };
  }
  return null;
}

async function byAddress(
  stores: Pick<Stores, 'deliveries' | 'subscribers'>,
  address: string,
): Promise<BounceMatched | null> {
  const subscriber = address === '' ? null : await stores.subscribers.byEmail(address);
  if (subscriber === null) return null;
  const deliveryId = await stores.deliveries.lastSentTo(subscriber.id);
  return { subscriberId: subscriber.id, deliveryId, matchedBy: 'address' };
}
