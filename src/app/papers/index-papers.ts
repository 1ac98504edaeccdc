import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  emptyModel,
  heaviest,
  isOutgrown,
  rarityIn,
  sampleSize,
  textModel,
} from '../../domain/ranking/text-model.ts';
import { textVector, vectorLength, type WeightedTerms } from '../../domain/ranking/text-vector.ts';
import { countWords, vocabularySample, vocabularyText } from '../../domain/ranking/vocabulary.ts';
import type { Needs } from '../deps.ts';

/** Papers in one transaction: about a tenth of a second of work. */
const batch = 500;
/** Papers whose words wait beside the index until they are merged: searches read all that wait, a few megabytes. */
const mergedAtOnce = 2_000;
/**
 * Papers whose keys are written in one transaction. Keys are stored by term: the more papers at once, the more of them
 * fall on one page, and the more memory they take meanwhile.
 */
const keyBatch = 2_000;
/** Papers whose words are counted, or whose keys are chosen, in one turn of the event loop: some milliseconds. */
const papersATurn = 20;
/** Terms by which a paper is found. */
export const keysOfPaper = 48;

/**
 * Makes papers findable, by words and by what they are about: makes the words of those that an earlier version of the
 * code made, or that came by another way than an import; then chooses the keys of those that are new or were changed.
 * When the collection has doubled since terms were last counted, they are counted again and the keys of all papers are
 * chosen again. So each paper is visited a few times in all, however large the collection grows. Works in short
 * transactions, until no paper is left or `signal` is aborted; what is left is done the next time. One process at a
 * time. Resolves with the number of papers whose keys were chosen.
 */
export async function indexPapers(
  deps: Needs<'alone' | 'atomically', 'keys' | 'papers'>,
  signal?: AbortSignal,
): Promise<number> {
  return await deps.alone('keys', async () => {
    await addSearchWords(deps, signal);
    await addTerms(deps, signal);
    await countTerms(deps);
    // Side by side, since the one is work for this process and the other for the database.
    const counting = countAllWords(deps, signal);
    counting.catch(() => undefined);
    try {
      // Two at once: while the database writes the keys of some papers, those of others are chosen.
      const chosen = await Promise.all([chooseKeys(deps, signal), chooseKeys(deps, signal)]);
      return chosen[0] + chosen[1];
    } finally {
      await counting;
    }
  });
}

async function addSearchWords(
  { stores, atomically }: Needs<'atomically', 'keys' | 'papers'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let unmerged = 0;
  while (signal?.aborted !== true) {
    const made = await atomically(({ keys }) => keys.addSearchWords(batch));
    unmerged += made;
    if (unmerged > 0 && (made === 0 || unmerged >= mergedAtOnce)) {
      await stores.papers.mergeWords();
      unmerged = 0;
    }
    if (made === 0) break;
  }
}

/** Asked for once: which papers have none is told by a look at all of them. */
async function addTerms(
  { stores: { keys } }: Needs<never, 'keys'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const lacking = await keys.lackingTerms();
  if (lacking === null) return;
  for (let { last } = lacking; signal?.aborted !== true && last >= lacking.first; last -= batch)
    await keys.addTerms({ first: Math.max(lacking.first, last - batch + 1), last });
}

async function chooseKeys(
  deps: Needs<'atomically', 'keys'>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { number = 0, model = emptyModel } = (await deps.stores.keys.model()) ?? {};
  const rarity = rarityIn(model);
  let done = 0;
  while (signal?.aborted !== true) {
    const chosen = await deps.atomically(async ({ keys: store }) => {
      const keyed: { paperId: number; keys: WeightedTerms; length: number }[] = [];
      for (const [at, { paperId, terms }] of (await store.takeUnkeyed(number, keyBatch)).entries()) {
        if (at % papersATurn === 0) await nextTurn();
        const keys = heaviest(textVector(terms, rarity), keysOfPaper);
        keyed.push({ paperId, keys, length: vectorLength(terms, rarity) });
      }
      if (keyed.length > 0) await store.keepKeys(number, keyed);
      return keyed.length;
    });
    if (chosen === 0) break;
    done += chosen;
  }
  return done;
}

async function countTerms({ stores, atomically }: Needs<'atomically', 'keys'>): Promise<void> {
  const collection = await stores.keys.collection();
  if (!isOutgrown((await stores.keys.model())?.collection ?? 0, collection)) return;
  const model = textModel(await stores.keys.newestTerms(sampleSize));
  await atomically(({ keys }) => keys.keepModel(model, collection));
}

/** Counts the words of the newest papers again when the collection has doubled, for slips of the pen. */
async function countAllWords(
  { stores: { keys } }: Needs<never, 'keys'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const collection = await keys.collection();
  if (!isOutgrown(await keys.vocabularyOf(), collection)) return;
  const counts = new Map<string, number>();
  let papers = 0;
  for (let before = 2 ** 31 - 1; papers < vocabularySample; ) {
    if (signal?.aborted === true) return;
    const texts = await keys.newestTexts(before, batch);
    for (const [at, text] of texts.entries()) {
      if (at % papersATurn === 0) await nextTurn();
      countWords(counts, text);
    }
    papers += texts.length;
    const last = texts.at(-1);
    if (last === undefined) break;
    before = last.id;
  }
  await keys.keepVocabulary(vocabularyText(counts, papers), collection);
}
