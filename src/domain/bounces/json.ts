/** An object of JSON that came from outside. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list, at most so many; empty for anything else. */
export const objectsIn = (value: unknown, limit = 1_000): Json[] =>
  Array.isArray(value) ? value.slice(0, limit).filter(isObject) : [];

/** The object at a key; empty for anything else. */
export const objectAt = (json: Json, key: string): Json => {
  const value = json[key];
  return isObject(value) ? value : {};
};

/** The text or number at a key, as text; empty for anything else. */
export const textAt = (json: Json, key: string): string => {
  const value = json[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};
