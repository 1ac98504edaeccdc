import { pick, type Random, seeded, shuffled } from './random.ts';
import { shared, type Theme } from './themes.ts';

/** What a reader tells the service about one theme. */
export type Stated =
  | { kind: 'paper'; paper: number }
  | { kind: 'query'; words: string }
  | { kind: 'author'; name: string };

export type BenchReader = {
  themes: readonly Theme[];
  /** One for each theme. */
  stated: readonly Stated[];
  /** Papers of the past that the reader has liked, those off every theme included. */
  liked: readonly number[];
  /** Papers of the future on a theme: what the reader would have picked. */
  relevant: ReadonlySet<number>;
};

/** By what they follow. */
export const readerKinds = [
  'papers alone',
  'words alone',
  'papers and words',
  'an author among others',
] as const;
export type ReaderKind = (typeof readerKinds)[number];

export function kindOf({ stated }: BenchReader): ReaderKind {
  const follows = (kind: Stated['kind']) => stated.some((one) => one.kind === kind);
  if (follows('author')) return 'an author among others';
  if (!follows('query')) return 'papers alone';
  return follows('paper') ? 'papers and words' : 'words alone';
}

/** How many papers of the first, second and third theme a reader has liked: one follows some things more closely. */
const likesOfTheme = [6, 3, 2];
const likesOffTheme = 2;

/**
 * Readers by these rules. Each follows two or three themes, one in five of them an author, that share less than a
 * tenth of their papers. Each has liked six past papers of the first, three of the second, two of the third (fewer
 * where there are fewer) and two of no theme of theirs, out of curiosity. Each theme is stated to the service: an
 * author by name; another theme, one time in two, by one of its liked papers, else by its name as keywords.
 */
export function makeReaders(input: {
  themes: readonly Theme[];
  from: number;
  count: number;
  seed: number;
}): BenchReader[] {
  const random = seeded(input.seed);
  const authors = input.themes.filter(({ kind }) => kind === 'author');
  const others = input.themes.filter(({ kind }) => kind !== 'author');
  const past = Array.from({ length: input.from }, (_, paper) => paper);
  return Array.from({ length: input.count }, () => {
    const wanted = random() < 0.5 ? 2 : 3;
    const followed: Theme[] = [];
    while (followed.length < wanted) {
      const theme = pick(random, authors.length > 0 && random() < 0.2 ? authors : others);
      if (followed.every((one) => shared(theme, one) < 0.1)) followed.push(theme);
    }
    const likedOf = followed.map((theme, at) => shuffled(random, theme.past).slice(0, likesOfTheme[at]));
    const stated = followed.map((theme, at) => state(random, theme, likedOf[at] ?? []));
    const onTheme = new Set(followed.flatMap((theme) => theme.papers));
    const stray = shuffled(
      random,
      past.filter((paper) => !onTheme.has(paper)),
    ).slice(0, likesOffTheme);
    return {
      themes: followed,
      stated,
      liked: [...new Set([...likedOf.flat(), ...stray])],
      relevant: new Set(followed.flatMap((theme) => theme.future)),
    };
  });
}

function state(random: Random, theme: Theme, liked: readonly number[]): Stated {
  if (theme.kind === 'author') return { kind: 'author', name: theme.name };
  if (random() < 0.5) return { kind: 'paper', paper: pick(random, liked) };
  return { kind: 'query', words: theme.name };
}
