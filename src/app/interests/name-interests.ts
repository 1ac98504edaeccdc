import type { Language } from '../../domain/languages/language.ts';
import {
  type About,
  type Interest,
  type NamedSubject,
  type SubjectKind,
  subjectName,
  type Weight,
} from '../../domain/papers/subject.ts';
import type { Stores } from '../persistence.ts';
import { fieldOfKind, type InterestField } from './read-interests.ts';

/** What is followed with the words that people know it by, in the given order; what is gone is left out. */
export async function nameInterests<T extends About>(
  stores: Pick<Stores, 'papers' | 'topics'>,
  interests: readonly T[],
): Promise<(T & { named: NamedSubject })[]> {
  const paperIds = interests.flatMap((one) => (one.kind === 'paper' ? one.paperId : []));
  const [topics, papers] = await Promise.all([
    interests.some(({ kind }) => kind === 'topic') ? stores.topics.list() : [],
    paperIds.length > 0 ? stores.papers.byIds(paperIds) : [],
  ]);
  const topicById = new Map(topics.map((topic) => [topic.id, topic]));
  const paperById = new Map(papers.map((paper) => [paper.id, paper]));
  const name = (one: About): NamedSubject | null => {
    switch (one.kind) {
      case 'topic': {
        const topic = topicById.get(one.topicId);
        return topic === undefined ? null : { kind: 'topic', topic };
      }
      case 'query':
        return { kind: 'query', query: one.query };
      case 'author':
        return { kind: 'author', author: one.author };
      case 'paper': {
        const paper = paperById.get(one.paperId);
        return paper === undefined ? null : { kind: 'paper', paper: { id: paper.id, title: paper.title } };
      }
    }
  };
  return interests.flatMap((one) => {
    const named = name(one);
    return named === null ? [] : [{ ...one, named }];
  });
}

/** The names alone: "Robotics", "“sparse attention”", "Ada Lovelace". */
export async function interestNames(
  stores: Pick<Stores, 'papers' | 'topics'>,
  interests: readonly About[],
  language: Language,
): Promise<string[]> {
  return (await nameInterests(stores, interests)).map(({ named }) => subjectName(named, language));
}

type Values = Record<InterestField, { value: string; weight: Weight }[]>;

/** What is followed as one would type it: slugs, queries, names, papers' numbers. */
export function interestValues(interests: readonly Interest[], slugs: ReadonlyMap<number, string>): Values {
  const values: Values = { topics: [], queries: [], authors: [], papers: [] };
  for (const one of interests) {
    const value = typedValue(one, slugs);
    if (value !== undefined) values[fieldOfKind[one.kind]].push({ value, weight: one.weight });
  }
  return values;
}

/** One interest as one would type it; undefined for a topic that is gone. */
function typedValue(about: About, slugs: ReadonlyMap<number, string>): string | undefined {
  switch (about.kind) {
    case 'topic':
      return slugs.get(about.topicId);
    case 'query':
      return about.query;
    case 'author':
      return about.author;
    case 'paper':
      return String(about.paperId);
  }
}

/** All that is followed, one after the other, as one would type it. */
export function toldInterests(
  interests: readonly Interest[],
  slugs: ReadonlyMap<number, string>,
): { kind: SubjectKind; value: string; weight: Weight }[] {
  return interests.flatMap((one) => {
    const value = typedValue(one, slugs);
    return value === undefined ? [] : [{ kind: one.kind, value, weight: one.weight }];
  });
}
