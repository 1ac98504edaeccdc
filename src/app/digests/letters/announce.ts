import { invalid } from '../../../domain/errors.ts';
import { knownLanguage } from '../../../domain/languages/index.ts';
import { type Letter, readLetter } from '../../../domain/sending/announcement.ts';
import type { Cadence } from '../../../domain/time/cadence.ts';
import { recordAction } from '../../audit.ts';
import type { Needs } from '../../deps.ts';
import type { Stores } from '../../persistence.ts';
import type { Digest, NewDigest } from '../digest-store.ts';
import { readSendTime, type SendTimeInput, sendTimeDetail } from '../planned/send-time.ts';
import { countAudience } from '../planning/count-audience.ts';
import { createOnce, type DryRun } from '../trigger-digest.ts';
import { readTagIds, readTopics } from './audience-fields.ts';

/** A letter and whom it is for: everybody who gets digests and wants announcements, or those of them who fit. */
export type AnnouncementInput = Letter &
  SendTimeInput & {
    origin: 'api' | 'console';
    cadence?: Cadence | undefined;
    /** Followers of one of these topics (slugs). */
    topics?: readonly string[] | undefined;
    /** Those who have one of these tags (names). */
    tags?: readonly string[] | undefined;
    /** Those whose mails are in it (a tag of BCP 47). */
    language?: string | undefined;
    idempotencyKey?: string | undefined;
    /** Who asks, for the audit. */
    actor?: string | undefined;
  };

/**
 * Sends a letter: a digest without papers, planned, sent and controlled as any other. The same `idempotencyKey` with
 * the same request gives the same one again. Rejects with `invalid` and every wrong field, or `conflict` when the key
 * was used for another request.
 */
export async function announce(
  deps: Needs<'atomically' | 'now', 'digests' | 'dueTimes' | 'tags' | 'topics'>,
  input: AnnouncementInput,
): Promise<Digest> {
  const { subject, body, cadence, topics, tags, language, sendAt, sendOn } = input;
  const more = sendOn !== undefined ? [sendAt, sendOn] : sendAt !== undefined ? [sendAt] : [];
  const requested = JSON.stringify(['announcement', subject, body, cadence, topics, tags, language, ...more]);
  return await createOnce(
    deps,
    { ...input, requested },
    () => readAnnouncement(deps, input),
    recordAnnouncement,
  );
}

/** Without the words themselves: the digest has them. */
async function recordAnnouncement(
  stores: Pick<Stores, 'audit'>,
  actor: string,
  digest: Digest,
): Promise<void> {
  const { id, cadence, topicIds, tagIds, language, createdAt: at } = digest;
  const detail = {
    cadence,
    topics: topicIds.length,
    tags: tagIds.length,
    language,
    ...sendTimeDetail(digest),
  };
  await recordAction(stores, { actor, at }, 'announcement sent', `digest ${id}`, detail);
}

/** Whom such a letter would reach; nothing is written. */
export async function tryAnnouncement(
  deps: Needs<
    'now',
    'candidates' | 'digests' | 'dueTimes' | 'papers' | 'subjects' | 'tags' | 'topics' | 'trends'
  >,
  input: Omit<AnnouncementInput, 'idempotencyKey' | 'actor'>,
): Promise<DryRun> {
  return await countAudience(deps, await readAnnouncement(deps, input));
}

/** What such a request asks for. Rejects with `invalid` and every wrong field. */
export async function readAnnouncement(
  deps: Needs<'now', 'dueTimes' | 'tags' | 'topics'>,
  input: AnnouncementInput,
): Promise<Omit<NewDigest, 'idempotencyKey' | 'requestHash'>> {
  const now = deps.now();
  const { letter, errors } = readLetter(input);
  const topicIds = await readTopics(deps.stores, input.topics ?? [], errors);
  const tagIds = await readTagIds(deps.stores, input.tags ?? [], errors);
  const typed = input.language?.trim() ?? '';
  const language = typed === '' ? null : knownLanguage(typed);
  if (typed !== '' && language === null)
    errors.push({ field: 'language', message: 'is no language that mails have' });
  const time = await readSendTime(deps, input, input.cadence ?? null, now);
  errors.push(...time.errors);
  if (errors.length > 0) throw invalid(errors);
  return {
    ...letter,
    origin: input.origin,
    cadence: input.cadence ?? null,
    slot: null,
    asOf: time.sendAt ?? now,
    sendAt: time.sendAt,
    sendZone: time.sendZone,
    sendOn: time.sendOn,
    topicIds,
    tagIds,
    language,
    subscriberIds: [],
    targeted: false,
    createdAt: now,
  };
}
