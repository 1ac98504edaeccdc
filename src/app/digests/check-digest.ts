import { invalid } from '../../domain/errors.ts';
import { english } from '../../domain/languages/en.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Needs } from '../deps.ts';
import { interestNames } from '../interests/name-interests.ts';
import type { ComposedMail } from '../mail.ts';
import type { AudienceMember, Digest } from './digest-store.ts';
import { type AnnouncementInput, readAnnouncement } from './letters/announce.ts';
import { type Chooser, chooserFor, openChooser } from './planning/choose-papers.ts';
import { unstoredDigest } from './planning/count-audience.ts';
import { stateOf } from './planning/plan-digest.ts';
import { letterOf, previewDigest } from './preview-digest.ts';
import type { KeptChoosers } from './previews/kept-choosers.ts';
import { readRequest, type TriggerInput } from './trigger-digest.ts';

/** An audience up to this size is gone through whole. */
const wholeUpTo = 2_000;
/** Of a larger one: so many places spread over all of it, and so many readers at each. */
const places = 20;
const atEach = 50;
/**
 * The step from one place to the next. It has no divisor in common with their number, so that any few of them are
 * spread over the whole audience.
 */
const stride = 7;
/** After this time, counted from the first readers, the estimate is made from what was seen. */
const usualPatienceMs = 4_000;
const shownReaders = 3;

type Mailed = { subscriberId: number; papers: number };
/** A reader of the audience and the mail that they would get, with nobody's links. */
export type Sample = { subscriber: Subscriber; interests: string[]; papers: number; mail: ComposedMail };

export type DigestCheck = {
  audience: number;
  /** Of the audience; estimates unless `looked` is all of it. */
  queued: number;
  skipped: number;
  suppressed: number;
  /** How many readers were looked at. */
  looked: number;
  /** The instant that it was checked for. */
  asOf: Date;
  /** The collection that it would carry; null: none. */
  carried: Carried | null;
  /** Some who would get a mail, from different parts of the audience. */
  samples: Sample[];
  /** The one that was asked for; null when none was. */
  chosen: Sample | null;
};

type Checking = Needs<
  'composer' | 'links' | 'mailDomain' | 'markdown' | 'now' | 'returnPaths',
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
>;

type CheckOptions = {
  patienceMs?: number;
  /** Whose copy is to be shown, too: the address of an active subscriber, in the audience or not. */
  reader?: string;
  /** Carried in place of what is asked for. */
  carried?: Carried | null;
  /** What was opened for the same instant is used again. */
  choosers?: KeptChoosers;
};

/**
 * Whom such a digest would reach, and what some of them would get; nothing is written. Takes a few seconds at most,
 * whatever the audience: a large one is judged by a sample. Rejects with `invalid` and every wrong field, `reader` for
 * one who gets nothing.
 */
export async function checkDigest(
  deps: Checking,
  input: Omit<TriggerInput, 'idempotencyKey' | 'actor'>,
  options: CheckOptions = {},
): Promise<DigestCheck> {
  const draft = await readRequest(deps, input);
  const { carried = draft.carried ?? null } = options;
  return await checkDraft(deps, { ...draft, carried }, options);
}

/** As `checkDigest`, for an announcement. Rejects with `invalid` and every wrong field. */
export async function checkAnnouncement(
  deps: Checking,
  input: Omit<AnnouncementInput, 'idempotencyKey' | 'actor'>,
): Promise<DigestCheck> {
  return await checkDraft(deps, await readAnnouncement(deps, input), {});
}

