import { createHash } from 'node:crypto';
import { DomainError, type FieldError, invalid } from '../../domain/errors.ts';
import { isUsableInstant } from '../../domain/instant.ts';
import { pauseOf } from '../../domain/subscribers/pause.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Cadence } from '../../domain/time/cadence.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import { type CarryInput, carriedDetail, readCarried } from './carried/read-carried.ts';
import type { Digest, NewDigest } from './digest-store.ts';
import { readTagIds, readTopics } from './letters/audience-fields.ts';
import { readTypedWords, type TypedWords } from './letters/set-next-words.ts';
import { readSendTime, type SendTimeInput, sendTimeDetail } from './planned/send-time.ts';
import { countAudience } from './planning/count-audience.ts';

export type TriggerInput = SendTimeInput &
  Omit<CarryInput, 'keepCollection'> & {
    origin: 'api' | 'console' | 'command';
    cadence?: Cadence | undefined;
    /** Only these addresses; each must belong to an active subscriber. */
    emails?: readonly string[] | undefined;
    /** Only followers of one of these topics (slugs). */
    topics?: readonly string[] | undefined;
    /** Only those who have one of these tags (names). */
    tags?: readonly string[] | undefined;
    asOf?: Date | undefined;
    /** What an editor says in it, by language. */
    words?: readonly TypedWords[] | undefined;
    idempotencyKey?: string | undefined;
    /** Who asks, for the audit. */
    actor?: string | undefined;
  };

export type DryRun = { audience: number; queued: number; skipped: number; suppressed: number };

/**
 * Triggers a digest; its audience is planned and sent by the workers, at once or when its moment has come. The same
 * `idempotencyKey` with the same request gives the same digest again. Rejects with `invalid` and every wrong field, or
 * `conflict` when the key was used for another request.
 */
export async function triggerDigest(
  deps: Needs<
    'atomically' | 'now',
    'collections' | 'digests' | 'dueTimes' | 'subscribers' | 'tags' | 'topics'
  >,
  input: TriggerInput,
): Promise<Digest> {
  const { cadence, emails, topics, asOf, tags, words, sendAt, sendOn, collection, collectionPlace } = input;
  // In this order, whatever the caller's: the same members in another order are the same request. What is not asked for
  // is left out at the end, so that a request is known again that was made before there was such a member.
  const more = [tags, words, sendAt, sendOn, collection, collectionPlace];
  while (more.length > 0 && more.at(-1) === undefined) more.pop();
  const requested = JSON.stringify([cadence, emails, topics, asOf, ...more]);
  return await createOnce(deps, { ...input, requested }, () => readRequest(deps, input), recordTrigger);
}

/**
 * Creates the digest that `read` answers, and has it planned. The same `idempotencyKey` with the same `requested` gives
 * the same digest again. Rejects with `conflict` when the key was used for something else, and as `read` does.
 */
export async function createOnce(
  deps: Needs<'atomically', 'digests'>,
  input: { requested: string; idempotencyKey?: string | undefined; actor?: string | undefined },
  read: () => Promise<Omit<NewDigest, 'idempotencyKey' | 'requestHash'>>,
  record: (stores: Pick<Stores, 'audit'>, actor: string, created: Digest) => Promise<void>,
): Promise<Digest> {
  const { idempotencyKey = null, actor } = input;
  const requestHash = createHash('sha256').update(input.requested).digest();
  if (idempotencyKey !== null) {
    const earlier = await deps.stores.digests.byIdempotencyKey(idempotencyKey);
    if (earlier !== null) return sameRequest(earlier, requestHash);
  }
  const draft = await read();
  const digest = await deps.atomically(async (stores) => {
    const created = await stores.digests.create({
      ...draft,
      idempotencyKey,
      requestHash: idempotencyKey === null ? null : requestHash,
    });
    if (created === null) return null;
    if (created.status !== 'planned')
      await stores.jobs.send('plan-digest', { digestId: created.id }, { key: String(created.id) });
    if (actor !== undefined) await record(stores, actor, created);
    return created;
  });
  if (digest !== null) return digest;
  // Two requests with one key at the same moment: the other one created it.
  const earlier = idempotencyKey === null ? null : await deps.stores.digests.byIdempotencyKey(idempotencyKey);
  if (earlier === null) throw new Error('a digest without a slot or a key was not created');
  return sameRequest(earlier, requestHash);
}

