import Handlebars from 'handlebars';
import type { Html } from '../../forms/html.ts';
import { openPage } from '../../page-description.ts';
import { problemKinds } from '../../plugins/errors.ts';

export type ApiField = { name: string; where: string; type: string; required: boolean; words: Html };
export type ApiExample = { type: string; text: string };
export type ApiOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  words: Html | null;
  /** Needs an API token. */
  token: boolean;
  fields: ApiField[];
  curl: string;
  answers: { status: string; words: Html; example: ApiExample | null }[];
  problems: { status: string; code: string }[];
};
export type ApiDocsModel = {
  groups: { id: string; name: string; words: string; operations: ApiOperation[] }[];
  codes: { code: string; status: number; title: string }[];
  server: string;
};

export const apiDocsPage = openPage<ApiDocsModel>('api/docs/api-docs');

type Schema = Record<string, unknown>;
type Media = { schema?: Schema; example?: unknown };
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
};
type Answer = { description: string; content?: Record<string, Media> };
/** One operation of the description (OpenAPI 3.1, 4.8.10). */
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
};
type Description = { paths: Record<string, Record<string, Operation>> };

/** A schema in a few words: "integer from 1 to 100", "daily, weekly or monthly", "array of string or object". */
export function typeInWords(schema: Schema): string {
  const { type, enum: values, const: value, anyOf, items, format, minimum, maximum } = schema;
  if (Array.isArray(values))
    return values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (value !== undefined) return JSON.stringify(value);
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map((one) => typeInWords(one as Schema)))].join(' or ');
  if (type === 'array') return `array of ${typeInWords((items ?? {}) as Schema)}`;
  if (format === 'date-time') return 'instant';
  if (typeof type !== 'string') return 'anything';
  const from = typeof minimum === 'number' ? ` from ${minimum}` : '';
  return `${type}${from}${typeof maximum === 'number' ? ` to ${maximum}` : ''}`;
}

/** Text in which what stands between backticks is code. */
function html(text: string): Html {
  const escaped = Handlebars.escapeExpression(text);
  return new Handlebars.SafeString(escaped.replace(/&#x60;(.+?)&#x60;/g, '<code>$1</code>'));
}

function parameterField({
  name,
  in: where,
  required = false,
  description = '',
  schema,
}: Parameter): ApiField {
  return { name, where, type: typeInWords(schema), required, words: html(description) };
}

function bodyFields(schema: Schema | undefined): ApiField[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    where: 'body',
    type: typeInWords(one),
    required: required.includes(name),
    words: html(typeof one['description'] === 'string' ? one['description'] : ''),
  }));
}

function written(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A request for the shell, with the examples of what has to be given. */
function curlOf(server: string, method: string, path: string, operation: Operation): string {
  const { parameters = [], requestBody, security = [] } = operation;
  const needed = parameters.filter(({ required }) => required === true);
  const address = needed
    .filter(({ in: where }) => where === 'path')
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path);
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const isJson = type === 'application/json';
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(`${server}${address}`)}`,
    ...(security.length > 0 ? [`-H "Authorization: Bearer $TOKEN"`] : []),
    ...(type === undefined ? [] : [`-H ${quoted(`Content-Type: ${type}`)}`]),
    ...(type === undefined
      ? []
      : isJson
        ? [`-d ${quoted(JSON.stringify(media?.example))}`]
        : ['--data-binary @FILE']),
  ].join(' \\\n  ');
}

function answerRow([status, { description, content }]: [string, Answer]) {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  const example = type === undefined ? null : { type, text: written(media?.example) };
  return { status, words: html(description), example };
}

/** The whole API on one page, for people; `description` is what programs are given. */
export function apiDocsModel(
  description: Description & { tags?: readonly { name: string; description?: string }[] },
  server: string,
): ApiDocsModel {
  const all = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([lower, operation]) => {
      const method = lower.toUpperCase();
      const answers = Object.entries(operation.responses);
      const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
      const problems = answers.filter(([status]) => Number(status) >= 400).map(([status]) => status);
      const shown: ApiOperation = {
        id: operation.operationId ?? `${method} ${path}`,
        method,
        path,
        summary: operation.summary ?? '',
        words: operation.description === undefined ? null : html(operation.description),
        token: (operation.security ?? []).length > 0,
        fields: [...(operation.parameters ?? []).map(parameterField), ...bodyFields(body)],
        curl: curlOf(server, method, path, operation),
        answers: answers.filter(([status]) => Number(status) < 400).map(answerRow),
        problems: problems.map((status) => ({
          status,
          code: problemKinds.find((one) => String(one.status) === status)?.code ?? '',
        })),
      };
      return { tag: operation.tags?.[0] ?? 'service', shown };
    }),
  );
  return {
    groups: (description.tags ?? []).map(({ name, description: words = '' }) => ({
      id: `tag-${name}`,
      name: name.charAt(0).toUpperCase() + name.slice(1),
      words,
      operations: all.filter(({ tag }) => tag === name).map(({ shown }) => shown),
    })),
    codes: [...problemKinds],
    server,
  };
}
