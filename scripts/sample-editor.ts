import type { Deps } from '../src/app/deps.ts';
import { announce } from '../src/app/digests/letters/announce.ts';
import { setNextWords } from '../src/app/digests/letters/set-next-words.ts';
import {
  addCollection,
  changeCollected,
  collectPaper,
  publishCollection,
} from '../src/app/papers/collections/edit-collection.ts';
import { editPaper } from '../src/app/papers/edit-paper.ts';

const actor = 'admin 1';
const hour = 3_600_000;

/** What an editor does: a collection with notes, words for the next digests that carry it, a pin, a planned letter. */
export async function addSampleEditing(deps: Deps, now: Date): Promise<{ collection: string }> {
  const { items } = await deps.stores.papers.trending({
    window: 'month',
    topicId: null,
    query: null,
    asker: null,
    now,
    page: 1,
    limit: 4,
  });
  const { id, slug } = await addCollection(
    deps,
    {
      name: 'To begin with',
      slug: '',
      description: 'Four papers for whoever joins the reading group, in the order in which to read them.',
    },
    actor,
  );
  const notes = ['Read section 2 first.', '', 'The proof is in the appendix.', ''];
  for (const [index, paper] of items.entries()) {
    await collectPaper(deps, id, paper.id, actor);
    const note = notes[index] ?? '';
    if (note !== '') await changeCollected(deps, id, paper.id, { note }, actor);
  }
  await publishCollection(deps, id, true, actor);
  const [first] = items;
  if (first !== undefined)
    await editPaper(deps, first.id, { pinned: true, note: 'Our own, out today.' }, actor);
  await setNextWords(deps, {
    cadence: 'daily',
    collection: slug,
    collectionPlace: 'last',
    typed: [
      {
        language: 'en',
        subject: '',
        introduction:
          'The reading group meets **on Thursday at 16:00** in room 2.014; we read the first one below.',
      },
    ],
    actor,
  });
  await announce(deps, {
    origin: 'console',
    subject: 'The seminar has moved to room 2.014',
    body: 'Dear all,\n\nfrom this week on we meet in **room 2.014**, at the same time.',
    sendAt: new Date(now.getTime() + 8 * hour),
    sendZone: 'Europe/Berlin',
    actor,
  });
  return { collection: `/collections/${slug}` };
}
