import type { Bounce } from '../../domain/bounces/bounce.ts';
import type { BounceMatch } from '../../domain/bounces/bounce-match.ts';
import type { BounceKind } from '../../domain/bounces/bounce-reason.ts';
import { type Aliases, type BouncedRecipient, forReader } from '../../domain/bounces/report.ts';
import { domainOf } from '../../domain/subscribers/address.ts';
import type { Deps } from '../deps.ts';
import type { IdentifiedMail } from '../message-ids.ts';
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
 * came back, both of which are signed, else by the address, unless `byAddress` says that anybody could have written it.
 * What was sent to the bounce domain, and to no address there that we signed, names nobody. A message of ours has one
 * reader, so the first two are about that one, whatever address the report names: it may be where the reader's mail is
 * forwarded to, and then that one being gone is no hard bounce of the reader's. Of several recipients the worst counts.
 */
export async function matchBounce(
  deps: Pick<Deps, 'messageIds' | 'returnPaths'>,
  stores: Pick<Stores, 'deliveries' | 'requests' | 'subscribers'>,
  report: Recipients & Pick<Bounce, 'deliveredTo' | 'messageIds' | 'returnPaths'>,
  options: { byAddress: boolean },
): Promise<MatchedRecipient[]> {
  const match = await bySignature(deps, stores, report);
  if (match !== null) {
    const told = await toldOfReader(stores, report, match.subscriberId);
    const [worst] = told.toSorted((a, b) => weight[b.kind] - weight[a.kind]);
    return worst === undefined ? [] : [{ recipient: worst, match }];
  }
  const nobody = !options.byAddress || isAstray(deps, report);
  const found: MatchedRecipient[] = [];
  for (const recipient of report.recipients)
    found.push({ recipient, match: nobody ? null : await byRecipient(stores, recipient, report.aliases) });
  return found;
}

/** Whether a report was sent to our bounce domain. */
function isAstray(
  { returnPaths: { domain } }: Pick<Deps, 'returnPaths'>,
  { deliveredTo }: Pick<Bounce, 'deliveredTo'>,
): boolean {
  return deliveredTo.some((address) => domainOf(address) === domain);
}

async function bySignature(
  deps: Pick<Deps, 'messageIds' | 'returnPaths'>,
  stores: Pick<Stores, 'deliveries' | 'requests' | 'subscribers'>,
  report: Pick<Bounce, 'deliveredTo' | 'messageIds' | 'returnPaths'>,
): Promise<BounceMatched | null> {
  const sentTo = await byReturnPath(deps, stores, report.deliveredTo);
  if (sentTo !== null || isAstray(deps, report)) return sentTo;
  return (await byReturnPath(deps, stores, report.returnPaths)) ?? (await byMessageId(deps, stores, report));
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
  addresses: readonly string[],
): Promise<BounceMatched | null> {
  for (const address of addresses) {
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

async function byMessageId(
  { messageIds }: Pick<Deps, 'messageIds'>,
  stores: Pick<Stores, 'deliveries' | 'requests'>,
  report: Pick<Bounce, 'messageIds'>,
): Promise<BounceMatched | null> {
  for (const messageId of report.messageIds) {
    const mail = messageIds.read(messageId);
    const owner = mail === null ? null : await ofMessage(stores, mail);
    if (owner !== null) return { ...owner, matchedBy: 'message-id' };
  }
  return null;
}

async function ofMessage(
  stores: Pick<Stores, 'deliveries' | 'requests'>,
  mail: IdentifiedMail,
): Promise<Owner | null> {
  if (mail.kind === 'digest') {
    const delivery = await stores.deliveries.byId(mail.deliveryId);
    return delivery === null ? null : { subscriberId: delivery.subscriberId, deliveryId: delivery.id };
  }
  const request = await stores.requests.byId(mail.requestId);
  return request === null ? null : { subscriberId: request.subscriberId, deliveryId: null };
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
