import type { Persistence, Stores } from './persistence.ts';

/** For use cases that are to be steps of one transaction: what they do happens when it ends, all of it or nothing. */
export function inTransaction<D extends Pick<Persistence, 'atomically'>>(
  deps: D,
  stores: Stores,
): D & { stores: Stores } {
  return {
    ...deps,
    stores,
    atomically: async (work: (stores: Stores) => Promise<unknown>) => await work(stores),
  } as D & { stores: Stores };
}