async function recordTrigger(stores: Pick<Stores, 'audit'>, actor: string, digest: Digest): Promise<void> {
  const { id, cadence, topicIds, tagIds, targeted, asOf, words, carried, createdAt: at } = digest;
  const detail = {
    cadence,
    topics: topicIds.length,
    ...(tagIds.length > 0 ? { tags: tagIds.length } : {}),
    addressed: targeted,
    asOf: asOf.toISOString(),
    ...sendTimeDetail(digest),
    ...(words === null ? {} : { introduction: Object.keys(words).join(', ') }),
    ...carriedDetail(carried),
  };
  await recordAction(stores, { actor, at }, 'digest triggered', `digest ${id}`, detail);
}

/** Whom such a digest would reach and how many of them would get one; nothing is written. */
export async function tryDigest(
  deps: Needs<
    'now',
    | 'candidates'
    | 'collections'
    | 'digests'
    | 'dueTimes'
    | 'papers'
    | 'subjects'
    | 'subscribers'
    | 'tags'
    | 'topics'
    | 'trends'
  >,
  input: Omit<TriggerInput, 'idempotencyKey' | 'actor'>,
): Promise<DryRun> {
  const draft = await readRequest(deps, input);
  return await countAudience(deps, draft);
}

/** What such a request asks for. Rejects with `invalid` and every wrong field. */
export async function readRequest(
  deps: Needs<'now', 'collections' | 'dueTimes' | 'subscribers' | 'tags' | 'topics'>,
  input: TriggerInput,
): Promise<Omit<NewDigest, 'idempotencyKey' | 'requestHash'>> {
  const now = deps.now();
  const errors: FieldError[] = [];
  const topicIds = await readTopics(deps.stores, input.topics ?? [], errors);
  const tagIds = await readTagIds(deps.stores, input.tags ?? [], errors);
  const { words, errors: wrongWords } = readTypedWords(input.words ?? []);
  errors.push(...wrongWords);
  const { carried, errors: wrongCollection } = await readCarried(deps, input);
  errors.push(...wrongCollection);
  const emails = [...new Set(input.emails ?? [])];
  const subscribers = emails.length === 0 ? [] : await deps.stores.subscribers.byEmails(emails);
  for (const email of emails) {
    const found = subscribers.find(
      (subscriber) => subscriber.email.toLowerCase() === email.trim().toLowerCase(),
    );
    const why = found === undefined ? 'is not a subscriber' : whyNot(found, now);
    if (why !== null) errors.push({ field: 'emails', message: `"${email.slice(0, 254)}" ${why}` });
  }
  const time = await readSendTime(deps, input, input.cadence ?? null, now);
  errors.push(...time.errors);
  if (input.asOf !== undefined && !isUsableInstant(input.asOf))
    errors.push({ field: 'asOf', message: 'must lie in the years 1900 to 2999' });
  if (errors.length > 0) throw invalid(errors);
  return {
    origin: input.origin,
    cadence: input.cadence ?? null,
    slot: null,
    asOf: input.asOf ?? time.sendAt ?? now,
    sendAt: time.sendAt,
    sendZone: time.sendZone,
    sendOn: time.sendOn,
    topicIds,
    tagIds,
    words,
    carried,
    subscriberIds: subscribers.map(({ id }) => id),
    targeted: emails.length > 0,
    createdAt: now,
  };
}

/** Why a digest cannot be sent to a subscriber now; null when it can. */
function whyNot(subscriber: Subscriber, now: Date): string | null {
  if (subscriber.status !== 'active') return `is ${subscriber.status}, not active`;
  const until = pauseOf(subscriber, now);
  return until === null ? null : `has paused the digests until ${until.toISOString().slice(0, 10)}`;
}

function sameRequest(earlier: Digest & { requestHash: Uint8Array | null }, requestHash: Buffer): Digest {
  if (earlier.requestHash !== null && requestHash.equals(earlier.requestHash)) return earlier;
  throw new DomainError(
    'conflict',
    'This Idempotency-Key was used for another request. Use a new key for a new digest.',
  );
}
