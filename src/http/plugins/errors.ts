import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  DomainError,
  type ErrorCode,
  type FieldError,
  faultsInWords,
  mostFaults,
} from '../../domain/errors.ts';
import { cut } from '../../domain/lengths.ts';
import type { App } from '../options.ts';

/** The one table from codes to HTTP statuses. */
const statuses: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  timeout: 408,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
};

const titles: Record<ErrorCode | 'internal', string> = {
  invalid: 'The request is not right',
  unauthenticated: 'Who are you?',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Not possible now',
  gone: 'No longer valid',
  timeout: 'Not in time',
  too_large: 'Too large',
  too_many: 'Too many requests',
  unavailable: 'Not available now',
  internal: 'Something went wrong',
};

export type ProblemCode = ErrorCode | 'internal';

/** Every problem that there is, for the description of the API. */
export const problemKinds: readonly { code: ProblemCode; status: number; title: string }[] = (
  Object.keys(titles) as ProblemCode[]
).map((code) => ({ code, status: code === 'internal' ? 500 : statuses[code], title: titles[code] }));

/** An error as the outside sees it: nothing of what is inside. */
export type Problem = {
  status: number;
  code: ErrorCode | 'internal';
  title: string;
  detail: string;
  /** Twenty at most. */
  errors: readonly FieldError[];
  /** How many more there are. */
  more: number;
  retryAfter?: number;
};

/** The longest texts of an answer, which repeat what was sent: a few kB in all. */
const longestDetail = 2_000;
const longestMessage = 300;
const longestName = 100;

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${cut(text, most - 1)}…`;
}

function problem(code: ErrorCode | 'internal', detail: string, errors: readonly FieldError[] = []): Problem {
  const told = errors.slice(0, mostFaults);
  return {
    status: code === 'internal' ? 500 : statuses[code],
    code,
    title: titles[code],
    detail: shortened(detail, longestDetail),
    errors: told.map(({ field, message }) => ({
      field: shortened(field, longestName),
      message: shortened(message, longestMessage),
    })),
    more: errors.length - told.length,
  };
}

/** Turns anything that was thrown into what is told; what is not expected is masked. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DomainError) {
    const reported = problem(error.code, error.message, error.fields);
    return error.retryAfter === undefined ? reported : { ...reported, retryAfter: error.retryAfter };
  }
  const { validation, validationContext, statusCode, message, code } = (error ?? {}) as Partial<FastifyError>;
  if (validation !== undefined) {
    const fields = validation.map(({ instancePath, params, message: words, keyword }): FieldError => {
      const missing = typeof params['missingProperty'] === 'string' ? params['missingProperty'] : null;
      const extra = typeof params['additionalProperty'] === 'string' ? params['additionalProperty'] : null;
      const at = instancePath.replace(/^\//, '').replaceAll('/', '.');
      const field = [at, missing ?? extra].filter(Boolean).join('.') || (validationContext ?? 'body');
      if (missing !== null) return { field, message: 'is required' };
      if (extra !== null) return { field, message: 'is not known here' };
      const allowed =
        keyword === 'enum' || keyword === 'const'
          ? ` (${JSON.stringify(params['allowedValues'] ?? params['allowedValue'])})`
          : '';
      return { field, message: `${words ?? 'is wrong'}${allowed}` };
    });
    const known = fields.filter(({ message: words }) => !words.startsWith('must match a schema in anyOf'));
    const told = known.length > 0 ? known : fields;
    return problem('invalid', faultsInWords(told), told);
  }
  if (statusCode === 413) return problem('too_large', 'The body is larger than this address takes.');
  if (statusCode === 415)
    return problem('invalid', 'The body is of a type that this address does not take.', [
      { field: 'content-type', message: 'is not supported here' },
    ]);
  if (statusCode === 429)
    return { ...problem('too_many', 'Too many requests; please wait a moment.'), retryAfter: 60 };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      ...problem(
        'invalid',
        code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
          ? 'The body is not valid JSON.'
          : (message ?? 'The request is not right.'),
      ),
      status: statusCode,
    };
  }
  return problem('internal', 'This was not expected. It has been logged; please try again later.');
}

/** The answer to a request that is so wrong that it belongs to no route. */
export function answerUnroutable(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const { title, status, detail, code } = problem('invalid', 'The address is not well-formed.');
  void reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, code }));
}

/** Whether the caller is a program that reads problem details, not a person with a browser. */
function isApi(request: FastifyRequest): boolean {
  return request.url.startsWith('/api/') || request.url.startsWith('/webhooks/');
}

/**
 * Errors as RFC 9457 problem details for programs and as a page for people. Whatever was not expected is logged once,
 * here.
 */
export function registerErrors(
  app: App,
  renderPage: (request: FastifyRequest, problem: Problem) => string,
): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, told: Problem) => {
    if (told.retryAfter !== undefined) void reply.header('retry-after', String(told.retryAfter));
    // What is left of the body is not read, so nothing else can come over this connection.
    if (told.code === 'too_large') void reply.header('connection', 'close');
    if (told.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer realm="offprint"');
    void reply.code(told.status);
    if (isApi(request)) {
      const { title, status, detail, code, errors } = told;
      const body = {
        type: 'about:blank',
        title,
        status,
        detail,
        code,
        ...(errors.length > 0 ? { errors } : {}),
      };
      return reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
    }
    void reply.header('content-language', request.language.tag);
    return reply.type('text/html; charset=utf-8').send(renderPage(request, told));
  };
  app.setErrorHandler((error, request, reply) => {
    const told = toProblem(error);
    if (told.code === 'internal') {
      const { name, message, stack } =
        error instanceof Error ? error : { name: 'unknown', message: String(error), stack: '' };
      request.log.error(
        { route: request.routeOptions.url, error: name, reason: message, stack },
        'an unexpected error',
      );
    }
    return answer(request, reply, told);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method } = request;
    return answer(
      request,
      reply,
      problem(
        'not_found',
        method === 'GET' ? 'There is nothing at this address.' : `Nothing takes ${method} at this address.`,
      ),
    );
  });
}
