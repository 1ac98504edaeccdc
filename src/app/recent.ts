import { LRUCache } from 'lru-cache';

type Something = NonNullable<unknown>;

/** The entries that were used last, up to a number of them; any more, and the one unused for longest is forgotten. */
export type Recent<K, V> = {
  /** The entry of a key, made now when there is none. It is used by that. */
  of(key: K, make: () => V): V;
  /** The entry of a key, if there is one. It is not used by that. */
  peek(key: K): V | undefined;
  /** Sets an entry, which is used by that. */
  set(key: K, value: V): void;
  forget(key: K): void;
};

/** Keeps `limit` entries, each for `longestMs` at most: then it is forgotten even if nobody asks. */
export function keepRecent<K extends Something, V extends Something>(
  limit: number,
  { longestMs }: { longestMs?: number } = {},
): Recent<K, V> {
  const bound = longestMs === undefined ? {} : { ttl: longestMs, ttlAutopurge: true };
  const entries = new LRUCache<K, V>({ max: limit, ...bound });
  return {
    of(key, make) {
      const found = entries.get(key);
      if (found !== undefined) return found;
      const made = make();
      entries.set(key, made);
      return made;
    },
    peek: (key) => entries.peek(key),
    set: (key, value) => void entries.set(key, value),
    forget: (key) => void entries.delete(key),
  };
}
