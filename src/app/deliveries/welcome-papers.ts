import { welcomeOrigin } from '../../domain/sending/digest-origin.ts';
import type { Outcome } from '../../domain/sending/outcome.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Needs } from '../deps.ts';
import type { BegunDelivery } from '../digests/delivery-store.ts';
import type { NewDigest } from '../digests/digest-store.ts';
import { type Chooser, openChooser } from '../digests/planning/choose-papers.ts';
import { unstoredDigest } from '../digests/planning/count-audience.ts';
import { chosenPapers, stateOf } from '../digests/planning/plan-digest.ts';
import type { Stores } from '../persistence.ts';
import type { TakeWelcomePapers } from '../welcome-papers.ts';

/** Papers in a welcome mail. */
const most = 3;
/** How often a mail that was refused for a while gets papers chosen anew. */
const mostTries = 20;

type Welcomer = Needs<
  'atomically' | 'attempts' | 'cards' | 'leaseMs' | 'now',
  'candidates' | 'digests' | 'papers' | 'subjects' | 'subscribers' | 'trends'
>;

/**
 * The papers of welcome mails, by the ledger that digests have: chosen under the reader's lock, so that no digest that
 * is planned at the same time has them too, and `sending` before the first byte. Whatever ends the process, none comes
 * twice: a delivery that was not begun goes out by itself as a small digest, one that was is `unknown`, and the welcome
 * mail goes without papers when its job is done again.
 */
export function openWelcomePapers(deps: Welcomer): TakeWelcomePapers {
  return async (subscriberId, language) => {
    const subscriber = await deps.stores.subscribers.byId(subscriberId);
    if (subscriber?.status !== 'active' || subscriber.confirmedAt === null) return null;
    const now = deps.now();
    const chooser = openChooser(deps.stores, now);
    const planned = await deps.atomically((stores) => plan(stores, subscriber, chooser, now));
    if (planned === null) return null;
    const leaseUntil = new Date(deps.now().getTime() + deps.leaseMs);
    const [begun] = await deps.attempts.begin([planned.deliveryId], now, leaseUntil);
    if (begun === undefined) return null;
    const sections = await deps.cards.sections(begun, language);
    return {
      papers: sections.flatMap(({ papers }) => papers),
      end: (outcome) => end(deps, begun, outcome),
    };
  };
}

/** Null when there is nothing new, when the reader is not to be mailed, and when it was done before. */
async function plan(
  stores: Pick<Stores, 'deliveries' | 'digests'>,
  subscriber: Subscriber,
  chooser: Chooser,
  now: Date,
): Promise<{ digestId: number; deliveryId: string } | null> {
  const draft = {
    origin: welcomeOrigin,
    cadence: null,
    slot: null,
    asOf: now,
    topicIds: [],
    subscriberIds: [subscriber.id],
    targeted: true,
    createdAt: now,
  } satisfies Omit<NewDigest, 'idempotencyKey' | 'requestHash'>;
  const unstored = unstoredDigest(draft);
  const [member] = await stores.digests.nextAudience(unstored, 1);
  if (member === undefined) return null;
  const [choices = []] = await chooser.choose([{ ...member, maxPapers: Math.min(most, member.maxPapers) }]);
  if (choices.length === 0 || stateOf(unstored, member, choices.length) !== 'queued') return null;
  const digest = await create(stores, subscriber, draft);
  if (digest === null) return null;
  const delivery = {
    subscriberId: subscriber.id,
    state: 'queued' as const,
    choices,
    introduced: false,
    detail: null,
    notBefore: null,
  };
  await stores.digests.keepPapers(digest.id, await chosenPapers([delivery], [member], chooser));
  const [queued] = await stores.deliveries.addPlanned(digest.id, [delivery]);
  await stores.digests.setStatus(digest.id, 'sending', ['planning'], now);
  return queued === undefined ? null : { digestId: digest.id, deliveryId: queued.id };
}

/** One for each confirmation, and another one for each time that its mail was refused for a while. */
async function create(
  { digests }: Pick<Stores, 'digests'>,
  { id, confirmedAt }: Subscriber,
  draft: Omit<NewDigest, 'idempotencyKey' | 'requestHash'>,
) {
  for (let turn = 1; turn <= mostTries; turn++) {
    const idempotencyKey = `welcome of subscriber ${id}, ${confirmedAt?.toISOString() ?? ''}, ${turn}`;
    const earlier = await digests.byIdempotencyKey(idempotencyKey);
    if (earlier === null) return await digests.create({ ...draft, idempotencyKey, requestHash: null });
    if (earlier.status !== 'cancelled') return null;
  }
  return null;
}

async function end(
  { attempts, now, stores }: Pick<Welcomer, 'attempts' | 'now' | 'stores'>,
  { id, attempt, digestId }: BegunDelivery,
  outcome: Outcome,
): Promise<void> {
  const at = now();
  // Nothing was accepted: the papers are chosen anew with the next try, or come with the first digest.
  const isFree = outcome.kind === 'retry' || outcome.kind === 'about-us';
  if (isFree) await stores.digests.setStatus(digestId, 'cancelled', ['sending'], at);
  await attempts.finish([{ delivery: { id, attempt }, outcome, retryAt: isFree ? at : null, at }]);
  await stores.digests.finishIfDone(digestId, at);
}
