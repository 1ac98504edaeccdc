import Type, { type Static } from 'typebox';
import { type ProblemCode, problemKinds } from '../../plugins/errors.ts';

/** RFC 9457. */
const ProblemSchema = Type.Object({
  type: Type.String({ description: 'always about:blank: `code` tells problems apart' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'what is wrong, in words for a person' }),
  code: Type.String({ enum: problemKinds.map(({ code }) => code) }),
  errors: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
      description: 'each wrong field, by its name in the request',
    }),
  ),
});

const details: Record<ProblemCode, string> = {
  invalid: 'hour: must be a whole number from 0 to 23',
  unauthenticated: 'Send a valid API token as "Authorization: Bearer TOKEN".',
  forbidden: 'This token may not do that.',
  not_found: 'There is no digest 99.',
  conflict: 'Digest 1 is finished.',
  gone: 'This link was used before.',
  timeout: 'The request did not come in time. Please send it again.',
  too_large: 'The body is larger than this address takes.',
  too_many: 'Too many requests; please wait a moment.',
  unavailable: 'The database cannot be reached.',
  internal: 'This was not expected. It has been logged; please try again later.',
};

type Kind = (typeof problemKinds)[number];

function exampleOf({ code, status, title }: Kind): Static<typeof ProblemSchema> {
  const detail = details[code];
  const errors = { errors: [{ field: 'hour', message: 'must be a whole number from 0 to 23' }] };
  return { type: 'about:blank', title, status, detail, code, ...(code === 'invalid' ? errors : {}) };
}

/** An error as an answer of an operation, with its status. */
export function problemAnswer(wanted: ProblemCode) {
  const kind = problemKinds.find(({ code }) => code === wanted);
  if (kind === undefined) throw new Error(`there is no problem ${wanted}`);
  const answer = {
    description: `${kind.title} (\`${kind.code}\`)`,
    content: { 'application/problem+json': { schema: ProblemSchema, example: exampleOf(kind) } },
  };
  return [kind.status, answer] as const;
}
