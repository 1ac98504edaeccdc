import type { Deps } from '../app/deps.ts';
import type { Brand } from '../domain/brand/brand.ts';
import type { Facts } from '../domain/brand/texts.ts';
import { sourceTitles } from '../domain/papers/paper-source.ts';
import { unconfirmedDays } from '../domain/subscribers/consent.ts';
import { undoDays } from '../domain/subscribers/unsubscribing.ts';

/** What this installation's own texts tell of it. */
export function factsOf(
  { deps, postalAddress }: { deps: Pick<Deps, 'sources'>; postalAddress: string | null },
  { name, contact }: Brand,
): Facts {
  const sources = deps.sources.map((source) => sourceTitles[source.name]);
  return { name, contact, sources, postalAddress, unconfirmedDays, undoDays };
}
