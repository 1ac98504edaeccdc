import type { Deps } from './deps.ts';
import type { Stores } from './persistence.ts';

/** For use cases that are to be steps of one transaction: what they do happens when it ends, all of it or nothing. */
export function inTransaction(deps: Deps, stores: Stores): Deps {
  return { ...deps, stores, atomically: async (work) => await work(stores) };
}
