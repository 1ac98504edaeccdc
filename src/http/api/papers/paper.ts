import Type, { type Static } from 'typebox';
import type { Paper } from '../../../domain/papers/paper.ts';
import { InstantSchema, MaybeInstant, MaybeInteger, MaybeText } from '../../schemas/common.ts';

const TrendSchema = Type.Object(
  {
    gainPerDay: Type.Union([Type.Integer(), Type.Null()], {
      description: 'upvotes gained in a day, up to the last visit to the source; null when not known',
    }),
    usualPerDay: Type.Union([Type.Number(), Type.Null()], {
      description:
        'what papers of its primary category with votes usually gain in a day at its age, in points (an upvote is one)',
    }),
    timesUsual: Type.Union([Type.Number(), Type.Null()], {
      description:
        'how many times the usual, or three points if that is less, it gained; sudden rises are damped',
    }),
  },
  { description: 'how it does beside its field at present' },
);

export const PaperSchema = Type.Object({
  id: Type.Integer(),
  arxivId: MaybeText,
  version: MaybeInteger,
  doi: MaybeText,
  title: Type.String(),
  abstract: Type.String(),
  authors: Type.Array(Type.String()),
  categories: Type.Array(Type.String()),
  primaryCategory: MaybeText,
  topics: Type.Array(Type.String(), { description: 'slugs' }),
  url: MaybeText,
  publishedAt: InstantSchema,
  updatedAt: MaybeInstant,
  upvotes: Type.Integer(),
  comments: Type.Integer(),
  stars: Type.Integer(),
  citations: Type.Union([Type.Integer(), Type.Null()], {
    description: 'as OpenAlex counts; null: not counted',
  }),
  trend: Type.Union([TrendSchema, Type.Null()]),
  links: Type.Array(Type.Object({ url: Type.String(), type: Type.String() })),
  thumbnailUrl: MaybeText,
  summary: MaybeText,
  comment: MaybeText,
  journalRef: MaybeText,
  note: MaybeText,
});
export type PaperJson = Static<typeof PaperSchema>;

export const paperExample: PaperJson = {
  id: 1,
  arxivId: '2611.01234',
  version: 1,
  doi: null,
  title: 'Robots that learn to walk on sand',
  abstract: 'We train a controller on soft ground and find that it walks on hard ground as well.',
  authors: ['Ada Lovelace', 'Grace Hopper'],
  categories: ['cs.RO', 'cs.LG'],
  primaryCategory: 'cs.RO',
  topics: ['cs.RO', 'robot-learning'],
  url: 'https://arxiv.org/abs/2611.01234',
  publishedAt: '2026-11-23T18:00:00.000Z',
  updatedAt: null,
  upvotes: 38,
  comments: 4,
  stars: 120,
  citations: 7,
  trend: { gainPerDay: 38, usualPerDay: 3.5, timesUsual: 10 },
  links: [{ url: 'https://github.com/example/sand', type: 'github' }],
  thumbnailUrl: null,
  summary: null,
  comment: '12 pages',
  journalRef: null,
  note: null,
};

export function paperJson(paper: Paper): PaperJson {
  const {
    publishedAt,
    updatedAt,
    topics,
    freshAt: _fresh,
    hidden: _hidden,
    pinnedAt: _pinned,
    ...fields
  } = paper;
  return {
    ...fields,
    publishedAt: publishedAt.toISOString(),
    updatedAt: updatedAt?.toISOString() ?? null,
    topics: topics.map(({ slug }) => slug),
  };
}
