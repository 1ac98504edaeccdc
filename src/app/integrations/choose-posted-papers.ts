import type { Window } from '../../domain/ranking/trending.ts';
import type { Needs } from '../deps.ts';
import type { Integration } from './integration-store.ts';

/** How far down a topic's list is looked: more than was posted there in a week. */
const depth = 150;

/**
 * The papers of today's post: what trends in the day, filled up from the week, best first, from each topic in turn, and
 * nothing that was posted there before.
 */
export async function choosePostedPapers(
  { stores, now }: Needs<'now', 'integrations' | 'papers'>,
  { id, topicIds, papers }: Pick<Integration, 'id' | 'topicIds' | 'papers'>,
): Promise<number[]> {
  const posted = new Set(await stores.integrations.postedPapers(id));
  const chosen = new Set<number>();
  for (const window of ['day', 'week'] satisfies Window[]) {
    const lists: number[][] = [];
    for (const topicId of topicIds.length === 0 ? [null] : topicIds) {
      const asked = { window, topicId, query: null, asker: null, now: now(), page: 1, limit: depth };
      const { items } = await stores.papers.trending(asked);
      lists.push(items.map((paper) => paper.id).filter((paperId) => !posted.has(paperId)));
    }
    for (let place = 0; place < depth; place++)
      for (const list of lists) {
        const paperId = list[place];
        if (paperId !== undefined) chosen.add(paperId);
        if (chosen.size === papers) return [...chosen];
      }
  }
  return [...chosen];
}
