import { invalid } from '../../domain/errors.ts';
import { longestIn, mostRepeated } from './field-lengths.ts';

/** What a body says of a field. Throws `invalid` for more than a form can have sent, before anybody reads it. */
function valuesOf(body: unknown, name: string): unknown[] {
  const value =
    body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[name] : undefined;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  if (all.length > mostRepeated)
    throw invalid([{ field: name, message: `must not be given more than ${mostRepeated} times` }]);
  const most = longestIn(name);
  if (all.some((one) => typeof one === 'string' && one.length > most))
    throw invalid([{ field: name, message: `must have at most ${most} characters` }]);
  return all;
}

/** A form's field as text; absent, repeated or nested ones count as empty. */
export function field(body: unknown, name: string): string {
  const [first] = valuesOf(body, name);
  return typeof first === 'string' ? first : '';
}

/** A form's repeated field. */
export function fields(body: unknown, name: string): string[] {
  return valuesOf(body, name).filter((item) => typeof item === 'string');
}

/** The parts of what was typed as a list, without empty ones. */
export function listIn(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter(Boolean);
}
