import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { invalid } from '../../domain/errors.ts';
import { isUsableInstant } from '../../domain/instant.ts';
import type { App } from '../options.ts';

const options = {
  removeAdditional: false,
  useDefaults: true,
  allErrors: true,
  allowUnionTypes: true,
  strict: false,
} as const;

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

// A number in a body is written as one. In an address or a header everything is text, so that a number there is
// read from it.
const body = new Ajv({ ...options, coerceTypes: false });
const address = new Ajv({ ...options, coerceTypes: 'array' });
for (const ajv of [body, address]) {
  formats.default(ajv);
  // The format of ajv-formats lets leap seconds through, which JavaScript's dates do not know.
  ajv.addFormat('date-time', (text: string) => rfc3339.test(text) && isUsableInstant(new Date(text)));
}

/** The validator of one part of a request; it finds every fault, not only the first. */
export function validatorFor({ schema, httpPart }: { schema: object; httpPart?: string }) {
  return (httpPart === 'body' ? body : address).compile(schema);
}

/** Where in a parsed body, query or path a text holds the character NUL; null if nowhere. */
function fieldWithNul(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.includes('\0') ? path : null;
  const plain = Array.isArray(value) || (value !== null && typeof value === 'object' && isPlain(value));
  if (!plain) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = fieldWithNul(item, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Whether it is what a parser makes, and not a stream. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Refuses texts with the character NUL, which PostgreSQL cannot store or compare, before a route sees them. */
export function refuseNul(app: App): void {
  app.addHook('preValidation', ({ params, query, body: given }, _reply, done) => {
    const field = fieldWithNul(params, '') ?? fieldWithNul(query, '') ?? fieldWithNul(given, '');
    done(field === null ? undefined : invalid([{ field, message: 'must not contain the character NUL' }]));
  });
}
