import { one, type Random, upTo } from './mutations.ts';

/** Names that every object has: what looks something up by a stranger's word finds them. */
export const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'] as const;

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], []);

/** Values in the place of others: of every type, of every size, and names that mean something else. */
const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '0',
  'true',
  '\u0000',
  '\ud800',
  'x'.repeat(20_000),
  [],
  {},
  [[]],
  [null],
  [{}],
  nested(300),
  Array.from({ length: 3_000 }, () => ({ a: 'a' })),
  ...inherited,
];

type Place = { holder: Record<string, unknown> | unknown[]; key: string };

function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const holder = value as Place['holder'];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder, key }, ...placesIn(inner)]);
}

function put({ holder, key }: Place, value: unknown): void {
  // Also `__proto__` as a key like any other, which JSON allows.
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A text of JSON with one value replaced, left out, repeated or under another name; null for one that is none. */
export function jsonMutated(text: string, random: Random): string | null {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return null;
  }
  const places = placesIn(whole);
  if (places.length === 0) return null;
  const place = one(places, random);
  const { holder, key } = place;
  const value = (holder as Record<string, unknown>)[key];
  switch (upTo(6, random)) {
    case 0:
      Reflect.deleteProperty(holder, key);
      break;
    case 1:
      put({ holder, key: one(inherited, random) }, value);
      break;
    case 2:
      put(one(places, random), structuredClone(value));
      break;
    case 3:
      put(
        place,
        Array.from({ length: 1 + upTo(50, random) }, () => value),
      );
      break;
    default:
      put(place, one(values, random));
  }
  return JSON.stringify(whole);
}
