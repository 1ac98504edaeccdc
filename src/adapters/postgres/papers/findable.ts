import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PaperText } from '../../../domain/ranking/terms.ts';
import { storedTerms } from './paper-terms.ts';
import { searchVectors } from './search-vector.ts';

/** How long texts are taken apart in one turn of the event loop, in milliseconds. */
const turnMs = 10;

type Found = ReturnType<typeof storedTerms> & ReturnType<typeof searchVectors>;

/** What papers are found by, made while the database does something else; once disposed of, nothing more is made. */
export type Findable = Disposable & {
  /** Reads texts that are asked for next, in the place of those that it was still to read. */
  prepare(texts: readonly PaperText[]): void;
  /** What the text of each item is found by. Nothing is read ahead meanwhile, nor after it, until told again. */
  of<T>(items: readonly T[], textOf: (item: T) => PaperText): Promise<[T, Found][]>;
};

export function createFindable(): Findable {
  const prepared = new Map<string, { text: PaperText; found: Found }>();
  let wanted: PaperText[] = [];
  let isReading = false;

  async function read() {
    isReading = true;
    try {
      for (const turn = createTurn(); wanted.length > 0; ) {
        await turn();
        const text = wanted.shift();
        if (text !== undefined) prepared.set(text.title, { text, found: foundBy(text) });
      }
    } finally {
      isReading = false;
    }
  }

  return {
    prepare(texts) {
      wanted = texts.filter(({ title }) => !prepared.has(title));
      // What cannot be read fails where it is asked for.
      if (!isReading) read().catch(() => undefined);
    },
    async of(items, textOf) {
      // The same text would be read twice; who asks tells what comes next.
      wanted = [];
      const found: [(typeof items)[number], Found][] = [];
      const turn = createTurn();
      for (const item of items) {
        const text = textOf(item);
        const known = prepared.get(text.title);
        prepared.delete(text.title);
        if (known !== undefined && isSame(known.text, text)) {
          found.push([item, known.found]);
          continue;
        }
        await turn();
        found.push([item, foundBy(text)]);
      }
      return found;
    },
    [Symbol.dispose]() {
      wanted = [];
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

/** Waits for a turn of the event loop whenever the work since the last one took its time. */
function createTurn(): () => Promise<void> {
  let until = 0;
  return async () => {
    if (performance.now() < until) return;
    await nextTurn();
    until = performance.now() + turnMs;
  };
}