async function checkDraft(
  deps: Checking,
  draft: Parameters<typeof unstoredDigest>[0],
  { patienceMs = usualPatienceMs, reader, choosers }: CheckOptions,
): Promise<DigestCheck> {
  const digest = unstoredDigest(draft);
  const span = await deps.stores.digests.audienceSpan(digest);
  const seen = { queued: 0, skipped: 0, suppressed: 0 };
  const mailed: Mailed[] = [];
  let looked = 0;
  const opened = choosers?.of(digest.asOf) ?? openChooser(deps.stores, digest.asOf);
  const chooser = chooserFor(digest, opened);
  let until: number | null = null;
  for await (const members of audienceParts(deps, digest, span)) {
    for (const { member, papers } of await chosenFor(chooser, members)) {
      const state = stateOf(digest, member, papers);
      seen[state]++;
      looked++;
      if (state === 'queued') mailed.push({ subscriberId: member.id, papers });
    }
    // A small audience is always gone through whole: what was seen of it by then would be its first readers, which is
    // no fair sample, and these open the lists of papers, which takes as long for a small audience as for a large one.
    if (span.size <= wholeUpTo) continue;
    if (until === null) until = performance.now() + patienceMs;
    else if (performance.now() > until) break;
  }
  const shown = spread(mailed.sort((a, b) => a.subscriberId - b.subscriberId));
  const ofAll = (count: number) => (looked === 0 ? 0 : Math.round((count / looked) * span.size));
  return {
    audience: span.size,
    queued: ofAll(seen.queued),
    skipped: ofAll(seen.skipped),
    suppressed: ofAll(seen.suppressed),
    looked,
    asOf: digest.asOf,
    carried: digest.carried,
    samples: (await Promise.all(shown.map((one) => sampleOf(deps, one.subscriberId, opened, digest)))).flat(),
    chosen: reader === undefined ? null : await chosenSample(deps, reader, opened, digest),
  };
}

/** All of a small audience; of a large one the first readers in each of equal stretches of ids. */
async function* audienceParts(
  { stores }: Needs<never, 'digests'>,
  digest: Digest,
  { size, first, last }: { size: number; first: number; last: number },
): AsyncGenerator<AudienceMember[]> {
  if (size <= wholeUpTo) {
    for (let cursor = 0; ; ) {
      const members = await stores.digests.nextAudience({ ...digest, planCursor: cursor }, 200);
      const end = members.at(-1);
      if (end === undefined) return;
      yield members;
      cursor = end.id;
    }
  }
  const start = (place: number) => first + Math.floor(((last - first + 1) * place) / places);
  for (let turn = 0; turn < places; turn++) {
    const place = (turn * stride) % places;
    const from = { ...digest, planCursor: start(place) - 1 };
    const members = await stores.digests.nextAudience(from, atEach);
    // Those beyond belong to the next stretch, and would be counted twice.
    yield members.filter(({ id }) => id < start(place + 1));
  }
}

async function chosenFor(chooser: Chooser, members: AudienceMember[]) {
  const choices = await chooser.choose(members);
  return members.map((member, index) => ({ member, papers: choices[index]?.length ?? 0 }));
}

/** The first, the last, and those between at equal distances. */
function spread(readers: readonly Mailed[]): Mailed[] {
  const step = (readers.length - 1) / (shownReaders - 1);
  const places = Array.from({ length: shownReaders }, (_, index) => Math.round(index * step));
  return [...new Set(places)].flatMap((place) => readers[place] ?? []);
}

/** No mail when, since it was counted, the reader has left or an editor has hidden the papers. */
async function sampleOf(
  deps: Checking,
  subscriberId: number,
  chooser: Chooser,
  digest: Digest,
): Promise<Sample[]> {
  const subscriber = await deps.stores.subscribers.byId(subscriberId);
  if (subscriber?.status !== 'active') return [];
  const { asOf, words, carried } = digest;
  const letter = letterOf(digest);
  const input = { subscriberId, asOf, links: 'nobody' as const, letter, words, carried };
  const { mail, papers } = await previewDigest(deps, input, chooser);
  const interests = await interestNames(deps.stores, subscriber.interests, english);
  return mail === null ? [] : [{ subscriber, interests, papers, mail }];
}

async function chosenSample(
  deps: Checking,
  email: string,
  chooser: Chooser,
  digest: Digest,
): Promise<Sample> {
  const subscriber = await deps.stores.subscribers.byEmail(email.trim());
  const why =
    subscriber === null
      ? 'is not the address of a subscriber'
      : subscriber.status !== 'active'
        ? `is ${subscriber.status}, not active`
        : null;
  if (subscriber === null || why !== null) throw invalid([{ field: 'reader', message: why ?? '' }]);
  const [sample] = await sampleOf(deps, subscriber.id, chooser, digest);
  if (sample === undefined)
    throw invalid([{ field: 'reader', message: 'would get nothing: there is nothing new for them' }]);
  return sample;
}
