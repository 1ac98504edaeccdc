import { DomainError } from '../../domain/errors.ts';
import type { Needs } from '../deps.ts';
import { type Chooser, openChooser } from './planning/choose-papers.ts';
import { type Preview, previewDigest } from './preview-digest.ts';

/** For so long, all who look at their next digest are shown what is news as of the same instant. */
const keptMs = 30_000;

/** What readers would get now. */
export type NextDigests = {
  /**
   * The digest that this reader would get at this moment, with the links that it would have; nothing is written or
   * sent. `mail` null: there is nothing new. Rejects with `conflict` for somebody who gets no digests.
   */
  of(subscriberId: number): Promise<Preview>;
};

/**
 * What is news is read once for all who look within half a minute, since it takes longest; so looking at it again and
 * again costs little.
 */
export function openNextDigests(
  deps: Needs<
    'composer' | 'links' | 'mailDomain' | 'markdown' | 'now' | 'returnPaths',
    'candidates' | 'digests' | 'papers' | 'subjects' | 'subscribers' | 'trends'
  >,
): NextDigests {
  let kept: { chooser: Chooser; asOf: Date; until: number } | null = null;
  return {
    async of(subscriberId) {
      const subscriber = await deps.stores.subscribers.byId(subscriberId);
      if (subscriber?.status !== 'active')
        throw new DomainError('conflict', 'No digest comes at present, so there is none to look at.');
      if (kept === null || performance.now() > kept.until) {
        const asOf = deps.now();
        kept = { chooser: openChooser(deps.stores, asOf), asOf, until: performance.now() + keptMs };
      }
      const { asOf, chooser } = kept;
      try {
        return await previewDigest(deps, { subscriberId, asOf }, chooser);
      } catch (error) {
        // What could not be read must not be kept.
        kept = null;
        throw error;
      }
    },
  };
}
