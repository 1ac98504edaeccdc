import Type from 'typebox';
import { mostInterests } from '../../../app/interests/read-interests.ts';
import { weights } from '../../../domain/papers/subject.ts';
import { oneOf } from '../../schemas/common.ts';

export const WeightSchema = oneOf(weights);

const weighed = (description: string, maxLength: number, maxItems: number) =>
  Type.Optional(
    Type.Array(
      Type.Union([
        Type.String({ maxLength }),
        Type.Object(
          { value: Type.String({ maxLength }), weight: WeightSchema },
          { additionalProperties: false },
        ),
      ]),
      { maxItems, description },
    ),
  );

/** What a subscriber wants to follow: values, or values with weights. */
export const interestFields = {
  topics: weighed('slugs', 100, mostInterests.topic),
  queries: weighed('words, "phrases", -word, OR, `author:`, `cat:`', 500, mostInterests.query),
  authors: weighed('names', 500, mostInterests.author),
  papers: weighed(
    'papers to find more like: numbers here, arXiv ids, or addresses',
    500,
    mostInterests.paper,
  ),
};
