import {
  type DigestPaper,
  type Evidence,
  type SubjectList,
  subjectList,
} from '../../src/domain/ranking/subject-list.ts';
import { cosine, type TextVector } from '../../src/domain/ranking/text-vector.ts';
import { pick, type Random, shuffled } from '../relevance/random.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const themes = 250;
const vocabulary = 60_000;
const termsOfPaper = 180;

/** As a hash spreads term numbers (text-vector.ts). */
function number(term: number): number {
  return Math.imul(term + 1, 0x9e3779b1) >>> 1;
}

/** Of 180 terms, as an abstract has them with its pairs of words: a third of a theme, the rest as Zipf has it. */
function madeVector(random: Random, theme: number): TextVector {
  const found = new Map<number, number>();
  while (found.size < termsOfPaper) {
    const ofTheme = random() < 1 / 3;
    const rank = Math.floor(ofTheme ? random() * 200 : vocabulary ** random());
    found.set(
      number(ofTheme ? vocabulary + theme * 200 + rank : rank),
      ofTheme ? 6 : 1 + Math.log(rank + 1) / 2,
    );
  }
  const entries = [...found].sort((a, b) => a[0] - b[0]);
  const length = Math.hypot(...entries.map(([, weight]) => weight));
  return {
    terms: Int32Array.from(entries, ([term]) => term),
    weights: Float32Array.from(entries, ([, weight]) => weight / length),
  };
}

/** Papers of the last fortnight, numbered from 0. */
export function madePapersWithVectors(random: Random, count: number): DigestPaper[] {
  return Array.from({ length: count }, (_, id) => {
    const freshAt = now - Math.floor(random() * 14 * day);
    const author = () => `author ${Math.floor(random() * count * 2)}`;
    return {
      id,
      freshAt,
      newAt: freshAt,
      leads: [author(), author()],
      vector: madeVector(random, id % themes),
    };
  });
}

/**
 * Lists of 200 topics of 400 papers, 200 papers' with the 100 most like them, 200 queries' of 100 and 100 authors' of
 * 5.
 */
export function madeLists(random: Random, papers: readonly DigestPaper[]): SubjectList[] {
  let subjectId = 0;
  const some = (kind: SubjectList['kind'], count: number): SubjectList => {
    const evidence = shuffled(random, papers)
      .slice(0, count)
      .map((paper): Evidence => ({ ...knownOf(random, paper), similarity: null }));
    return subjectList({ subjectId: ++subjectId, kind, vector: null }, evidence);
  };
  const alike = (kind: SubjectList['kind']): SubjectList => {
    const { vector } = pick(random, papers);
    const evidence = papers
      .map((paper): Evidence => ({ ...knownOf(random, paper), similarity: cosine(vector, paper.vector) }))
      .sort((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0))
      .slice(0, 100);
    return subjectList({ subjectId: ++subjectId, kind, vector }, evidence);
  };
  const times = (count: number, make: () => SubjectList) => Array.from({ length: count }, make);
  return [
    ...times(200, () => some('topic', 400)),
    ...times(200, () => alike('paper')),
    ...times(200, () => alike('query')),
    ...times(100, () => some('author', 5)),
  ];
}

function knownOf(random: Random, paper: DigestPaper): Evidence {
  const voted = random() < 0.6;
  return { paper, match: random(), similarity: null, trend: voted ? random() * 10 : null };
}
