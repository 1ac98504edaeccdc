/** A form's field as text; absent, repeated or nested ones count as empty. */
export function field(body: unknown, name: string): string {
  const value =
    body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[name] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

/** A form's repeated field. */
export function fields(body: unknown, name: string): string[] {
  const value =
    body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[name] : undefined;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((item) => typeof item === 'string');
}

/** The parts of what was typed as a list, without empty ones. */
export function listIn(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter(Boolean);
}
