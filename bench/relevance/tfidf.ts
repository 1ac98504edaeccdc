import type { TextVector } from '../../src/domain/ranking/text-vector.ts';
import { emptyWords } from './words.ts';

const mostTerms = 20_000;
const leastUses = 5;
const mostShare = 0.1;

/**
 * TF-IDF as arxiv-sanity-lite makes it with scikit-learn's TfidfVectorizer: words and pairs of neighbours of title,
 * abstract and authors without stop words, the 20,000 most used of those in five papers at least and a tenth of all
 * at most, sublinear counts, smoothed idf, length 1.
 */
export type Vectorizer = { size: number; vector(text: string): TextVector };

function grams(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  const words = (plain.match(/\b[a-z_][a-z0-9_]+\b/g) ?? []).filter((word) => !emptyWords.has(word));
  return [...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)];
}

export function fitTfidf(texts: readonly string[]): Vectorizer {
  const uses = new Map<string, { papers: number; times: number }>();
  for (const text of texts) {
    const counts = countOf(grams(text));
    for (const [term, times] of counts) {
      const use = uses.get(term) ?? { papers: 0, times: 0 };
      uses.set(term, use);
      use.papers++;
      use.times += times;
    }
  }
  const kept = [...uses]
    .filter(([, { papers }]) => papers >= leastUses && papers <= texts.length * mostShare)
    .sort((a, b) => b[1].times - a[1].times || a[0].localeCompare(b[0]))
    .slice(0, mostTerms);
  const numbers = new Map(kept.map(([term], at) => [term, at]));
  const idf = kept.map(([, { papers }]) => Math.log((1 + texts.length) / (1 + papers)) + 1);
  return {
    size: kept.length,
    vector(text) {
      const entries: [number, number][] = [];
      for (const [term, times] of countOf(grams(text))) {
        const number = numbers.get(term);
        if (number !== undefined) entries.push([number, (1 + Math.log(times)) * (idf[number] ?? 0)]);
      }
      entries.sort((a, b) => a[0] - b[0]);
      const length = Math.hypot(...entries.map(([, weight]) => weight)) || 1;
      return {
        terms: Int32Array.from(entries, ([number]) => number),
        weights: Float32Array.from(entries, ([, weight]) => weight / length),
      };
    },
  };
}

function countOf(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
