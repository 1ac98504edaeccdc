import type { Needs } from '../../deps.ts';
import type { Digest, NewDigest } from '../digest-store.ts';
import { openDigestChooser } from './choose-papers.ts';
import { stateOf } from './plan-digest.ts';

const chunk = 1_000;

/** Goes through the audience as planning would, and only counts. */
export async function countAudience(
  deps: Needs<never, 'candidates' | 'digests' | 'papers' | 'subjects' | 'trends'>,
  draft: Omit<NewDigest, 'idempotencyKey' | 'requestHash'>,
): Promise<{ audience: number; queued: number; skipped: number; suppressed: number }> {
  const counts = { audience: 0, queued: 0, skipped: 0, suppressed: 0 };
  const digest = unstoredDigest(draft);
  const chooser = openDigestChooser(deps.stores, digest);
  for (;;) {
    const members = await deps.stores.digests.nextAudience(digest, chunk);
    const last = members.at(-1);
    if (last === undefined) return counts;
    const choices = await chooser.choose(members);
    for (const [index, member] of members.entries()) {
      counts[stateOf(digest, member, choices[index]?.length ?? 0)]++;
      counts.audience++;
    }
    digest.planCursor = last.id;
  }
}

/** A digest that is not stored: for counting and for previews. */
export function unstoredDigest(draft: Omit<NewDigest, 'idempotencyKey' | 'requestHash'>): Digest {
  return {
    tagIds: [],
    language: null,
    body: null,
    subject: null,
    words: null,
    carried: null,
    nextWordsId: null,
    sendAt: null,
    sendZone: null,
    sendOn: null,
    ...draft,
    // One that is planned for later is looked at as if it were sent now.
    asOf: draft.asOf.getTime() === draft.sendAt?.getTime() ? draft.createdAt : draft.asOf,
    id: 0,
    status: 'planning',
    planCursor: 0,
    plannedAt: null,
    finishedAt: null,
    problem: null,
    tidiedAt: null,
  };
}
