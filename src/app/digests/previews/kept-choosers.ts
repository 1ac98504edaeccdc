import { keepRecent } from '../../recent.ts';
import { type Chooser, openDigestChooser } from '../choose-papers.ts';
import type { Digest } from '../digest-stores.ts';

/** Each holds what is news, and the lists made of it: some tens of megabytes where there are very many papers. */
const keptAtOnce = 2;
/** After this time an admin's changes to papers, and what readers do, show in previews. */
const keptMs = 5 * 60_000;

/**
 * Choosers of digests that admins look at before they send them. Opening one takes seconds, and choosing for one more
 * reader then takes milliseconds.
 */
export type KeptChoosers = {
  /** That of the same instant, if it was asked for a short while ago; else a new one, which is kept from now on. */
  of(digest: Pick<Digest, 'asOf' | 'body'>): Chooser;
};

export function keepChoosers(stores: Parameters<typeof openDigestChooser>[0]): KeptChoosers {
  const retained = keepRecent<number, Chooser>(keptAtOnce, { longestMs: keptMs });

  /** What could not be read must not be kept. */
  function forgetful(at: number, chooser: Chooser): Chooser {
    return {
      ...chooser,
      async choose(readers) {
        try {
          return await chooser.choose(readers);
        } catch (error) {
          retained.forget(at);
          throw error;
        }
      },
    };
  }

  return {
    of(digest) {
      const at = digest.asOf.getTime();
      // An announcement's chooses nothing, and costs nothing.
      if (digest.body !== null) return openDigestChooser(stores, digest);
      return retained.of(at, () => forgetful(at, openDigestChooser(stores, digest)));
    },
  };
}
