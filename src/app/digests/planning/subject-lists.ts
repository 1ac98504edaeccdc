import { allFields, type NamedSubject } from '../../../domain/papers/subject.ts';
import type { Trend } from '../../../domain/papers/trend.ts';
import { leadingAuthors } from '../../../domain/ranking/leading-authors.ts';
import {
  type DigestPaper,
  type Evidence,
  type SubjectList,
  subjectList,
} from '../../../domain/ranking/subject-list.ts';
import {
  cosine,
  paperTerms,
  type TextVector,
  themeRarity,
  themeVector,
  type WeightedTerms,
} from '../../../domain/ranking/text-vector.ts';
import { cadenceWindow } from '../../../domain/ranking/trending.ts';
import { type Cadence, lookbackDays, newsDays } from '../../../domain/time/cadence.ts';
import { dayMs } from '../../../domain/time/units.ts';
import { trendsAt } from '../../papers/refresh-trends.ts';
import type { Stores } from '../../persistence.ts';
import { keepRecent } from '../../recent.ts';
import { once } from '../../single-flight.ts';
import type { Candidate, NewsPaper, ScoredWindow } from './candidate-store.ts';

/** What the papers for readers are chosen from, as of one instant. Read once for a digest. */
export type SubjectLists = {
  /** The lists of subjects in the window of a cadence; those of topics and of all fields are always among them. */
  of(cadence: Cadence, subjectIds: Iterable<number>): Promise<ReadonlyMap<number, SubjectList>>;
  /** The text vectors of papers that readers voted on; those that are not known are left out. */
  vectorsOf(paperIds: Iterable<number>): Promise<ReadonlyMap<number, TextVector>>;
  /** Papers that the editor pinned, whenever they were news; those that readers may not see are left out. */
  pinned(paperIds: readonly number[]): Promise<DigestPaper[]>;
  /** How a paper does beside its field; null for one that is no news. */
  trendOf(paperId: number): Promise<Trend | null>;
  /** The trending score in the window of a cadence. */
  scoreOf(cadence: Cadence, paperId: number): Promise<number>;
};

/** Lists of queries, authors and papers that are kept: a few hundred papers each at most. */
const keptLists = 1_000;
/** Papers like one, at most. */
const mostAlike = 200;
/** Papers less alike than this have no more in common than any two. */
const leastAlike = 0.05;

/** The papers that are news, with what they are about among all of them. */
type News = { papers: ReadonlyMap<number, DigestPaper>; vectorOf(terms: WeightedTerms): TextVector };

/**
 * Makes the list of each subject once: those of topics, which everybody shares, together when a cadence is first asked
 * for; the others as they come up, and the least used are forgotten. Scores are made for this instant, by what was said
 * until then: pages use stored ones of the same making, but a digest as of an instant is always the same.
 */
