import type { Deps } from './ports.ts';
import type { Stores } from './stores.ts';

/** For use cases that are to be steps of one transaction: what they do happens when it ends, all of it or nothing. */
export function inTransaction(deps: Deps, stores: Stores): Deps {
  return { ...deps, stores, atomically: async (work) => await work(stores) };
}
