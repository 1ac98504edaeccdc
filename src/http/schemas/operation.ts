import Type, { type Static, type TProperties, type TSchema } from 'typebox';
import type { ProblemCode } from '../plugins/errors.ts';
import { idCursor } from './common.ts';

declare module 'fastify' {
  // An operation of the API is described by its route's schema alone: words, shapes and examples.
  interface FastifySchema {
    /** The problems that it can answer with, beside those that follow from what it takes (a wrong body, no token). */
    failures?: readonly ProblemCode[];
    /** A body that is read as it comes and checked by no schema: JSON Schema with an example, by media type. */
    rawBody?: Readonly<Record<string, object>>;
  }
}

/** A body of these fields and of no others, each with its words, and an example. */
export const bodyOf = <T extends TProperties>(
  fields: T,
  example: Static<Type.TObject<T>>,
  options: { minProperties?: number } = {},
) => Type.Object(fields, { additionalProperties: false, ...options, examples: [example] });

/** What may stand in the query, and nothing else. Each has its words and an example. */
export const queryOf = <T extends TProperties>(parameters: T) =>
  Type.Object(parameters, { additionalProperties: false });

export const limitUpTo = (maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: 'how many at most', examples: [20] }));

export const afterId = Type.Optional(
  idCursor({
    minimum: 0,
    description: 'only those with a greater id: the last one of the page before',
    examples: [0],
  }),
);

/** What `before` means, whichever numbers a list has. */
export const beforeWords = 'only those with a smaller id: the last one of the page before';

/** An answer in JSON: what it means, its shape, and an example of it. */
export function answer<T extends TSchema>(description: string, schema: T, example: Static<T>) {
  return { description, content: { 'application/json': { schema, example } } };
}

/** An answer that is a file or a stream of text, which no schema writes. */
export function textAnswer(description: string, mediaType: string, example: string) {
  const schema = Type.Unsafe<unknown>({ type: 'string' });
  return { description, content: { [mediaType]: { schema, example } } };
}

/** 204. */
export const noContent = (description: string) => Type.Null({ description });

/** A file, as the body or in a form; its bytes are read as they come. */
export const fileBody = (mediaType: string, description: string, example: string) => ({
  [mediaType]: { type: 'string', description, examples: [example] },
  'multipart/form-data': {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' } },
    examples: [{ file: example }],
  },
});
