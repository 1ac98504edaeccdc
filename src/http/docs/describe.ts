import { type ProblemCode, problemKinds } from '../plugins/errors.ts';
import { digestOperations } from './digest-operations.ts';
import { fieldWords, type MediaWords, type OperationWords, parameterWords } from './operation-words.ts';
import { publicOperations } from './public-operations.ts';
import { serviceOperations } from './service-operations.ts';
import { subscriberOperations } from './subscriber-operations.ts';

type Schema = Record<string, unknown>;
type Media = { schema?: Schema; example?: unknown };
export type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
};
export type Answer = { description: string; content?: Record<string, Media> };
/** One operation of the description (OpenAPI 3.1, 4.8.10). */
export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
};
export type Description = { paths: Record<string, Record<string, Operation>> };

const words: Readonly<Record<string, OperationWords>> = {
  ...publicOperations,
  ...subscriberOperations,
  ...digestOperations,
  ...serviceOperations,
};

/** The tags in the order in which people look for them. */
export const tags: readonly { name: string; description: string }[] = [
  { name: 'public', description: 'What anybody may ask: papers, topics, a subscription.' },
  { name: 'subscribers', description: 'Readers: find, add, change, erase, import and export them.' },
  { name: 'digests', description: 'Rounds of sending, and the deliveries in them.' },
  { name: 'schedule', description: 'Whether digests are sent by schedule.' },
  { name: 'suppressions', description: 'Addresses and domains that must not be mailed.' },
  { name: 'bounces', description: 'What came back, and complaints.' },
  { name: 'papers', description: 'The editor’s work, imports, and the sources.' },
  { name: 'service', description: 'Numbers, and who changed what.' },
  { name: 'webhooks', description: 'For mail providers, each authenticated as it does.' },
];

const details: Record<ProblemCode, string> = {
  invalid: 'hour: must be a whole number from 0 to 23',
  unauthenticated: 'Send a valid API token as "Authorization: Bearer TOKEN".',
  forbidden: 'This token may not do that.',
  not_found: 'There is no digest 99.',
  conflict: 'Digest 1 is finished.',
  gone: 'This link was used before.',
  too_large: 'The body is larger than this address takes.',
  too_many: 'Too many requests; please wait a moment.',
  unavailable: 'The database cannot be reached.',
  internal: 'This was not expected. It has been logged; please try again later.',
};

/** An error as it comes (RFC 9457). */
function exampleOf({ code, status, title }: (typeof problemKinds)[number]) {
  const detail = details[code];
  const errors = { errors: [{ field: 'hour', message: 'must be a whole number from 0 to 23' }] };
  return { type: 'about:blank', title, status, detail, code, ...(code === 'invalid' ? errors : {}) };
}

/** The statuses that an operation can fail with, beside those that its route names. */
function failuresOf({ security = [], parameters = [], requestBody }: Operation): number[] {
  const checks = parameters.length > 0 || requestBody !== undefined;
  return [
    ...(checks ? [400] : []),
    ...(security.length > 0 ? [401] : []),
    ...(parameters.some(({ in: where }) => where === 'path') ? [404] : []),
    ...(requestBody === undefined ? [] : [413]),
    500,
  ];
}

function answersOf(operation: Operation, said: OperationWords, problem: Schema): Record<string, Answer> {
  const answers: Record<string, Answer> = {};
  for (const [status, { words: description, ...media }] of Object.entries(said.answers)) {
    const schema = Object.values(operation.responses[status]?.content ?? {})[0]?.schema ?? media.schema;
    const { type = 'application/json', example } = media;
    const content = schema === undefined ? {} : { content: { [type]: { schema: { ...schema }, example } } };
    answers[status] = { description, ...content };
  }
  const named = Object.keys(operation.responses)
    .map(Number)
    .filter((status) => status >= 400);
  for (const status of new Set([...named, ...failuresOf(operation)].toSorted((a, b) => a - b))) {
    const kind = problemKinds.find((one) => one.status === status);
    if (kind === undefined) throw new Error(`no problem has the status ${status}`);
    answers[status] = {
      description: `${kind.title} (\`${kind.code}\`)`,
      content: { 'application/problem+json': { schema: problem, example: exampleOf(kind) } },
    };
  }
  return answers;
}

function bodyOf(operation: Operation, media: readonly MediaWords[]): NonNullable<Operation['requestBody']> {
  const own = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  for (const [name, field] of Object.entries((own?.['properties'] ?? {}) as Record<string, Schema>))
    field['description'] ??= fieldWords[name] ?? '';
  const content = media.map(({ type = 'application/json', schema = {}, example }) => [
    type,
    { schema: own ?? { ...schema }, example },
  ]);
  return { required: true, content: Object.fromEntries(content) as Record<string, Media> };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Completes what the routes' schemas say with names, examples and the errors that each operation can answer with. An
 * operation without words of its own stays as it is; a test finds it.
 */
export function describeApi<D extends Description>(document: D, problem: Schema): D {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const said = words[`${method.toUpperCase()} ${path.replace('/api/v1', '')}`];
      operation.security ??= [];
      if (said === undefined) continue;
      operation.operationId = said.id;
      operation.summary = sentence(operation.summary ?? '');
      for (const parameter of operation.parameters ?? []) {
        const usual = parameterWords[parameter.name];
        parameter.description ??= usual?.words ?? '';
        parameter.example = said.parameters?.[parameter.name] ?? usual?.example;
      }
      if (said.body !== undefined) operation.requestBody = bodyOf(operation, said.body);
      operation.responses = answersOf(operation, said, problem);
    }
  }
  return document;
}
