import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type FieldError, invalid } from '../../domain/errors.ts';
import { isUsableInstant } from '../../domain/instant.ts';
import { cut } from '../../domain/lengths.ts';
import type { App } from '../options.ts';

const options = {
  removeAdditional: false,
  useDefaults: true,
  allowUnionTypes: true,
  strict: false,
} as const;

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * One that stops at the first fault, and so never looks into a list that is too long, and one that finds every fault.
 */
function judges(coerceTypes: false | 'array'): { first: Ajv; every: Ajv } {
  const [first, every] = [false, true].map((allErrors) => {
    const ajv = new Ajv({ ...options, coerceTypes, allErrors });
    formats.default(ajv);
    // The format of ajv-formats lets leap seconds through, which JavaScript's dates do not know.
    ajv.addFormat('date-time', (text: string) => rfc3339.test(text) && isUsableInstant(new Date(text)));
    return ajv;
  }) as [Ajv, Ajv];
  return { first, every };
}

// A number in a body is written as one. In an address or a header everything is text, so that a number there is
// read from it.
const body = judges(false);
const address = judges('array');

/** Of a request with more values than this only the first fault is told: each can have several faults. */
const mostValues = 1_000;

type Validator = { (data: unknown): boolean; errors?: ErrorObject[] | null };

/** The validator of one part of a request; it finds every fault, not only the first, of whatever people write. */
export function validatorFor({ schema, httpPart }: { schema: object; httpPart?: string }): Validator {
  const { first, every } = httpPart === 'body' ? body : address;
  // Compiled when they are needed: those of all routes take a sixth of a second at each start, and most never are.
  let judge: ValidateFunction | null = null;
  let teller: ValidateFunction | null = null;
  const validate: Validator = (data) => {
    validate.errors = null;
    judge ??= first.compile(schema);
    if (judge(data)) return true;
    validate.errors = judge.errors ?? [];
    if (valuesIn(data, mostValues) <= mostValues) {
      teller ??= every.compile(schema);
      teller(data);
      validate.errors = withoutInner(teller.errors ?? validate.errors);
    }
    return false;
  };
  return validate;
}

/** How many values are in a parsed text, itself included; counted no further than `most`. */
function valuesIn(value: unknown, most: number): number {
  let count = 1;
  if (value === null || typeof value !== 'object') return count;
  for (const inner of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (count > most) break;
    count += valuesIn(inner, most - count);
  }
  return count;
}

/** Without what is wrong in the items of a list that has too many. */
function withoutInner(errors: ErrorObject[]): ErrorObject[] {
  const tooLong = errors.flatMap(({ keyword, instancePath }) =>
    keyword === 'maxItems' ? `${instancePath}/` : [],
  );
  return errors.filter(({ instancePath }) => !tooLong.some((path) => instancePath.startsWith(path)));
}

/** Nothing here is made of objects in objects that deep; every walk through a body relies on it. */
const deepest = 20;

/**
 * What keeps a parsed body, query or path from being stored or gone through, and where: the character NUL, which
 * PostgreSQL cannot store or compare, half of a character (a lone surrogate), which cannot be written as UTF-8, or more
 * levels than any schema has. Null: nothing.
 */
function faultIn(value: unknown, depth = 0): { path: string[]; message: string } | null {
  if (typeof value === 'string') {
    if (value.includes('\0')) return { path: [], message: 'must not contain the character NUL' };
    return value.isWellFormed() ? null : { path: [], message: 'must be well-formed Unicode' };
  }
  const isList = Array.isArray(value);
  if (!isList && !(value !== null && typeof value === 'object' && isPlain(value))) return null;
  if (depth >= deepest) return { path: [], message: `is nested deeper than ${deepest} levels` };
  const inner = isList ? (value as unknown[]) : Object.values(value as object);
  for (const [at, item] of inner.entries()) {
    const found = faultIn(item, depth + 1);
    if (found === null) continue;
    found.path.push(isList ? String(at) : (Object.keys(value as object)[at] ?? ''));
    return found;
  }
  return null;
}

/** Whether it is what a parser makes, and not a stream. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unreadable({
  params,
  query,
  body: given,
}: Record<'params' | 'query' | 'body', unknown>): FieldError | null {
  const found = faultIn(params) ?? faultIn(query) ?? faultIn(given);
  if (found === null) return null;
  // Of what is too deep the first names say enough.
  const path = found.path.toReversed().slice(0, 4);
  return { field: cut(path.join('.') || 'body', 100), message: found.message };
}

/** Refuses what cannot be stored or gone through, before a schema or a route sees it. */
export function refuseUnreadable(app: App): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const fault = unreadable(request);
    done(fault === null ? undefined : invalid([fault]));
  });
}
