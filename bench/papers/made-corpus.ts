import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { type Random, seeded } from '../relevance/random.ts';

// Papers whose terms are spread as those of real ones: a few words that all share, words of a field, words and phrases
// of a theme within it, and words that hardly anybody else uses.

const fields = 60;
const themesOfField = 40;
const syllables = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bri cla dro fle gra'.split(
  ' ',
);
const commonWords = 6_000;
const fieldWords = 900;
const themeWords = 40;
const themePhrases = 25;
const rareWords = 400_000;

type Theme = { field: number; words: number[]; phrases: [number, number][]; authors: string[] };

/** The same made-up word for the same number; it ends in a vowel and is no English stop word. */
function word(number: number): string {
  let text = 'y';
  for (let rest = number + 25; rest > 0; rest = Math.floor(rest / 25)) text += syllables[rest % 25];
  return text;
}

/** One of `count`, the n-th in proportion to 1 / (n + `shift`): Zipf's law as Mandelbrot has it. */
function zipf(draw: Random, count: number, shift = 1): number {
  return Math.min(count - 1, Math.floor(shift * (((count + shift) / shift) ** draw() - 1)));
}

const common = (draw: Random) => zipf(draw, commonWords, 40);
const ofField = (draw: Random, field: number) =>
  commonWords + field * fieldWords + zipf(draw, fieldWords, 10);
const rare = (draw: Random) => commonWords + fields * fieldWords + Math.floor(draw() * rareWords);

function makeThemes(draw: Random): Theme[] {
  return Array.from({ length: fields * themesOfField }, (_, number) => {
    const field = number % fields;
    const any = () => (draw() < 0.3 ? common(draw) : ofField(draw, field));
    return {
      field,
      words: Array.from({ length: themeWords }, () => (draw() < 0.25 ? rare(draw) : ofField(draw, field))),
      phrases: Array.from({ length: themePhrases }, (): [number, number] => [any(), any()]),
      authors: Array.from({ length: 150 }, () => `${word(rare(draw) % 4_000)} ${word(rare(draw) % 30_000)}`),
    };
  });
}

/** So many words in phrases of one to three, with what divides phrases between them. */
function text(draw: Random, { field, words, phrases }: Theme, length: number): string {
  const said: string[] = [];
  while (said.length < length) {
    const kind = draw();
    if (kind < 0.15) {
      said.push(...(phrases[zipf(draw, phrases.length)] ?? []).map(word));
    } else {
      for (let more = 1 + Math.floor(draw() * 3); more > 0; more--) {
        const which = draw();
        if (which < 0.62) said.push(word(common(draw)));
        else if (which < 0.83) said.push(word(ofField(draw, field)));
        else if (which < 0.95) said.push(word(words[zipf(draw, words.length)] ?? 0));
        else said.push(word(rare(draw)));
      }
    }
    said.push(draw() < 0.8 ? 'of the' : 'in.');
  }
  return said.join(' ');
}

/** Made-up papers, the same for the same seed; ids from `from` on. */
export function* madeCorpus(count: number, from: number, now: Date): Generator<IncomingPaper> {
  const themes = makeThemes(seeded(1));
  const draw = seeded(from + 2);
  for (let number = from; number < from + count; number++) {
    const theme = themes[zipf(draw, themes.length, 100)];
    if (theme === undefined) throw new Error('there are no themes');
    const title = text(draw, theme, 8);
    const abstract = `${text(draw, theme, 130)} ${draw() < 0.4 ? text(draw, themes[zipf(draw, themes.length, 100)] ?? theme, 40) : ''}`;
    yield {
      arxivId: `${2000 + Math.floor(number / 100_000)}.${String(number % 100_000).padStart(5, '0')}`,
      version: 1,
      doi: null,
      title,
      abstract,
      authors: Array.from({ length: 4 }, () => theme.authors[zipf(draw, theme.authors.length)] ?? ''),
      categories: [`made.${theme.field}`, `made.${Math.floor(draw() * fields)}`],
      primaryCategory: `made.${theme.field}`,
      publishedAt: new Date(now.getTime() - (number % 10_000) * 3_600_000),
      updatedAt: null,
      url: null,
      comment: null,
      journalRef: null,
      links: [],
      thumbnailUrl: null,
      summary: null,
      featuredAt: null,
      withdrawn: false,
      signal: null,
    };
  }
}
