import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Schema = Record<string, unknown>;
type Media = { schema?: Schema; example?: unknown };
export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
};
export type Operation = {
  operationId: string;
  summary: string;
  tags?: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
};
export type Description = { paths: Record<string, Record<string, Operation>> };

export type ClientRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  payload?: string;
};
export type ClientAnswer = { status: number; type: string; text: string };

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

/** What is wrong with a value by a schema, in words; null when it is right. */
export function faultOf(schema: Schema, value: unknown): string | null {
  const check = ajv.compile(schema);
  return check(value) ? null : ajv.errorsText(check.errors);
}

/** Every operation with its method and path. */
export function operationsOf(description: Description) {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/**
 * A client that knows of the API only what its description says. `call` takes an operation's name and values by their
 * names: those of parameters, and `body` (without one, the description's example is sent). It throws when a value, or
 * the answer, is not as the description says.
 */
export function clientOf(
  description: Description,
  send: (request: ClientRequest) => Promise<ClientAnswer>,
  token: string,
) {
  const known = new Map(operationsOf(description).map((one) => [one.operation.operationId, one]));

  function requestOf(name: string, values: Readonly<Record<string, unknown>>): ClientRequest {
    const found = known.get(name);
    if (found === undefined) throw new Error(`the description has no operation ${name}`);
    const { method, operation } = found;
    const { parameters = [], requestBody } = operation;
    let { path } = found;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    for (const given of Object.keys(values))
      if (given !== 'body' && !parameters.some((one) => one.name === given))
        throw new Error(`${name} takes no ${given}`);
    for (const parameter of parameters) {
      const value = values[parameter.name];
      if (value === undefined) {
        if (parameter.required === true) throw new Error(`${name} needs ${parameter.name}`);
        continue;
      }
      const fault = faultOf(parameter.schema, value);
      if (fault !== null) throw new Error(`${name}, ${parameter.name}: ${fault}`);
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(text));
      else if (parameter.in === 'query') query.append(parameter.name, text);
      else headers[parameter.name] = text;
    }
    if (operation.security.some((scheme) => 'token' in scheme)) headers['authorization'] = `Bearer ${token}`;
    const url = query.size === 0 ? path : `${path}?${query.toString()}`;
    if (requestBody === undefined) return { method, url, headers };
    const [type, media] = Object.entries(requestBody.content)[0]!;
    const body = values['body'] ?? media.example;
    const fault = faultOf(media.schema ?? {}, body);
    if (fault !== null) throw new Error(`${name}, body: ${fault}`);
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    return { method, url, headers: { ...headers, 'content-type': type }, payload };
  }

  /** The answer's body, once it is as the description says of that status. */
  function readAnswer(name: string, { status, type, text }: ClientAnswer): unknown {
    const said = known.get(name)?.operation.responses[String(status)];
    if (said === undefined) throw new Error(`${name} says nothing of ${status}: ${text}`);
    if (said.content === undefined) {
      if (text !== '') throw new Error(`${name} answers ${status} with a body: ${text}`);
      return null;
    }
    const media = said.content[type];
    if (media === undefined) throw new Error(`${name} answers ${status} with ${type}`);
    const value: unknown = /\bjson$/.test(type) ? JSON.parse(text) : text;
    const fault = faultOf(media.schema ?? {}, value);
    if (fault !== null) throw new Error(`${name}, answer ${status}: ${fault} in ${text}`);
    return value;
  }

  return {
    async call(
      name: string,
      values: Readonly<Record<string, unknown>> = {},
    ): Promise<{ status: number; value: ReturnType<typeof JSON.parse> }> {
      const answer = await send(requestOf(name, values));
      return { status: answer.status, value: readAnswer(name, answer) };
    },
  };
}
