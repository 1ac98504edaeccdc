import { keepRecent } from '../../recent.ts';
import { type Chooser, openChooser } from '../planning/choose-papers.ts';

/** Each holds what is news, and the lists made of it: some tens of megabytes where there are very many papers. */
const keptAtOnce = 2;
/** After this time an admin's changes to papers, and what readers do, show in previews. */
const keptMs = 5 * 60_000;

/**
 * Choosers of digests that admins look at before they send them. Opening one takes seconds, and choosing for one more
 * reader then takes milliseconds.
 */
export type KeptChoosers = {
  /**
   * That of the same instant, for no digest, if it was asked for a short while ago; else a new one, which is kept from
   * now on.
   */
  of(asOf: Date): Chooser;
};

export function keepChoosers(stores: Parameters<typeof openChooser>[0]): KeptChoosers {
  const retained = keepRecent<number, Chooser>(keptAtOnce, { longestMs: keptMs });

  /** What could not be read must not be kept. */
  function forgetful(at: number, chooser: Chooser): Chooser {
    return {
      ...chooser,
      async choose(...asked) {
        try {
          return await chooser.choose(...asked);
        } catch (error) {
          retained.forget(at);
          throw error;
        }
      },
    };
  }

  return {
    of(asOf) {
      const at = asOf.getTime();
      return retained.of(at, () => forgetful(at, openChooser(stores, asOf)));
    },
  };
}