export function openSubjectLists(
  { candidates: store, trends, subjects }: Pick<Stores, 'candidates' | 'subjects' | 'trends'>,
  asOf: Date,
  { most = keptLists }: { most?: number } = {},
): SubjectLists {
  const current = once(() => trendsAt(trends, asOf));
  const news = once(async () => {
    const oldest = asOf.getTime() - newsDays * dayMs;
    const papers = await store.newsPapers([...(await current()).keys()], asOf);
    return toNews(papers.filter(({ publishedAt }) => publishedAt > oldest));
  });
  const whens = new Map<Cadence, Promise<ScoredWindow>>();
  const topics = new Map<Cadence, Promise<Map<number, SubjectList>>>();
  const others = keepRecent<string, SubjectList>(most);

  function whenOf(cadence: Cadence): Promise<ScoredWindow> {
    const known = whens.get(cadence) ?? makeWhen(cadence);
    whens.set(cadence, known);
    return known;
  }
  async function makeWhen(cadence: Cadence): Promise<ScoredWindow> {
    const window = cadenceWindow[cadence];
    const scores = new Map([...(await current())].map(([paperId, { scores: by }]) => [paperId, by[window]]));
    return { cadence, asOf, scores };
  }

  async function ofTopics(cadence: Cadence): Promise<Map<number, SubjectList>> {
    const lists = await store.candidatesOfTopics(await whenOf(cadence));
    const { papers } = await news();
    return new Map(
      [...lists].map(([subjectId, candidates]) => [
        subjectId,
        subjectList({ subjectId, kind: 'topic', vector: null }, evidence(papers, candidates)),
      ]),
    );
  }

  async function of(cadence: Cadence, subjectIds: Iterable<number>) {
    const shared = topics.get(cadence) ?? ofTopics(cadence);
    topics.set(cadence, shared);
    const found = new Map(await shared);
    const missing = new Set<number>();
    for (const id of subjectIds) {
      if (found.has(id)) continue;
      const known = others.peek(`${cadence} ${id}`);
      if (known === undefined) missing.add(id);
      else found.set(id, known);
    }
    const names = missing.size === 0 ? new Map<number, NamedSubject>() : await subjects.named([...missing]);
    const matching = await store.candidatesOfOthers([...missing], await whenOf(cadence));
    for (const [id, subject] of names) {
      const list = await ofSubject(id, subject, matching.get(id) ?? [], await whenOf(cadence));
      found.set(id, list);
      others.set(`${cadence} ${id}`, list);
    }
    return found;
  }

  async function ofSubject(
    subjectId: number,
    subject: NamedSubject,
    matching: readonly Candidate[],
    when: ScoredWindow,
  ): Promise<SubjectList> {
    const { papers, vectorOf } = await news();
    const { kind } = subject;
    switch (subject.kind) {
      case 'topic':
      case 'author':
        return subjectList({ subjectId, kind, vector: null }, evidence(papers, matching));
      case 'query': {
        const text = { title: subject.query, abstract: '', authors: [], categories: [] };
        const vector = vectorOf(paperTerms(text));
        return subjectList({ subjectId, kind, vector }, evidence(papers, matching, vector));
      }
      case 'paper': {
        const [terms] = (await store.termsOfPapers([subject.paper.id])).values();
        if (terms === undefined) return subjectList({ subjectId, kind, vector: null }, []);
        const vector = vectorOf(terms);
        return subjectList({ subjectId, kind, vector }, alike(papers, vector, subject.paper.id, when));
      }
    }
  }

  return {
    of,
    async vectorsOf(paperIds) {
      const { papers, vectorOf } = await news();
      const wanted = [...new Set(paperIds)];
      const found = new Map<number, TextVector>();
      for (const id of wanted) {
        const vector = papers.get(id)?.vector;
        if (vector !== undefined) found.set(id, vector);
      }
      const rest = wanted.filter((id) => !found.has(id));
      if (rest.length > 0)
        for (const [id, terms] of await store.termsOfPapers(rest)) found.set(id, vectorOf(terms));
      return found;
    },
    async pinned(paperIds) {
      const { papers, vectorOf } = await news();
      const rest = paperIds.filter((id) => !papers.has(id));
      const older = rest.length === 0 ? [] : await store.newsPapers(rest, asOf);
      return [
        ...paperIds.flatMap((id) => papers.get(id) ?? []),
        ...older.map((paper) => toDigestPaper(paper, vectorOf(paper.text))),
      ];
    },
    trendOf: async (paperId) => (await current()).get(paperId)?.trend ?? null,
    scoreOf: async (cadence, paperId) => (await whenOf(cadence)).scores.get(paperId) ?? 0,
  };
}

/** How rare a term is, is counted among what is news. */
function toNews(papers: readonly NewsPaper[]): News {
  const rarity = themeRarity(papers.map(({ text }) => text));
  const vectorOf = (terms: WeightedTerms) => themeVector(terms, rarity);
  return {
    papers: new Map(papers.map((paper) => [paper.id, toDigestPaper(paper, vectorOf(paper.text))])),
    vectorOf,
  };
}

function toDigestPaper({ id, freshAt, newAt, authors }: NewsPaper, vector: TextVector): DigestPaper {
  return { id, freshAt, newAt, vector, leads: leadingAuthors(authors) };
}

function evidence(
  papers: ReadonlyMap<number, DigestPaper>,
  candidates: readonly Candidate[],
  vector: TextVector | null = null,
): Evidence[] {
  return candidates.flatMap(({ paperId, strength, score }) => {
    const paper = papers.get(paperId);
    if (paper === undefined) return [];
    const similarity = vector === null ? null : cosine(vector, paper.vector);
    return [{ paper, match: strength, similarity, trend: score }];
  });
}

/** The papers of the cadence's look-back that are most like one, itself left out. */
function alike(
  papers: ReadonlyMap<number, DigestPaper>,
  vector: TextVector,
  itself: number,
  when: ScoredWindow,
): Evidence[] {
  const found: Evidence[] = [];
  const oldest = when.asOf.getTime() - lookbackDays(when.cadence) * dayMs;
  for (const paper of papers.values()) {
    if (paper.freshAt <= oldest) continue;
    const similarity = paper.id === itself ? 0 : cosine(vector, paper.vector);
    const trend = when.scores.get(paper.id) ?? null;
    if (similarity >= leastAlike) found.push({ paper, match: null, similarity, trend });
  }
  return found
    .sort((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0) || a.paper.id - b.paper.id)
    .slice(0, mostAlike);
}

/** For readers who follow nothing: everything is in their field. */
export const everything = [{ subjectId: allFields, weight: 'normal' as const }];
