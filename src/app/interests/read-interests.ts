import { parseArxivId } from '../../domain/papers/arxiv-id.ts';
import { readAuthor } from '../../domain/papers/author-name.ts';
import { readQuery } from '../../domain/papers/search-query.ts';
import {
  type About,
  type Interest,
  keyOf,
  type SubjectKind,
  type Weight,
  weights,
} from '../../domain/papers/subject.ts';
import type { Stores } from '../persistence.ts';

/**
 * What somebody wants to follow, as it was typed; without a weight it is `normal`. `field` is what an error is told of
 * where it was typed in a field of its own.
 */
export type RawInterest = string | { value: string; weight?: string | undefined; field?: string | undefined };

/** By kind: slugs of topics; keyword queries; names; papers by number, arXiv id or address. */
export type RawInterests = {
  topics?: readonly RawInterest[] | undefined;
  queries?: readonly RawInterest[] | undefined;
  authors?: readonly RawInterest[] | undefined;
  papers?: readonly RawInterest[] | undefined;
};
export type InterestField = keyof RawInterests;

export const fieldOfKind: Record<SubjectKind, InterestField> = {
  topic: 'topics',
  query: 'queries',
  author: 'authors',
  paper: 'papers',
};

/** More than anybody reads, and few enough that planning stays cheap. */
export const mostInterests: Record<SubjectKind, number> = { topic: 200, query: 20, author: 50, paper: 50 };
const plural: Record<SubjectKind, string> = {
  topic: 'topics',
  query: 'searches',
  author: 'authors',
  paper: 'papers',
};

/** Where topics and papers are looked up. */
export type InterestLookups = {
  topics: Pick<Stores['topics'], 'bySlugs'>;
  papers: Pick<Stores['papers'], 'byId' | 'byArxivId'>;
};

type Wrong = (field: string, message: string) => void;
type Typed = { value: string; weight: Weight; field: string };

/** What is to be followed, each thing once; `wrong` is told of every value that is not right, by its field. */
export async function readInterests(
  stores: InterestLookups,
  raw: RawInterests,
  wrong: Wrong,
): Promise<Interest[]> {
  const found = new Map<string, Interest>();
  const add = (about: About, weight: Weight) => {
    if (!found.has(keyOf(about))) found.set(keyOf(about), { ...about, weight });
  };
  const topics = typedIn(raw, 'topic', wrong);
  const queries = typedIn(raw, 'query', wrong);
  const authors = typedIn(raw, 'author', wrong);
  const papers = typedIn(raw, 'paper', wrong);

  const topicIds = await findTopics(stores, topics, wrong);
  for (const { value, weight } of topics) {
    const topicId = topicIds(value);
    if (topicId !== undefined) add({ kind: 'topic', topicId }, weight);
  }
  for (const { value, weight, field } of queries) {
    const read = readQuery(value);
    if (read.ok) add({ kind: 'query', query: read.query }, weight);
    else wrong(field, read.message);
  }
  for (const { value, weight, field } of authors) {
    const read = readAuthor(value);
    if (read.ok) add({ kind: 'author', author: read.author }, weight);
    else wrong(field, read.message);
  }
  for (const { value, weight, field } of papers) {
    const paperId = await findPaper(stores, value);
    if (paperId !== null) add({ kind: 'paper', paperId }, weight);
    else
      wrong(field, `there is no paper "${value.slice(0, 60)}" here; give an arXiv id or a paper's address`);
  }
  return [...found.values()];
}

/** What was typed in a field, without what is empty. */
function typedIn(raw: RawInterests, kind: SubjectKind, wrong: Wrong): Typed[] {
  const field = fieldOfKind[kind];
  const typed = (raw[field] ?? []).flatMap((one): Typed[] => {
    const {
      value,
      weight: given = 'normal',
      field: own = field,
    } = typeof one === 'string' ? { value: one } : one;
    const weight = weights.find((known) => known === given);
    if (weight === undefined) wrong('weight', `must be one of ${weights.join(', ')}`);
    return value.trim() === '' ? [] : [{ value: value.trim(), weight: weight ?? 'normal', field: own }];
  });
  const limit = mostInterests[kind];
  if (typed.length > limit) wrong(field, `at most ${limit} ${plural[kind]} can be followed`);
  return typed.slice(0, limit);
}

async function findTopics(
  { topics }: Pick<InterestLookups, 'topics'>,
  typed: readonly Typed[],
  wrong: Wrong,
): Promise<(slug: string) => number | undefined> {
  if (typed.length === 0) return () => undefined;
  const slugs = [...new Set(typed.map(({ value }) => value))];
  const known = new Map((await topics.bySlugs(slugs)).map(({ slug, id }) => [slug.toLowerCase(), id]));
  const unknown = slugs.filter((slug) => !known.has(slug.toLowerCase()));
  if (unknown.length > 0) {
    wrong(
      'topics',
      `there is no topic ${unknown.map((slug) => `"${slug.slice(0, 60)}"`).join(', ')}; /topics lists them all`,
    );
  }
  return (slug) => known.get(slug.toLowerCase());
}

/** By our own number or address, or by arXiv's id or address. */
async function findPaper({ papers }: Pick<InterestLookups, 'papers'>, typed: string): Promise<number | null> {
  const number = /^(?:.*\/papers\/)?(\d{1,9})$/.exec(typed)?.[1];
  const arxivId = number === undefined ? (parseArxivId(typed)?.id ?? null) : null;
  const paper =
    number !== undefined
      ? await papers.byId(Number(number))
      : arxivId === null
        ? null
        : await papers.byArxivId(arxivId);
  return paper === null || paper.hidden ? null : paper.id;
}
