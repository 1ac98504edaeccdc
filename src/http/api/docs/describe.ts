import type { FastifySchema } from 'fastify';
import type { ProblemCode } from '../../plugins/errors.ts';
import { problemAnswer } from './problem.ts';

/** The problems that follow from what an operation takes. */
function usualFailures({ params, querystring, headers, body, rawBody }: FastifySchema, token: boolean) {
  const takesBody = body !== undefined || rawBody !== undefined;
  const checks = takesBody || [params, querystring, headers].some((part) => part !== undefined);
  const codes: ProblemCode[] = ['internal'];
  if (checks) codes.push('invalid');
  if (token) codes.push('unauthenticated');
  if (params !== undefined) codes.push('not_found');
  if (takesBody) codes.push('too_large');
  return codes;
}

/**
 * A route's schema as the description of the API has it: with the problems that the route can answer with, whether it
 * needs a token, and the body that no schema checks.
 */
export function described(schema: FastifySchema, token: boolean): FastifySchema {
  const { failures = [], rawBody, ...rest } = schema;
  const answers: object = schema.response ?? {};
  const codes = new Set([...usualFailures(schema, token), ...failures]);
  const media = Object.entries(rawBody ?? {}).map(([type, shape]) => [type, { schema: shape }] as const);
  return {
    ...rest,
    ...(rawBody === undefined ? {} : { body: { content: Object.fromEntries(media) } }),
    security: token ? [{ token: [] }] : [],
    response: { ...answers, ...Object.fromEntries([...codes].map(problemAnswer)) },
  };
}
