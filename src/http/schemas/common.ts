import Type from 'typebox';
import { windows } from '../../domain/ranking/trending.ts';

/** One of a list's texts: a union that the domain keeps as a list. */
export const oneOf = <const T extends readonly string[]>(
  values: T,
  options: { description?: string; examples?: T[number][] } = {},
) => Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });

export const WindowSchema = oneOf(windows, {
  description: 'what gained most in this span',
  examples: ['week'],
});

const instantFormat = 'RFC 3339, for instance 2026-11-24T08:00:00Z';
export const InstantSchema = Type.String({ format: 'date-time', description: instantFormat });
/** An instant that is given, and what for. */
export const instantFor = (words: string) =>
  Type.String({ format: 'date-time', description: `${words}; ${instantFormat}` });
export const MaybeInstant = Type.Union([InstantSchema, Type.Null()]);
export const MaybeText = Type.Union([Type.String(), Type.Null()]);
export const MaybeInteger = Type.Union([Type.Integer(), Type.Null()]);

/** The greatest number that a row can have: an `integer` of PostgreSQL. */
const greatestId = 2_147_483_647;

export const IdParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: greatestId, description: 'its number', examples: [1] }),
});

/** A row's number, from which a list goes on. */
export const idCursor = (options: { minimum?: 0 | 1; description?: string; examples?: number[] } = {}) =>
  Type.Integer({ minimum: 1, maximum: greatestId, ...options });

/** What each cadence is, for people. */
export const cadenceWords = 'daily, weekly (on the weekday) or monthly (the 1st)';

/** What the weekday of a reader is, for people. */
export const weekdayWords = 'monday to sunday: of weekly digests; monday when absent';

/** What an import refused: of so many lines the first. */
export const refusedLines = {
  refused: Type.Integer({ description: 'how many lines were refused' }),
  errors: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() }), {
    description: 'the first thousand of them, by their numbers from 1',
  }),
};

/** `{items, …}`: the shape of every list. */
export const listOf = <T extends Type.TSchema>(items: T) => Type.Object({ items: Type.Array(items) });

/** The colours in which a mail is shown in a frame. */
export const SchemeSchema = Type.Enum(['light', 'dark']);
