import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PaperText } from '../../../domain/ranking/terms.ts';
import { storedTerms } from './paper-terms.ts';
import { searchVectors } from './search-vector.ts';

/** How long texts are taken apart in one turn of the event loop, in milliseconds. */
const turnMs = 10;

type Found = ReturnType<typeof storedTerms> & ReturnType<typeof searchVectors>;

/** What papers are found by, made while the database does something else. */
export type Findable = {
  /** Begins to read texts that are asked for next. */
  prepare(texts: readonly PaperText[]): void;
  /** What the text of each item is found by. */
  of<T>(items: readonly T[], textOf: (item: T) => PaperText): Promise<[T, Found][]>;
};

export function createFindable(): Findable {
  type Prepared = Map<string, { text: PaperText; found: Found }>;
  let preparing: Promise<Prepared> = Promise.resolve<Prepared>(new Map());

  return {
    prepare(texts) {
      preparing = inTurns(texts, (text) => ({ text, found: foundBy(text) })).then(
        (made) => new Map(made.map((one) => [one.text.title, one])),
      );
      preparing.catch(() => undefined);
    },
    async of(items, textOf) {
      const prepared = await preparing;
      return await inTurns(items, (item) => {
        const text = textOf(item);
        const known = prepared.get(text.title);
        return [item, known !== undefined && isSame(known.text, text) ? known.found : foundBy(text)];
      });
    },
  };
}

function foundBy(text: PaperText): Found {
  return { ...storedTerms(text), ...searchVectors(text) };
}

/** A paper that was told of before may have another text than the one that is told of now. */
function isSame(a: PaperText, b: PaperText): boolean {
  const isSameList = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((value, at) => value === other[at]);
  return (
    a.title === b.title &&
    a.abstract === b.abstract &&
    isSameList(a.authors, b.authors) &&
    isSameList(a.categories, b.categories)
  );
}

/** `make` of each, with turns for everything else in between. */
async function inTurns<T, R>(items: readonly T[], make: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  let until = 0;
  for (const item of items) {
    if (performance.now() >= until) {
      await nextTurn();
      until = performance.now() + turnMs;
    }
    made.push(make(item));
  }
  return made;
}
